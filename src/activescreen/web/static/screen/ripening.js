// When a decision on the record that is shown is taken for one that is meant.

import { by } from "./page.js";

// Nobody judges a record sooner; a second click or a bouncing key hits the next record otherwise.
const BLINK = 200;
const DOUBLE = 400;

export class Ripening {
  #waiting = [];

  /** A record that has just appeared takes no decision, and from a pointer not for a while longer. */
  begin() {
    const { dataset } = by("record");
    this.#waiting.forEach(clearTimeout);
    dataset.fresh = "";
    this.#waiting = [
      setTimeout(() => { dataset.fresh = "pointer"; }, BLINK),
      setTimeout(() => { delete dataset.fresh; }, DOUBLE),
    ];
  }

  /** Whether a decision made now is meant: not the second click of two, not a key that bounced. */
  over(pointer) {
    const { fresh } = by("record").dataset;
    return fresh === undefined || (fresh === "pointer" && !pointer);
  }
}
