// How one likes to read, kept in this browser.

const KEY = "activescreen.screening";
const DEFAULTS = { size: 0, marks: true, ask: false, keys: true };
export const SIZES = [0.9, 1, 1.125, 1.25, 1.5, 1.75, 2, 2.5];
const USUAL = 1;

export class Preferences extends EventTarget {
  #held;

  constructor() {
    super();
    this.#held = { ...DEFAULTS, ...read() };
  }

  get(name) {
    return this.#held[name];
  }

  set(name, value) {
    this.#held[name] = value;
    try {
      localStorage.setItem(KEY, JSON.stringify(this.#held));
    } catch {
      // A browser that keeps nothing still shows the page as it was set, until it is left.
    }
    this.dispatchEvent(new Event("change"));
  }

  /** Steps of the text's size: 0 is the usual one. */
  resize(steps) {
    this.set("size", Math.min(SIZES.length - 1 - USUAL, Math.max(-USUAL, this.get("size") + steps)));
  }

  get scale() {
    return SIZES[this.get("size") + USUAL] ?? 1;
  }
}

function read() {
  try {
    const found = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    const known = Object.entries(found).filter(([name, value]) => typeof value === typeof DEFAULTS[name]);
    return Object.fromEntries(known);
  } catch {
    return {};
  }
}
