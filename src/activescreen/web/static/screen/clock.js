// Seconds that a record was in view; a page in the background is not read.

export class Clock {
  #spent = 0;
  #since = null;

  constructor(page = document, now = () => performance.now()) {
    this.page = page;
    this.now = now;
    page.addEventListener("visibilitychange", () => this.#turn());
  }

  /** Begin with a record. */
  start() {
    this.#spent = 0;
    this.#since = null;
    this.#turn();
  }

  /** Seconds since then, to a tenth. */
  get seconds() {
    const running = this.#since === null ? 0 : this.now() - this.#since;
    return Math.round((this.#spent + running) / 100) / 10;
  }

  #turn() {
    if (this.#since !== null) this.#spent += this.now() - this.#since;
    this.#since = this.page.visibilityState === "visible" ? this.now() : null;
  }
}
