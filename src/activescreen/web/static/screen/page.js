// Small things that every part of the page needs.

export const by = (id) => document.getElementById(id);

/** An element: make("button", {class: "quiet", type: "button"}, "Close"). */
export function make(name, attributes = {}, ...content) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(key, "");
    else if (value !== false && value != null) element.setAttribute(key, value);
  }
  element.append(...content.filter((piece) => piece != null && piece !== ""));
  return element;
}

export const button = (label, action, kind = "quiet") => {
  const made = make("button", { type: "button", class: kind }, label);
  made.addEventListener("click", action);
  return made;
};

/** "3 decisions", "1 decision". */
export const counted = (number, word) =>
  `${number.toLocaleString("en")} ${word}${number === 1 ? "" : "s"}`;

/** A moment as all pages write it: "25 November 2026, 21:33 UTC". */
export const moment = (at) => {
  const day = at.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  return `${day}, ${at.toISOString().slice(11, 16)} UTC`;
};

/** What the reviewer said, in one word. */
export const SAID = { include: "Included", exclude: "Excluded", maybe: "Maybe" };

/** Half a character, from a damaged clipboard, cannot be sent: it becomes a mark. */
export const whole = (text) =>
  text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd");

/** An id that no other decision has. `crypto.randomUUID` is there on encrypted connections only. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const text = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return text.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** What can be done with a record, where there is one; an earlier one can always be gone back to. */
export function offerActions(shown) {
  by("actions").hidden = false;
  by("verdicts").hidden = !shown;
  for (const each of document.querySelectorAll('.asides [data-do]:not([data-do="undo"])')) each.hidden = !shown;
}

/** Scroll to where the record begins, but not past a notice that says what to do. */
export function toTop() {
  const told = !by("notice").hidden || by("refusals").childElementCount > 0;
  const top = by(told ? "work" : "desk").getBoundingClientRect().top;
  if (top < 0 || top > innerHeight / 3) scrollBy({ top, behavior: "instant" });
}
