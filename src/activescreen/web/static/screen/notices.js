// What the page says besides the record: how sending goes, in which phase one reads, why there is
// nothing to read.

import { by, button, counted, make } from "./page.js";

const PATIENT = 1500;

const PHASES = {
  pilot: ["Pilot.", "Everyone screens these same records alone; then the team compares."],
  random: ["Random phase.", "Drawn at random, in an order that was fixed beforehand, to show how much may have been missed. Most will be irrelevant, and each one counts."],
};

const EMPTY = {
  done: ["Nothing is left for you here", "Every record has the votes that it needs from you."],
  waiting: ["Nothing for you right now", "Others have the remaining records in hand. New ones appear here by themselves."],
  closed: ["Screening is closed here", "Nothing is given out at this stage now."],
};

/** What "done" and its like say, as nodes. */
export function empty(supply, service, base, look) {
  const { title, text, more } = nothing(supply, service);
  const again = button("Look again", look, "choice");
  const ways = make("p", { class: "ways" }, again);
  if (more) {
    if (supply.inPilot) ways.append(make("a", { href: `${base}/pilot` }, "Pilot"));
    ways.append(make("a", { href: `${base}/dashboard` }, "Dashboard"), make("a", { href: `${base}/conflicts` }, "Conflicts"));
  }
  return { title, nodes: [make("p", { class: "lead" }, text), ways] };
}

function nothing(supply, service) {
  if (supply.problem) {
    const { message, remedy } = supply.problem;
    return { title: "No record can be given out", text: [message, remedy].filter(Boolean).join(" "), more: true };
  }
  if (!supply.asked || service.state !== "fine") {
    const waits = service.state === "fine";
    return waits
      ? { title: "Fetching records …", text: "" }
      : { title: "No more records here for now", text: "The next ones come as soon as the service can be reached. What you decided is kept in this browser." };
  }
  if (!EMPTY[supply.phase]) return { title: "One moment …", text: "The last decisions are being sent." };
  const [title, text] = EMPTY[supply.phase];
  return { title, text: supply.message || text, more: true };
}

/** The phase, above the record. */
export function showPhase(supply) {
  const [name, text] = PHASES[supply.phase] ?? [];
  // Where there is no record, the message stands in the record's place.
  const said = EMPTY[supply.phase] ? "" : supply.message || text || "";
  by("phase").hidden = !said;
  const now = [name, said].filter(Boolean).join(" ");
  if (by("phase").textContent === now) return;
  by("phase").replaceChildren(...(name ? [make("strong", {}, name), " "] : []), said);
}

/** How sending goes: one line in the bar, and a notice where the reviewer can do something. */
export class Sending {
  #since = 0;
  #timer = 0;
  #told = "";

  constructor(service, sender, outbox) {
    Object.assign(this, { service, sender, outbox });
  }

  show() {
    const number = this.sender.waiting.length;
    if (!number) this.#since = 0;
    else this.#since ||= performance.now();
    const late = number > 0 && (this.service.state !== "fine" || performance.now() - this.#since > PATIENT);
    clearTimeout(this.#timer);
    if (number && !late) this.#timer = setTimeout(() => this.show(), PATIENT);
    const waits = `${this.#number()} ${number === 1 ? "waits" : "wait"} to be sent`;
    by("sending").dataset.waiting = number;
    write(by("sending"), late ? waits : "All decisions are saved", late ? "sending late" : "sending");
    this.#notice(number);
  }

  #notice(number) {
    const text = this.#problem(number);
    const place = by("notice");
    place.hidden = !text;
    if (place.dataset.said === text) return;
    place.dataset.said = text;
    if (text && this.service.state !== this.#told) by("said").textContent = text;
    this.#told = text && this.service.state;
    const signIn = ["signed-out", "someone-else"].includes(this.service.state)
      ? make("a", { href: "/sign-in", target: "_blank" }, "Sign in (in a new tab)") : null;
    place.replaceChildren(...(text ? [make("p", {}, text, signIn && " ", signIn)] : []));
  }

  #number() {
    const { waiting } = this.sender;
    return counted(waiting.length, waiting.every(({ kind }) => kind === "decision") ? "decision" : "change");
  }

  #problem(number) {
    const { state, detail, account } = this.service;
    const are = number === 1 ? "is" : "are";
    const only = number && !this.outbox.durable
      ? `This browser keeps nothing on its disk: stay on this page until ${this.#number()} ${are} sent.` : "";
    const kept = only || (number ? `${this.#number()} ${are} kept in this browser and will be sent.` : "Nothing is lost.");
    switch (state) {
      case "unreachable":
        return `${detail || "The service cannot be reached."} You can go on with the records that are here. ${kept}`;
      case "trouble":
        return `The service has a difficulty: ${detail} It is asked again by itself. ${kept}`;
      case "signed-out":
        return `Your session is over. Sign in again as ${account}, then come back to this page: it goes on by itself. ${kept}`;
      case "someone-else":
        return `In this browser ${detail} is signed in now. What ${account} decided here is never sent in another name: it waits until ${account} signs in again.`;
      case "not-allowed":
        return `${detail || "You may not decide on records of this review any more."} Ask an owner of the review. ${number ? `${this.#number()} could not be sent and ${are} kept in this browser.` : ""}`;
      default:
        return only;
    }
  }
}

/** What the service refused at this stage, until it was read; what is left to do at another one. */
export function showRefusals(refused, view, { stage, base, again, open, dismiss }) {
  const here = ({ body }) => !body.stage || body.stage === stage;
  const pieces = refused.filter(here).map((entry) => refusal(entry, view, { again, open, dismiss }));
  const away = refused.filter((entry) => !here(entry) && !entry.problem.settled);
  if (away.length) {
    const address = `${base}/screen?stage=${away[0].body.stage}`;
    const said = `${counted(away.length, "decision")} at the other stage ${away.length === 1 ? "was" : "were"} not taken.`;
    pieces.push(make("div", { class: "notice", role: "status" }, make("p", {}, said, " ", make("a", { href: address }, "Look at it"))));
  }
  by("refusals").replaceChildren(...pieces);
}

// Sending again is offered only where it may help: not where nothing is left to do, nor what must
// be changed first.
function refusal(entry, view, { again, open, dismiss }) {
  const { detail, remedy, status, settled } = entry.problem;
  const said = entry.body.verdict ? `“${view.inWords(entry.body)}”` : "Your tags";
  const title = entry.title ? ["“", make("bdi", {}, entry.title), "”"] : ["a record without a title"];
  const wrong = status === 422;
  return make(
    "div", { class: "notice refused", role: "status" },
    make("p", {}, make("strong", {}, `${said} was not taken`.replace("tags was", "tags were")), " for ", ...title, `: ${[detail, remedy].filter(Boolean).join(" ")}`),
    make("p", { class: "ways" },
      button("Good to know", () => dismiss(entry)),
      wrong ? button("Open the record", () => open(entry)) : null,
      wrong || settled ? null : button("Send it again", () => again(entry))),
  );
}

/** "12 decided today · 348 left". */
export function showProgress(today, left) {
  const pieces = [today === null ? "" : `${today.toLocaleString("en")} decided today`, left === null ? "" : `${left.toLocaleString("en")} left for you`];
  write(by("progress"), pieces.filter(Boolean).join(" · "), "soft");
}

// Writing the same again would make screen readers say it again.
function write(place, text, kind) {
  if (place.textContent !== text) place.textContent = text;
  if (place.className !== kind) place.className = kind;
}
