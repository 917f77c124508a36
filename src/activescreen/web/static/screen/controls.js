// Keys and buttons, and what they are for.

import { read, taken } from "./keys.js";
import { by } from "./page.js";

const WIDE = matchMedia("(min-width: 60rem)");

/** Let a desk be worked at. */
export function listen(desk, preferences) {
  const act = actions(desk, preferences);
  document.addEventListener("keydown", (event) => press(event, desk, preferences, act));
  for (const each of document.querySelectorAll("[data-do]")) {
    each.addEventListener("click", () => act[each.dataset.do]());
  }
  for (const each of document.querySelectorAll("[data-verdict]")) {
    each.addEventListener("click", (event) => {
      // The second click of a double click would hit the next record.
      if (event.detail > 1 || !desk.ready(event.detail > 0)) return;
      act[each.dataset.verdict]();
    });
  }
  for (const each of document.querySelectorAll("[data-preference]")) {
    each.addEventListener("change", () => preferences.set(each.dataset.preference, each.checked));
  }
  for (const each of document.querySelectorAll("dialog")) closeOutside(each);
  preferences.addEventListener("change", () => apply(preferences));
  WIDE.addEventListener("change", unfold);
  apply(preferences);
  unfold();
}

function actions(desk, preferences) {
  const withRecord = (action) => () => (desk.record ? action() : undefined);
  return {
    include: () => desk.decide("include"),
    maybe: () => desk.decide("maybe"),
    exclude: () => desk.exclude(preferences.get("ask")),
    reason: withRecord(() => desk.exclude(true)),
    undo: () => desk.undo(),
    note: withRecord(() => desk.note.write()),
    tags: withRecord(() => desk.tags.write()),
    why: withRecord(() => desk.why()),
    history: () => desk.showHistory(),
    document: withRecord(() => desk.fullText.toggle()),
    criteria: () => foldCriteria(),
    marks: () => preferences.set("marks", !preferences.get("marks")),
    larger: () => preferences.resize(1),
    smaller: () => preferences.resize(-1),
    view: () => by("view").showModal(),
    keys: () => by("keys").showModal(),
  };
}

const KEYS = {
  i: "include", m: "maybe", e: "exclude", r: "reason", u: "undo", n: "note", t: "tags", w: "why", h: "history",
  f: "document", c: "criteria", x: "marks", v: "view", "+": "larger", "=": "larger", "-": "smaller", "?": "keys",
};
const DECISIONS = new Set(["include", "maybe", "exclude"]);

function press(event, desk, preferences, act) {
  const open = document.querySelector("dialog[open]");
  if (event.key === "Escape") {
    // A dialog closes itself.
    if (!open) desk.escape();
    return;
  }
  const pressed = read(event);
  if (open || !pressed || event.repeat || taken(event)) return;
  if (desk.reasons.open) {
    if (!preferences.get("keys") && pressed.key !== "Enter") return;
    if (desk.reasons.key(pressed.key, pressed.digit, pressed.several)) event.preventDefault();
    return;
  }
  if (!preferences.get("keys")) return;
  const element = pressed.digit ? desk.setup.elements[pressed.digit - 1]?.element : undefined;
  const name = pressed.digit ? undefined : KEYS[pressed.key];
  if (!element && !name) return;
  event.preventDefault();
  if ((element || DECISIONS.has(name)) && !desk.ready()) return;
  if (element) desk.exclude(pressed.several, [element]);
  else act[name]();
}

function apply(preferences) {
  const root = document.documentElement;
  root.style.setProperty("--reading", preferences.scale);
  root.classList.toggle("no-marks", !preferences.get("marks"));
  root.classList.toggle("no-keys", !preferences.get("keys"));
  for (const each of document.querySelectorAll("[data-preference]")) {
    each.checked = preferences.get(each.dataset.preference);
  }
  by("size").textContent = `${Math.round(preferences.scale * 100)} %`;
}

// A column on wide screens, a fold on narrow ones.
function unfold() {
  by("criteria").open = WIDE.matches;
}

function foldCriteria() {
  const fold = by("criteria");
  if (!WIDE.matches) fold.open = !fold.open;
  fold.scrollIntoView({ block: "nearest" });
  fold.querySelector("summary").focus();
}

function closeOutside(dialog) {
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
}
