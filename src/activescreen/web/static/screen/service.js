// The API, as this page uses it, and how the connection to it stands.
//
// States: "fine"; "unreachable" (no connection, or no answer of the service); "trouble" (it answers
// that it cannot); "signed-out"; "someone-else" (another person signed in in this browser);
// "not-allowed" (no longer a reviewer). Only "fine" lets decisions through.

const PATIENCE = 30_000;
const KEEPALIVE = 60_000;
const SETTLED = "urn:activescreen:problem:settled";
const TROUBLES = new Set([408, 425, 429]);

/** The service could not be asked now; ask again later. */
export class NotNow extends Error {}

/** The service took note and says no; asking again would not help. */
export class Refused extends Error {
  constructor(status, problem) {
    super(problem?.detail || `The service answered with ${status}.`);
    this.status = status;
    this.settled = problem?.type === SETTLED;
    this.remedy = problem?.remedy || "";
    this.errors = problem?.errors || [];
  }
}

export class Service extends EventTarget {
  state = "fine";
  detail = "";
  #csrf;

  /** `base` is the address of the review in the API, `account` the name of who opened the page. */
  constructor({ base, account, csrf, fetch = (...given) => globalThis.fetch(...given) }) {
    super();
    this.base = base;
    this.account = account;
    this.#csrf = csrf;
    this.fetch = fetch;
  }

  get allowed() {
    return this.state === "fine" || this.state === "unreachable" || this.state === "trouble";
  }

  /** What the service answers to a request, as JSON; null if it has nothing to say. */
  async call(method, path, body) {
    let answer = await this.#ask(method, this.base + path, body);
    if (answer.status === 403 && (await this.renew())) {
      // The session is a new one of the same person: its token is known now.
      answer = await this.#ask(method, this.base + path, body);
      if (answer.status === 403) this.#stands("not-allowed", (await problemOf(answer))?.detail);
    }
    if (answer.status === 401) this.#stands("signed-out");
    if (answer.status === 401 || answer.status === 403) throw new NotNow(this.state);
    if (answer.status >= 500 || TROUBLES.has(answer.status)) {
      this.#stands("trouble", (await problemOf(answer))?.detail ?? `It answered with ${answer.status}.`);
      throw new NotNow(this.detail);
    }
    if (!answer.ok) {
      const problem = await problemOf(answer);
      // Something between us and the service may answer in its place; that is no refusal.
      if (!problem) return this.strange();
      this.#stands("fine");
      throw new Refused(answer.status, problem);
    }
    return this.#taken(answer);
  }

  /** Ask who is signed in, and take on the session's token: true if it is who opened the page. */
  async renew() {
    const answer = await this.#ask("GET", "/api/v1/session");
    if (answer.status === 401) this.#stands("signed-out");
    if (!answer.ok) return false;
    const session = await jsonOf(answer);
    if (!session) return this.strange();
    if (session.name !== this.account) {
      this.#stands("someone-else", session.name);
      return false;
    }
    this.#csrf = session.csrf_token ?? "";
    // Whether a role came back shows in what it is needed for.
    if (!this.allowed && this.state !== "not-allowed") this.#stands("fine");
    return true;
  }

  async #ask(method, address, body) {
    const headers = { Accept: "application/json" };
    const given = { method, headers, redirect: "error", credentials: "same-origin", cache: "no-store" };
    if (method !== "GET") headers["X-CSRF-Token"] = this.#csrf;
    if (body !== undefined) {
      headers["Content-Type"] = "application/json";
      given.body = JSON.stringify(body);
      // What is on its way when the page is left still arrives.
      given.keepalive = given.body.length < KEEPALIVE;
    }
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), PATIENCE);
    try {
      return await this.fetch(address, { ...given, signal: patience.signal });
    } catch (error) {
      this.#stands("unreachable");
      throw new NotNow("unreachable", { cause: error });
    } finally {
      clearTimeout(timer);
    }
  }

  async #taken(answer) {
    if (answer.status === 204) {
      this.#stands("fine");
      return null;
    }
    const body = await jsonOf(answer);
    if (body === undefined) return this.strange();
    this.#stands("fine");
    return body;
  }

  /** Something answered that does not know what we speak of. */
  strange() {
    this.#stands("unreachable", "Something else than the service answers at its address.");
    throw new NotNow(this.detail);
  }

  #stands(state, detail = "") {
    if (state === this.state && detail === this.detail) return;
    this.state = state;
    this.detail = detail;
    this.dispatchEvent(new Event("change"));
  }
}

async function jsonOf(answer) {
  if (!(answer.headers.get("content-type") ?? "").includes("json")) return undefined;
  try {
    return await answer.json();
  } catch {
    return undefined;
  }
}

async function problemOf(answer) {
  const found = await jsonOf(answer);
  return found && typeof found === "object" ? found : undefined;
}
