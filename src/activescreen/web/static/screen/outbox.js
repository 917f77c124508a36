// What the reviewer did and the service has not confirmed yet, on this browser's disk, in order.
//
// `owner` keeps people and reviews apart: a queue is only ever read by the page of who filled it.
// Where a browser keeps nothing (private windows of some), the queue is in memory and says so.

const NAME = "activescreen-screening";
const STORES = ["waiting", "refused"];

export class Outbox {
  durable = true;
  #owner;
  #opening = null;
  #memory = { waiting: [], refused: [] };
  #next = -1e9;

  constructor(owner, factory = globalThis.indexedDB) {
    this.#owner = owner;
    this.factory = factory;
  }

  /** Keep something that must be sent; resolves when it is on disk. */
  async add(entry) {
    await this.#keep("waiting", { ...entry, owner: this.#owner });
  }

  /** What waits, in the order in which it was done. */
  async waiting() {
    return this.#all("waiting");
  }

  /** What the service refused, with its reasons, until someone has read it. */
  async refused() {
    return this.#all("refused");
  }

  /** Something was confirmed. */
  async remove(entry) {
    await this.#drop("waiting", entry);
  }

  /** Something was refused: it is kept, and waits no more. */
  async refuse(entry, problem) {
    const { number: _, ...rest } = entry;
    await this.#keep("refused", { ...rest, problem });
    await this.#drop("waiting", entry);
  }

  /** A refusal was read. */
  async dismiss(entry) {
    await this.#drop("refused", entry);
  }

  async #keep(store, entry) {
    try {
      await this.#do(store, "readwrite", (rows) => rows.add(entry));
    } catch {
      this.durable = false;
      this.#memory[store].push({ ...entry, number: this.#next++ });
    }
  }

  async #all(store) {
    let kept = [];
    try {
      kept = await this.#do(store, "readonly", (rows) => rows.index("owner").getAll(this.#owner));
    } catch {
      this.durable = false;
    }
    // What the disk did not take came last.
    return [...kept, ...this.#memory[store]];
  }

  async #drop(store, entry) {
    if (entry.number < 0) {
      this.#memory[store] = this.#memory[store].filter(({ number }) => number !== entry.number);
      return;
    }
    await this.#do(store, "readwrite", (rows) => rows.delete(entry.number));
  }

  async #do(store, mode, action) {
    this.#opening ??= open(this.factory);
    let database;
    try {
      database = await this.#opening;
    } catch (error) {
      this.#opening = null;
      throw error;
    }
    database.onclose = () => { this.#opening = null; };
    database.onversionchange = () => { database.close(); this.#opening = null; };
    return new Promise((resolve, reject) => {
      const work = database.transaction(store, mode, { durability: "strict" });
      const request = action(work.objectStore(store));
      work.oncomplete = () => resolve(request.result);
      work.onabort = () => reject(work.error);
      work.onerror = () => reject(work.error);
    });
  }
}

function open(factory) {
  return new Promise((resolve, reject) => {
    const request = factory.open(NAME, 1);
    request.onupgradeneeded = () => {
      for (const name of STORES) {
        const store = request.result.createObjectStore(name, { keyPath: "number", autoIncrement: true });
        store.createIndex("owner", "owner");
      }
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("blocked"));
  });
}
