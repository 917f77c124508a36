// Sends what waits, one after another, until the service has confirmed it.
//
// The service keeps an event id once, so sending again after a lost answer changes nothing. Tabs of
// one browser share the queue; a lock lets one of them send at a time. Where there is no such lock
// (no encrypted connection), both may send the same thing, still in order, and it is kept once.

import { NotNow, Refused } from "./service.js";

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;

export class Sender extends EventTarget {
  refused = [];
  #stored = [];
  #posting = new Set();
  #running = null;
  #again = false;
  #timer = 0;
  #wait = FIRST_WAIT;

  constructor(outbox, service, owner, locks = navigator.locks) {
    super();
    this.outbox = outbox;
    this.service = service;
    this.lock = locks
      ? (work) => locks.request(`activescreen-screening ${owner}`, work)
      : (work) => work();
  }

  /** What is not confirmed yet, in order. */
  get waiting() {
    return [...this.#stored, ...this.#posting];
  }

  /** Keep something and send it. It goes when it is on disk. */
  async post(entry) {
    this.#posting.add(entry);
    this.#tell("change");
    await this.outbox.add(entry);
    await this.look(entry);
    await this.wake();
  }

  /** Something waits, or the connection may be back. Resolves when nothing more can be done now. */
  wake() {
    clearTimeout(this.#timer);
    this.#again = true;
    this.#running ??= this.#run().finally(() => { this.#running = null; });
    return this.#running;
  }

  /** Read the queue again, for instance because another tab has sent from it. */
  async look(posted = null) {
    const [stored, refused] = [await this.outbox.waiting(), await this.outbox.refused()];
    this.#posting.delete(posted);
    this.#stored = stored;
    this.refused = refused;
    this.#tell("change");
  }

  /** Send something again that was refused, as it was. */
  async repeat(refusal) {
    const { number: _, problem: __, ...entry } = refusal;
    await this.post(entry);
    await this.outbox.dismiss(refusal);
    await this.look();
  }

  async #run() {
    while (this.#again) {
      this.#again = false;
      await this.look();
      if (!this.#stored.length) continue;
      try {
        if (!this.service.allowed && !(await this.service.renew())) throw new NotNow();
        await this.lock(() => this.#drain());
        this.#wait = FIRST_WAIT;
      } catch (error) {
        this.#later();
        if (error instanceof NotNow) return;
        throw error;
      } finally {
        await this.look();
      }
    }
  }

  #later() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.wake(), this.#wait);
    this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT);
  }

  async #drain() {
    for (;;) {
      const [entry] = await this.outbox.waiting();
      if (!entry) return;
      await this.#send(entry);
      this.#stored = this.#stored.filter(({ number }) => number !== entry.number);
      this.#tell("change");
    }
  }

  async #send(entry) {
    try {
      const answer = await this.service.call(entry.method, entry.path, entry.body);
      // Only the service itself can say that it has kept this very decision.
      if (entry.kind === "decision" && answer?.event?.id !== entry.body.event_id) this.service.strange();
      await this.outbox.remove(entry);
      this.#tell("sent", { entry });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const { message: detail, remedy, status, errors, settled } = error;
      await this.outbox.refuse(entry, { detail, remedy, status, errors, settled });
      this.#tell("refused", { entry, problem: error });
    }
  }

  #tell(name, detail = null) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
