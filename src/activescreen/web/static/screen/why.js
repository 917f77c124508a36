// Why a record stands where it stands: told on request only, since it may sway a reader.

import { by, make, SAID } from "./page.js";
import { Refused } from "./service.js";

const SWITCH = '[data-do="why"]';

/** The part of the page that tells it. */
export class Why {
  constructor(service, back) {
    Object.assign(this, { service, back });
  }

  get open() {
    return !by("why").hidden;
  }

  /** Tell it of the record that is shown, which ``shown`` gives; or fold it away. */
  toggle(shown) {
    if (this.open) return this.fold();
    const record = shown();
    document.querySelector(SWITCH).setAttribute("aria-expanded", "true");
    return show(this.service, record, () => shown() === record && this.open);
  }

  /** Fold it away, and go back to the record. */
  fold(focus = true) {
    const { open } = this;
    by("why").hidden = true;
    document.querySelector(SWITCH).setAttribute("aria-expanded", "false");
    if (open && focus) this.back();
  }
}

// Ask and show. The answer is dropped if another record is shown by then.
async function show(service, record, stillShown) {
  const section = by("why");
  const content = by("why-content");
  content.replaceChildren(make("p", { class: "soft" }, "Asking …"));
  section.hidden = false;
  by("why-heading").focus();
  section.scrollIntoView({ block: "nearest" });
  let pieces;
  try {
    pieces = told(await service.call("GET", `/records/${encodeURIComponent(record.id)}/why`));
  } catch (error) {
    const said = error instanceof Refused ? [error.message, error.remedy].filter(Boolean).join(" ")
      : "The service cannot be reached now, so it cannot say. Screening goes on without it.";
    pieces = [make("p", {}, said)];
  }
  if (!stillShown()) return;
  content.replaceChildren(...pieces);
  section.scrollIntoView({ block: "nearest" });
}

function told(why) {
  const pieces = [make("p", {}, placeOf(why))];
  if (why.terms?.length) pieces.push(...termsOf(why.terms));
  if (typeof why.meaning === "number") {
    pieces.push(make("p", {}, "What the text means, beyond its words: ", ...weightOf(why.meaning)));
  }
  if (why.neighbours?.length) pieces.push(...neighboursOf(why.neighbours));
  for (const note of why.notes ?? []) pieces.push(make("p", { class: "soft" }, note));
  return pieces;
}

function placeOf({ begun, position, configuration }) {
  if (begun) return "A colleague has begun it; it comes in the order in which it was first shown.";
  // Places are counted from 0 by programs, and from 1 by people.
  const place = position === null ? "It has no place in the newest ranking"
    : `It is number ${(position + 1).toLocaleString("en")} of the newest ranking`;
  return `${place}, which is made with the configuration \u201c${configuration}\u201d.`;
}

const weightOf = (weight) => [weight < 0 ? "against" : "for", make("span", { class: "soft" }, ` (${signed(weight)})`)];

function termsOf(terms) {
  const most = Math.max(...terms.map(({ weight }) => Math.abs(weight)));
  const items = terms.map(({ term, weight }) => make(
    "li", {},
    make("span", { class: "term", dir: "auto" }, term), " ",
    make("meter", { class: weight < 0 ? "against" : "for", min: 0, max: most || 1, value: Math.abs(weight), "aria-hidden": "true" }),
    " ", ...weightOf(weight),
  ));
  return [make("h4", {}, "Words that moved it"), make("ul", { class: "weights" }, ...items)];
}

const signed = (weight) => `${weight < 0 ? "−" : "+"}${Math.abs(weight).toPrecision(2)}`;

function neighboursOf(neighbours) {
  const items = neighbours.map(({ title, label }) => make(
    "li", {}, make("span", { dir: "auto" }, title), make("span", { class: "soft" }, ` ${SAID[label] ?? label}`),
  ));
  return [make("h4", {}, "Nearest among what you or the team decided"), make("ul", { class: "near" }, ...items)];
}
