// Deciding on pairs without waiting for a new page. Without this script the forms do the same.

import { Preferences } from "./screen/preferences.js";

const csrf = document.querySelector('meta[name="csrf-token"]').content;
const said = document.getElementById("said");
const api = `/api/v1${location.pathname}`;

function pairs() {
  return [...document.querySelectorAll("article.pair")];
}

function move(from, step) {
  const all = pairs();
  const next = all[all.indexOf(from) + step];
  if (next) next.focus();
  return next;
}

function tell(text, form) {
  said.replaceChildren(text);
  if (!form) return;
  const back = document.createElement("button");
  back.type = "button";
  back.className = "quiet";
  back.textContent = "Take this back";
  back.addEventListener("click", () => decide(null, form, { said: "undecided" }));
  said.append(" ", back);
}

function counted(name, by) {
  const shown = document.querySelector(`[data-count="${name}"]`);
  const number = Number(shown.textContent.replaceAll(",", "")) + by;
  shown.textContent = number.toLocaleString("en");
  return number;
}

async function send(pair) {
  const answer = await fetch(api, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf },
    body: JSON.stringify(pair),
  });
  if (answer.ok) return answer.json();
  const problem = await answer.json();
  throw new Error([problem.detail, problem.remedy].filter(Boolean).join(" "));
}

async function decide(article, ids, choice) {
  if (article?.ariaBusy === "true") return;
  if (article) article.ariaBusy = "true";
  try {
    await send({ one: ids.one, other: ids.other, answer: choice.said, kept: choice.kept ?? "" });
  } catch (error) {
    if (article) article.ariaBusy = "false";
    const lost = error instanceof TypeError;
    tell(lost ? "The service cannot be reached. Nothing was changed; try again." : error.message);
    return;
  }
  if (!article) {
    location.reload();
    return;
  }
  const left = counted("open", -1);
  counted("decided", 1);
  const word = choice.said === "same" ? "Same" : "Different";
  tell(`${word}. ${left.toLocaleString("en")} left.`, ids);
  const next = move(article, 1) ?? move(article, -1);
  article.remove();
  // The rest of this page's pairs is done: the next ones are on what is now the first page.
  if (!next) location.assign(`${location.pathname}?view=open`);
}

function choiceOf(form, button) {
  return { said: button.value, kept: form.elements.namedItem("kept")?.value };
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  const article = form.closest("article.pair");
  if (!article || !event.submitter) return;
  event.preventDefault();
  const ids = { one: form.elements.namedItem("one").value, other: form.elements.namedItem("other").value };
  decide(article, ids, choiceOf(form, event.submitter));
});

// The pair in focus; without one, the uppermost whose title is in view, so that no key says anything
// of a pair that nobody sees.
function meant(event) {
  const focused = event.target.closest?.("article.pair");
  if (focused) return focused;
  return pairs().find((article) => {
    const { top, bottom } = article.querySelector("h2").getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
  });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return;
  if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
  const focused = event.target.closest?.("article.pair");
  // Who wants no keys of one letter while screening wants none here; those of a focused pair are not
  // pressed by accident.
  if (!focused && !new Preferences().get("keys")) return;
  const article = meant(event);
  if (!focused && (event.key === "n" || event.key === "p")) pairs()[0]?.focus();
  else if (!article) return;
  else if (event.key === "n") move(article, 1);
  else if (event.key === "p") move(article, -1);
  else if (event.key === "s") article.querySelector('.answers:not(.swap) [value="same"]').click();
  else if (event.key === "d") article.querySelector('[value="different"]').click();
  else if (event.key === "o") article.querySelector(".swap button").click();
  else return;
  event.preventDefault();
});
