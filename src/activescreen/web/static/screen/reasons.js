// Asks why a record is excluded: failed criteria by number, a reason by letter.
//
// A key completes the decision: a number with the one criterion, a letter with the reason. With
// Shift a number only marks, so that several criteria can be named. Where a reason is demanded
// (full texts), numbers only mark and the reason completes.

import { by, button, make, whole } from "./page.js";

// Not e, i, m, n and u: they mean something else on this page, and a slip must not decide.
const LETTERS = [..."abcdfghjklopqrstvwxyz"];

export class Reasons {
  #resolve = null;
  #failed = new Set();

  constructor(setup) {
    this.setup = setup;
    this.needed = setup.reason_needed;
    this.letters = new Map(setup.reasons.map((reason, place) => [LETTERS[place], reason]));
    this.letters.delete(undefined);
    this.#prepare();
  }

  get open() {
    return this.#resolve !== null;
  }

  /** Ask; resolves to {failed_criteria, reason}, or to null if the reviewer thinks better of it. */
  ask(marked = [], reason = "") {
    this.cancel();
    this.#failed = new Set(marked);
    by("reason").value = this.setup.reasons.length ? "" : reason;
    this.#paint();
    by("reasons").hidden = false;
    by("verdicts").hidden = true;
    const place = this.needed && !this.setup.reasons.length ? "reason" : "reasons-heading";
    by(place).focus({ preventScroll: true });
    return new Promise((resolve) => { this.#resolve = resolve; });
  }

  cancel() {
    this.#finish(null);
  }

  /** A key that was pressed while the question is open; true if it meant something here. */
  key(key, digit, several) {
    const element = digit && this.setup.elements[digit - 1]?.element;
    if (element) {
      if (several || this.needed) this.#toggle(element);
      else this.#complete("", [...this.#failed, element]);
    } else if (this.letters.has(key)) {
      this.#complete(this.letters.get(key));
    } else if (key === "Enter" || key === "e") {
      this.#complete(by("reason").value);
    } else {
      return false;
    }
    return true;
  }

  #prepare() {
    const choices = this.setup.reasons.map((reason, place) => {
      const key = LETTERS[place];
      const made = button("", () => this.#complete(reason), "choice");
      made.dir = "auto";
      made.append(...(key ? [make("kbd", {}, key), " "] : []), reason);
      return made;
    });
    by("reason-choices").replaceChildren(...choices);
    by("reason-choices").hidden = !choices.length;
    by("own-reason").hidden = choices.length > 0;
    by("own-reason").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#complete(by("reason").value);
    });
    for (const each of document.querySelectorAll("[data-element]")) {
      each.addEventListener("click", () => this.#toggle(each.dataset.element));
    }
    by("reasons-done").addEventListener("click", () => this.#complete(by("reason").value));
    by("reasons-cancel").addEventListener("click", () => this.cancel());
    by("reasons-done").replaceChildren(make("kbd", {}, "Enter"), " ", this.needed ? "Exclude" : "Exclude without more");
    by("reasons-done").hidden = this.needed && this.setup.reasons.length > 0;
  }

  #toggle(element) {
    if (!this.#failed.delete(element)) this.#failed.add(element);
    this.#paint();
  }

  #complete(reason, failed = [...this.#failed]) {
    if (!this.open) return;
    const said = whole(reason).trim();
    if (this.needed && !said) {
      this.#help("At this stage an exclusion needs a reason.", "");
      if (!this.setup.reasons.length) by("reason").focus();
      return;
    }
    const order = this.setup.elements.map(({ element }) => element);
    this.#finish({ failed_criteria: order.filter((element) => failed.includes(element)), reason: said });
  }

  #finish(answer) {
    if (!this.open) return;
    const resolve = this.#resolve;
    this.#resolve = null;
    by("reasons").hidden = true;
    by("verdicts").hidden = false;
    resolve(answer);
  }

  #paint() {
    for (const each of document.querySelectorAll("[data-element]")) {
      each.setAttribute("aria-pressed", this.#failed.has(each.dataset.element));
    }
    if (!this.needed) {
      by("reasons-done").lastChild.textContent = this.#failed.size ? "Exclude" : "Exclude without more";
    }
    this.#help(this.#advice());
  }

  #advice() {
    if (this.needed) return this.setup.elements.length ? "Numbers mark criteria, the reason completes." : "";
    if (!this.setup.elements.length) return "";
    return "A number completes; with Shift, several criteria can be marked first.";
  }

  #help(text, kind = "keyed") {
    by("reasons-help").textContent = text;
    by("reasons-help").className = `soft ${kind}`;
  }
}
