// Note and tags, without leaving the keyboard.

import { by, make, whole } from "./page.js";
import { NotNow, Refused } from "./service.js";

/** Notes that are being written, by record; a reload of the page does not lose them. */
export class Drafts {
  constructor(owner) {
    this.prefix = `activescreen-note ${owner} `;
  }

  get(id) {
    try {
      return sessionStorage.getItem(this.prefix + id) ?? "";
    } catch {
      return this.held?.get(id) ?? "";
    }
  }

  set(id, text) {
    try {
      if (text) sessionStorage.setItem(this.prefix + id, text);
      else sessionStorage.removeItem(this.prefix + id);
    } catch {
      (this.held ??= new Map()).set(id, text);
    }
  }
}

/** The note on the record that is shown. */
export class Note {
  #record = null;

  constructor(drafts, back) {
    this.drafts = drafts;
    this.back = back;
    by("noting-text").addEventListener("input", () => this.#keep());
    by("noting-text").addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.close();
    });
    by("noting-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.close();
    });
  }

  get open() {
    return !by("noting").hidden;
  }

  /** Another record is shown; `earlier` is the note of one's decision on it, if there is one. */
  show(record, earlier = "") {
    this.#record = record;
    by("noting").hidden = true;
    if (record && earlier && !this.drafts.get(record.id)) this.drafts.set(record.id, earlier);
    by("noting-text").value = record ? this.drafts.get(record.id) : "";
    this.#tell();
  }

  write() {
    by("noting").hidden = false;
    by("noting-text").focus();
  }

  close() {
    by("noting").hidden = true;
    this.#tell();
    this.back();
  }

  get text() {
    return whole(by("noting-text").value).trim();
  }

  /** The note went with a decision. */
  sent(id) {
    this.drafts.set(id, "");
  }

  #keep() {
    if (this.#record) this.drafts.set(this.#record.id, by("noting-text").value);
  }

  #tell() {
    by("noted").hidden = !this.text;
    by("noted").replaceChildren(make("span", { class: "name" }, "Your note "), make("span", { dir: "auto" }, this.text));
  }
}

const KNOWN = 30;

/** One's own tags on the record that is shown. */
export class Tags {
  #record = null;
  #known = new Set();

  #asking = null;

  /** `keep(record, tags)` sends them, `back()` gives the focus back, `tell(text)` says something. */
  constructor(service, { keep, back, tell }) {
    Object.assign(this, { service, keep, back, tell });
    by("tagging-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#done();
      this.back();
    });
    by("tagging-cancel").addEventListener("click", () => this.close());
  }

  get open() {
    return !by("tagging").hidden;
  }

  /** Another record is shown; tags that are being written are kept on the one before. */
  show(record) {
    if (this.open) this.#done();
    this.#record = record;
  }

  /** Open the field at once, so that no key that is meant for it goes elsewhere. */
  async write() {
    const record = this.#record;
    const field = by("tagging-text");
    const offered = [...this.#known].map((tag) => make("option", { value: tag }));
    by("tagging-known").replaceChildren(...offered);
    field.value = record.tags ? joined(record.tags) : "";
    by("tagging").hidden = false;
    field.focus();
    if (record.tags) return;
    this.#asking = this.#ask(record);
    const known = await this.#asking;
    if (this.#record !== record || !this.open) return;
    if (known) field.value = joined(known) + field.value;
    else this.#unknown();
  }

  close() {
    by("tagging").hidden = true;
    this.back();
  }

  async #ask(record) {
    try {
      const found = await this.service.call("GET", `/records/${encodeURIComponent(record.id)}`);
      return (record.tags = found.tags ?? []);
    } catch (error) {
      if (error instanceof NotNow || error instanceof Refused) return null;
      throw error;
    }
  }

  // Tags that were not known yet when the new ones were written stay on the record.
  async #done() {
    const record = this.#record;
    const written = parted(whole(by("tagging-text").value));
    const before = record.tags ? [] : this.#asking;
    by("tagging").hidden = true;
    const known = await before;
    if (!known) return this.#unknown();
    record.tags = [...new Set([...known, ...written])];
    for (const tag of record.tags) if (this.#known.size < KNOWN) this.#known.add(tag);
    this.keep(record, record.tags);
  }

  // New tags take the place of those that are there, so these must be known.
  #unknown() {
    if (this.open) this.close();
    this.tell("Tags cannot be changed while the service is out of reach.");
  }
}

const joined = (tags) => tags.map((tag) => `${tag}, `).join("");
const parted = (text) => text.split(/[,;\u3001\uff0c\u061b\u060c]/u).map((tag) => tag.trim()).filter(Boolean);
