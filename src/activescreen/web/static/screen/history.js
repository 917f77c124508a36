// What one decided last: what this page knows itself, and before that what the service tells.

import { by, button, make, moment } from "./page.js";
import { NotNow, Refused } from "./service.js";

const MOST = 50;

export class History {
  #here = [];
  #before = [];
  #today = null;
  #counted = new Set();

  constructor(service, stage, view) {
    this.service = service;
    this.stage = stage;
    this.view = view;
  }

  /** A decision was made here. */
  add(record, said) {
    this.#here.unshift({ record, said, at: new Date() });
  }

  /** A decision made here was refused: it does not stand. */
  drop(eventId) {
    this.#here = this.#here.filter(({ said }) => said.event_id !== eventId);
  }

  /** The last decision on each record, newest first: [{id, title, said, at, record}]. */
  get entries() {
    const seen = new Set();
    const here = this.#here.map(({ record, said, at }) => ({ id: record.id, title: record.title, record, said, at }));
    return [...here, ...this.#before]
      .filter(({ id }) => !seen.has(id) && seen.add(id))
      .slice(0, MOST);
  }

  /** How many records were decided today, a changed vote once; null until the service has told. */
  get today() {
    if (this.#today === null) return null;
    const here = new Set(this.#here.map(({ record }) => record.id));
    return this.#today + [...here].filter((id) => !this.#counted.has(id)).length;
  }

  /** Ask the service once for what was decided before; a problem in words. */
  async load() {
    if (this.#today !== null) return "";
    try {
      const answer = await this.service.call("GET", `/decisions/mine?stage=${this.stage}&limit=${MOST}`);
      this.#before = answer.items.map(({ record_id: id, title, received, event }) => (
        { id, title, said: { ...event, event_id: event.id }, at: new Date(received), record: null }
      ));
      // Those of this page may be among them. The service's day is that of UTC.
      const day = new Date().toISOString().slice(0, 10);
      this.#today = answer.today;
      this.#counted = new Set(
        answer.items.filter(({ received }) => received.startsWith(day)).map(({ record_id: id }) => id),
      );
      return "";
    } catch (error) {
      if (error instanceof Refused) return error.message;
      if (error instanceof NotNow) return "The service cannot be reached now; these are the decisions of this page.";
      throw error;
    }
  }

  /** The record of an entry with all its fields. */
  async record(entry) {
    return entry.record ?? this.service.call("GET", `/records/${encodeURIComponent(entry.id)}`);
  }

  /** Show the drawer. `unsent` are ids of events that wait; `open` takes an entry. */
  async show(unsent, open) {
    const list = by("history-list");
    const paint = () => list.replaceChildren(...this.entries.map((entry) => this.#line(entry, unsent, open)));
    paint();
    by("history").showModal();
    const problem = await this.load();
    by("history-problem").textContent = problem || (this.entries.length ? "" : "There are none yet.");
    by("history-problem").hidden = !by("history-problem").textContent;
    if (this.#before.length) paint();
  }

  #line(entry, unsent, open) {
    const title = button(entry.title || "(without a title)", () => {
      by("history").close();
      open(entry);
    }, "entry");
    title.dir = "auto";
    const waits = unsent.has(entry.said.event_id) ? " · waits to be sent" : "";
    return make(
      "li", {}, title,
      make("span", { class: `said ${entry.said.verdict}` }, this.view.inWords(entry.said)),
      make("span", { class: "soft" }, ` · ${moment(entry.at)}${waits}`),
    );
  }
}
