// The full text of a record, beside its abstract.

import { by, make } from "./page.js";
import { NotNow, Refused } from "./service.js";

export class FullText {
  #record = null;

  constructor(service, stage) {
    this.service = service;
    this.active = stage === "full_text";
    // Whether it is known that no file is kept for the record that is shown.
    this.missing = false;
  }

  /** Show what there is for a record. */
  async show(record) {
    if (!this.active) return;
    this.#record = record;
    this.missing = false;
    this.hide();
    by("document").hidden = false;
    by("document").replaceChildren(make("span", { class: "soft" }, "Looking for the full text …"));
    const pieces = await this.#pieces(record);
    if (this.#record === record) by("document").replaceChildren(...pieces);
  }

  /** Ask beside what is said of the text. */
  ask(question) {
    by("document").append(" ", make("strong", {}, question));
  }

  /** Unfold the viewer, or fold it. */
  toggle() {
    const viewer = by("viewer");
    if (!this.active || !this.address) return;
    if (!viewer.hidden) return this.hide(this.address);
    viewer.src = this.address;
    viewer.hidden = false;
    viewer.scrollIntoView({ block: "start" });
    this.#press(true);
  }

  hide(address = null) {
    this.address = address;
    by("viewer").hidden = true;
    by("viewer").removeAttribute("src");
    this.#press(false);
  }

  #press(open) {
    by("document").querySelector("button")?.setAttribute("aria-expanded", open);
  }

  async #pieces(record) {
    let found;
    try {
      found = (await this.service.call("GET", `/full-texts/${encodeURIComponent(record.id)}`)).document;
    } catch (error) {
      if (error instanceof NotNow) return ["The service cannot be reached now, so the full text cannot be fetched."];
      if (error instanceof Refused) return [[error.message, error.remedy].filter(Boolean).join(" ")];
      throw error;
    }
    if (this.#record !== record) return [];
    this.missing = !found;
    if (!found) return ["No full text was uploaded for this record. It may be read elsewhere, by its DOI."];
    this.address = found.address;
    const open = make("button", { type: "button", class: "quiet", "aria-expanded": "false", "aria-controls": "viewer" }, "Show it here ", make("kbd", {}, "f"));
    open.addEventListener("click", () => this.toggle());
    const link = make("a", { href: found.address, target: "_blank", rel: "noopener" }, `Full text: ${found.name}`);
    return [link, " ", open];
  }
}
