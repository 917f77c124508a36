// Records that are in this reviewer's hands: a few are fetched ahead, so that none is waited for.

import { NotNow, Refused } from "./service.js";

const AHEAD = 5;
const LOW = 3;
const MOST = 20;

export class Supply extends EventTarget {
  shown = null;
  revisiting = false;
  phase = "";
  left = null;
  message = "";
  problem = null;
  asked = false;
  #records = [];
  #aside = null;
  #handled = new Map();
  #uncounted = new Set();
  #count = 0;
  #again = false;
  #filling = null;

  constructor(service, stage) {
    super();
    this.service = service;
    this.stage = stage;
  }

  /** The record after the one that is shown; null if none is here. */
  get next() {
    return this.#aside ?? this.#records[0] ?? null;
  }

  /** Take the next record, to show it; null if there is none here. */
  take() {
    this.shown = this.next;
    this.revisiting = false;
    if (this.#aside) this.#aside = null;
    else this.#records.shift();
    return this.shown;
  }

  /** Show an earlier record; the one that was shown comes next. */
  revisit(record) {
    if (!this.revisiting) this.#aside = this.shown;
    this.revisiting = true;
    this.shown = record;
  }

  /** How many records need a vote of this person, without those that were decided on since; or null. */
  get remaining() {
    if (this.left === null) return null;
    return Math.max(0, this.left - this.#uncounted.size);
  }

  /** A record was decided on: it is not shown again while the service may not know it yet. */
  decided(id) {
    if (!this.revisiting) this.#uncounted.add(id);
    this.#handled.set(id, Infinity);
    this.#drop(id);
  }

  /** The service knows the decision; answers to requests from before do not. */
  confirmed(id) {
    this.#handled.set(id, this.#count);
  }

  /** A decision was refused: what is in hand has changed. */
  refused(id) {
    this.confirmed(id);
    this.#records = [];
  }

  /** Fetch more if few are left; `always` even if not. Resolves when that is done. */
  async fill(always = false) {
    if (!always && (this.#records.length >= LOW || this.#filling)) return;
    this.#again = true;
    this.#filling ??= this.#run().finally(() => { this.#filling = null; });
    await this.#filling;
  }

  // What is asked for while an answer is awaited may be newer than that answer.
  async #run() {
    while (this.#again) {
      this.#again = false;
      await this.#fetch();
    }
  }

  async #fetch() {
    const unsent = [...this.#handled.values()].filter((count) => count === Infinity).length;
    const asked = ++this.#count;
    try {
      // Those that were decided on and not sent yet are still in hand, and come first.
      const n = Math.min(AHEAD + unsent, MOST);
      this.#take(await this.service.call("POST", "/next", { stage: this.stage, n }), asked);
    } catch (error) {
      if (error instanceof Refused) this.problem = error;
      else if (!(error instanceof NotNow)) throw error;
    }
    this.dispatchEvent(new Event("change"));
  }

  // The service's order counts; a record that it does not name is no longer in hand.
  #take(answer, asked) {
    const { phase, left, message, in_pilot: inPilot } = answer;
    Object.assign(this, { phase, left, message: message ?? "", inPilot, asked: true, problem: null });
    const isNew = ({ id }) => (this.#handled.get(id) ?? -1) < asked;
    // Those that it still counts, and that were decided on.
    this.#uncounted = new Set(answer.records.filter((each) => !isNew(each)).map(({ id }) => id));
    this.#records = answer.records.filter(isNew);
    this.#drop(this.shown?.id);
    this.#drop(this.#aside?.id, false);
  }

  #drop(id, everywhere = true) {
    this.#records = this.#records.filter((record) => record.id !== id);
    if (everywhere && this.#aside?.id === id) this.#aside = null;
  }
}
