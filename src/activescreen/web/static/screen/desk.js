// The reviewer's desk: which record lies on it, and what becomes of a decision.

import { Drafts, Note, Tags } from "./asides.js";
import { Clock } from "./clock.js";
import { FullText } from "./document.js";
import { History } from "./history.js";
import { empty, Sending, showPhase, showProgress, showRefusals } from "./notices.js";
import { by, newId, offerActions, toTop } from "./page.js";
import { Reasons } from "./reasons.js";
import { RecordView } from "./record.js";
import { Ripening } from "./ripening.js";
import { NotNow, Refused } from "./service.js";
import { Why } from "./why.js";

const NO_FILE = "No file is kept for this report. Decide all the same? Then choose again.";

export class Desk {
  #ripening = new Ripening();
  #undone = 0;
  #ready = null;
  #asked = null;

  constructor({ setup, service, outbox, sender, supply, tabs }) {
    Object.assign(this, { setup, service, outbox, sender, supply, tabs });
    this.view = new RecordView(setup, () => this.escape());
    this.reasons = new Reasons(setup);
    this.clock = new Clock();
    this.history = new History(service, setup.stage, this.view);
    this.fullText = new FullText(service, setup.stage);
    this.sending = new Sending(service, sender, outbox);
    const back = () => this.focus();
    this.whyPart = new Why(service, back);
    this.note = new Note(new Drafts(setup.owner), back);
    this.tags = new Tags(service, {
      back, keep: (record, tags) => this.#keepTags(record, tags), tell: (text) => this.say(text),
    });
    this.#listen();
  }

  get record() {
    return this.supply.shown;
  }

  /** Begin: what an earlier visit left unsent comes first. */
  async open() {
    this.#ready = this.#recall();
    await this.#ready;
    this.sender.wake();
    await this.refill(true);
    if (!this.record) this.#showEmpty();
    await this.history.load();
    this.#progress();
  }

  /** Have enough records in hand. */
  async refill(always = false) {
    await this.#ready;
    await this.supply.fill(always);
  }

  /** Decide on the record that is shown: paint the next one, and send behind. */
  decide(verdict, { failed_criteria = [], reason = "" } = {}) {
    const record = this.record;
    if (verdict !== "maybe" && this.#doubtful(record)) return;
    const said = {
      event_id: newId(), record_id: record.id, stage: this.setup.stage, verdict, failed_criteria, reason,
      note: this.note.text, seconds: this.clock.seconds,
    };
    this.#post("decision", record, "POST", "/decisions", said);
    this.history.add(record, said);
    this.supply.decided(record.id);
    this.note.sent(record.id);
    this.#undone = 0;
    this.tabs.postMessage({ decided: record.id });
    this.#next();
    this.say(`${this.view.inWords(said)}.`);
    by("last").textContent = `${this.view.inWords(said)} · ${record.title}`;
    this.#progress();
    this.refill();
  }

  /** Exclude: at once, or after asking why. */
  async exclude(ask, marked = []) {
    const record = this.record;
    if (this.#doubtful(record)) return;
    if (!ask && !this.setup.reason_needed) {
      this.decide("exclude", { failed_criteria: marked });
      return;
    }
    const earlier = this.earlier?.verdict === "exclude" ? this.earlier : {};
    const answer = await this.reasons.ask([...(earlier.failed_criteria ?? []), ...marked], earlier.reason);
    if (this.record !== record) return;
    if (answer) this.decide("exclude", answer);
    else this.focus();
  }

  /** Whether a decision made now is meant: not the second click of two, not a key that bounced. */
  ready(pointer = false) {
    return this.record !== null && this.#ripening.over(pointer);
  }

  /** Back to the last record, or from there to the one before. */
  async undo() {
    let entry = this.history.entries[this.#undone];
    if (!entry) {
      const problem = await this.history.load();
      entry = this.history.entries[this.#undone];
      if (!entry) return this.say(problem || "There is no earlier decision.");
    }
    const place = this.#undone;
    if (await this.reopen(entry)) this.#undone = place + 1;
  }

  /** Put an earlier record on the desk again; {id, said, record}. */
  async reopen(entry) {
    try {
      const record = await this.history.record(entry);
      this.supply.revisit(record);
      this.#show(record, entry.said);
      return true;
    } catch (error) {
      if (error instanceof Refused) this.say([error.message, error.remedy].filter(Boolean).join(" "));
      else if (error instanceof NotNow) this.say("This record is not here, and the service cannot be reached now.");
      else throw error;
      return false;
    }
  }

  /** Close what is open; leave an earlier record as it is. */
  escape() {
    if (this.reasons.open) this.reasons.cancel();
    else if (this.note.open) this.note.close();
    else if (this.tags.open) this.tags.close();
    else if (this.whyPart.open) this.whyPart.fold();
    else if (this.supply.revisiting) {
      this.#undone = 0;
      this.#next();
    } else this.focus();
  }

  why() {
    return this.whyPart.toggle(() => this.record);
  }

  showHistory() {
    const unsent = new Set(this.sender.waiting.map(({ body }) => body.event_id));
    return this.history.show(unsent, (entry) => this.reopen(entry));
  }

  /** The reader goes on from the title. */
  focus() {
    by(this.record ? "title" : "empty-title").focus({ preventScroll: true });
  }

  /** Say something to screen readers, and below the buttons. */
  say(text) {
    // The same words twice are said twice.
    by("said").textContent = by("said").textContent === text ? `${text}\u00a0` : text;
    by("last").textContent = text;
  }

  // Of a report without a file it is asked once whether a decision is meant.
  #doubtful(record) {
    if (!this.fullText.missing || this.earlier || this.#asked === record.id) return false;
    this.#asked = record.id;
    this.fullText.ask(NO_FILE);
    this.say(NO_FILE);
    this.#ripening.begin();
    return true;
  }

  async #recall() {
    await this.sender.look();
    for (const { kind, record } of this.sender.waiting) if (kind === "decision") this.supply.decided(record);
  }

  #next() {
    this.reasons.cancel();
    const record = this.supply.take();
    if (record) this.#show(record);
    else this.#showEmpty();
  }

  #show(record, earlier = null) {
    this.earlier = earlier;
    this.reasons.cancel();
    this.whyPart.fold(false);
    this.view.show(record, earlier);
    this.note.show(record, earlier?.note);
    this.tags.show(record);
    offerActions(true);
    this.#ripening.begin();
    this.clock.start();
    toTop();
    this.focus();
    this.fullText.show(record);
    // When this one is on the screen, the next one's paragraphs can be made.
    requestAnimationFrame(() => setTimeout(() => this.view.prepare(this.supply.next)));
  }

  #showEmpty() {
    const { title, nodes } = empty(this.supply, this.service, `/reviews/${this.setup.review}`, () => this.refill(true));
    const was = by("empty").hidden;
    const focused = by("empty").contains(document.activeElement);
    by("record").hidden = true;
    by("empty").hidden = false;
    offerActions(false);
    if (by("empty-title").textContent !== title) by("empty-title").textContent = title;
    by("empty-content").replaceChildren(...nodes);
    if (was || focused) this.focus();
  }

  #keepTags(record, tags) {
    if (record === this.record) this.view.showTags(tags);
    this.say(tags.length ? `Tags: ${tags.join(", ")}.` : "No tags.");
    const path = `/records/${encodeURIComponent(record.id)}/tags`;
    this.#post("tags", record, "PUT", path, { tags });
  }

  #post(kind, record, method, path, body) {
    return this.sender.post({ kind, record: record.id, title: record.title, method, path, body });
  }

  #progress() {
    showProgress(this.history.today, this.supply.remaining);
  }

  #listen() {
    const { service, sender, supply, tabs, outbox } = this;
    service.addEventListener("change", () => { this.sending.show(); if (!this.record) this.#showEmpty(); });
    sender.addEventListener("change", () => {
      this.sending.show();
      this.#progress();
      showRefusals(sender.refused, this.view, {
        stage: this.setup.stage,
        base: `/reviews/${this.setup.review}`,
        again: (entry) => sender.repeat(entry),
        open: (entry) => this.#reopenRefused(entry),
        dismiss: (entry) => this.#dismiss(entry),
      });
    });
    sender.addEventListener("sent", ({ detail: { entry } }) => {
      if (entry.kind === "decision") supply.confirmed(entry.record);
      tabs.postMessage({ sent: entry.record });
      // Whether anything is left can be told only when everything is known.
      if (!this.record && sender.waiting.length <= 1) this.refill(true);
    });
    sender.addEventListener("refused", ({ detail: { entry } }) => {
      if (entry.kind !== "decision") return;
      this.history.drop(entry.body.event_id);
      by("last").textContent = "";
      supply.refused(entry.record);
      tabs.postMessage({ sent: entry.record });
      this.refill(true);
    });
    supply.addEventListener("change", () => this.#supplied());
    tabs.addEventListener("message", ({ data }) => this.#heard(data, outbox));
  }

  #supplied() {
    showPhase(this.supply);
    this.#progress();
    if (!this.record && this.supply.next) this.#next();
    else if (!this.record) this.#showEmpty();
    this.view.prepare(this.supply.next);
  }

  // Another tab of the same person and review.
  #heard({ decided, sent }) {
    if (sent) {
      this.supply.confirmed(sent);
      this.sender.look();
    }
    if (!decided) return;
    const here = this.record?.id === decided && !this.supply.revisiting;
    this.supply.decided(decided);
    if (here) {
      this.#next();
      this.say("You decided on the last record in another tab.");
    }
    this.refill();
  }

  async #dismiss(entry) {
    await this.outbox.dismiss(entry);
    await this.sender.look();
    this.focus();
  }

  async #reopenRefused(entry) {
    await this.reopen({ id: entry.record, said: entry.body, record: null });
    if (this.record?.id === entry.record) await this.#dismiss(entry);
  }
}
