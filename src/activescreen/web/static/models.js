// Shows how far a training is while the page is open. Without this, reloading the page does.

const now = document.getElementById("now");
const said = document.getElementById("said");
const bar = document.getElementById("bar");
const embedded = document.getElementById("embedded");
const count = document.getElementById("count");
const AGAIN = 10000;

const figure = (number) => number.toLocaleString("en");

let source = null;
let ranking = null;

const sentences = {
  idle: "Nothing is being trained.",
  waiting: "A training is about to begin.",
  training: "A model is being trained.",
  embedding: "The meaning of texts is being computed.",
};

// What is read aloud says what is being done; the numbers beside the bar are not read out each time.
function show(state) {
  const computing = state.state === "embedding";
  bar.hidden = !computing;
  if (computing) {
    embedded.max = Math.max(state.total, 1);
    embedded.value = state.done;
    const left = state.time_left && `, ${state.time_left}`;
    count.textContent = `${figure(state.done)} of ${figure(state.total)} texts${left}`;
  }
  const sentence = sentences[state.state];
  now.setAttribute("aria-busy", String(state.state !== "idle"));
  if (said.textContent !== sentence) said.textContent = sentence;
}

// The page is made by the service alone: what changed is taken from a fresh copy of it.
async function refresh() {
  const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const id of ["newest", "trainings"]) {
    const here = document.getElementById(id);
    const there = fresh.getElementById(id);
    if (here && there && !here.contains(document.activeElement)) here.replaceWith(there);
  }
}

function listen() {
  if (source || document.hidden) return;
  source = new EventSource(now.dataset.events);
  let trouble = "";
  source.addEventListener("training", (event) => {
    const state = JSON.parse(event.data);
    show(state);
    if (state.error + state.remark !== trouble) {
      trouble = state.error + state.remark;
      showTrouble(state);
    }
  });
  source.addEventListener("ranking", (event) => {
    const number = JSON.parse(event.data).ranking?.number ?? 0;
    if (ranking !== null && number !== ranking) refresh();
    ranking = number;
  });
  source.addEventListener("end", () => {
    leave();
    setTimeout(listen, AGAIN);
  });
}

function showTrouble(state) {
  const live = document.getElementById("live");
  for (const old of live.querySelectorAll("p:not(#said)")) old.remove();
  if (state.error) {
    const alert = document.createElement("p");
    alert.className = "alert";
    const head = document.createElement("strong");
    head.textContent = "The last training failed.";
    alert.append(head, ` ${state.error}`);
    live.append(alert);
  }
  if (state.remark) {
    const remark = document.createElement("p");
    remark.className = "soft";
    remark.textContent = state.remark;
    live.append(remark);
  }
}

function leave() {
  source?.close();
  source = null;
}

// A browser has few lines to one service; a page that nobody sees keeps none.
document.addEventListener("visibilitychange", () => (document.hidden ? leave() : listen()));
document.getElementById("reload")?.remove();
listen();
