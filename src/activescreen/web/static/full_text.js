// Sending PDF files one by one, each told at once. Without this script the form sends them together.

const csrf = document.querySelector('meta[name="csrf-token"]').content;
let busy = false;
addEventListener("beforeunload", (event) => busy && event.preventDefault());

const review = location.pathname.split("/").slice(0, 3).join("/");

function make(name, text = "", attributes = {}) {
  const element = document.createElement(name);
  element.textContent = text;
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

async function send(address, file) {
  const body = new FormData();
  body.append("files", file);
  const answer = await fetch(address, { method: "POST", headers: { "X-CSRF-Token": csrf }, body });
  const said = await answer.json().catch(() => ({ detail: "The answer cannot be read." }));
  if (answer.ok) return said;
  throw new Refused([said.detail, said.remedy].filter(Boolean).join(" "), answer.status);
}

class Refused extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

function toRecord(id, title) {
  return make("a", title || id, { href: `${review}/full-text/${encodeURIComponent(id)}` });
}

/** What became of a file, as nodes of a line. */
function told(said) {
  if (!Array.isArray(said)) return ["was added."];
  const [placed] = said;
  if (placed.record_id === null) return ["waits for you to say which record it is of."];
  const how = placed.by === "content" ? "it was there before" : `by its ${placed.by}`;
  return ["was added to ", toRecord(placed.record_id, placed.title), ` (${how}).`];
}

function failed(error) {
  if (error instanceof Refused) return `was refused: ${error.message}`;
  return "was not sent: the service cannot be reached. Choose it again when it can.";
}

/** Show what the page says now of the files, wherever nobody is typing; whether all of it could be. */
async function renew() {
  let fresh;
  try {
    const answer = await fetch(location.pathname + location.search, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) return false;
    fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
  let whole = true;
  for (const part of document.querySelectorAll("[data-renewed]")) {
    const now = fresh.querySelector(`[data-renewed="${part.dataset.renewed}"]`);
    if (now && !part.contains(document.activeElement)) part.replaceWith(document.adoptNode(now));
    else whole = false;
  }
  return whole;
}

async function sendAll(form, files) {
  const place = form.querySelector("[data-told]");
  const button = form.querySelector("button");
  const list = make("ul");
  const state = make("p");
  place.replaceChildren(state, list);
  button.disabled = true;
  busy = true;
  let kept = 0;
  for (const [at, file] of files.entries()) {
    state.textContent = `Sending ${at + 1} of ${files.length}: ${file.name}`;
    const line = make("li");
    line.append(make("strong", file.name), " ");
    try {
      line.append(...told(await send(form.dataset.upload, file)));
      kept += 1;
    } catch (error) {
      if (!(error instanceof Refused || error instanceof TypeError)) throw error;
      line.append(make("span", failed(error), { class: "refused" }));
    }
    list.append(line);
  }
  button.disabled = false;
  busy = false;
  form.reset();
  state.textContent = `${kept} of ${files.length} kept. `;
  if (kept && !(await renew())) state.append(make("a", "Show them", { href: location.pathname + location.search }));
}

for (const form of document.querySelectorAll("form[data-upload]")) {
  const field = form.querySelector('input[type="file"]');
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (field.files.length) sendAll(form, [...field.files]);
  });
  for (const name of ["dragenter", "dragover"]) {
    form.addEventListener(name, (event) => {
      event.preventDefault();
      form.classList.add("over");
    });
  }
  form.addEventListener("dragleave", (event) => {
    if (!form.contains(event.relatedTarget)) form.classList.remove("over");
  });
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("over");
    const dropped = [...event.dataTransfer.files];
    if (dropped.length && !form.querySelector("button").disabled) sendAll(form, dropped);
  });
}
