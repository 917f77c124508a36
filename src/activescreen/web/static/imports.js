// Files by drag and drop, and how far sending them is. Without this script the form does the same.

const form = document.getElementById("import");
const drop = document.getElementById("drop");
const files = document.getElementById("files");
const chosen = document.getElementById("chosen");
const said = document.getElementById("said");
const progress = document.getElementById("progress");
const stage = document.getElementById("stage");
const bar = document.getElementById("bar");
const send = form.querySelector('button[type="submit"]');
const csrf = document.querySelector('meta[name="csrf-token"]').content;

document.documentElement.classList.add("has-script");

function size(bytes) {
  const units = ["bytes", "KiB", "MiB", "GiB"];
  let at = 0;
  while (bytes >= 1024 && at < units.length - 1) {
    bytes /= 1024;
    at += 1;
  }
  return `${bytes.toLocaleString("en", { maximumFractionDigits: at ? 1 : 0 })} ${units[at]}`;
}

function list() {
  chosen.replaceChildren(
    ...[...files.files].map((file) => {
      const item = document.createElement("li");
      item.textContent = `${file.name}, ${size(file.size)}`;
      return item;
    }),
  );
}

function refuse(text) {
  said.textContent = text;
  said.hidden = !text;
  progress.hidden = true;
  send.disabled = false;
  if (text) said.scrollIntoView({ block: "nearest" });
}

function tooMuch() {
  const total = [...files.files].reduce((sum, file) => sum + file.size, 0);
  const limit = Number(form.dataset.limit);
  if (total > limit) return `These files have ${size(total)}; at most ${size(limit)} are taken at once.`;
  const most = Number(form.dataset.most);
  if (files.files.length > most) return `At most ${most} files are taken at once.`;
  return "";
}

function working(text, share) {
  progress.hidden = false;
  if (stage.textContent !== text) stage.textContent = text;
  if (share === null) bar.removeAttribute("value");
  else bar.value = share;
}

function answered(request) {
  let answer = {};
  try {
    answer = JSON.parse(request.responseText);
  } catch {
    refuse(`The service gave no answer that can be read (${request.status}). Try again.`);
    return;
  }
  if (request.status === 201) {
    location.assign(`${location.pathname}?done=${answer.number}#search-${answer.number}`);
    return;
  }
  if (request.status === 401) {
    refuse(`${answer.detail} ${answer.remedy ?? ""} Nothing was imported; your files stay chosen here.`);
    return;
  }
  refuse([answer.where, [answer.detail, answer.remedy, "Nothing was imported."].filter(Boolean).join(" ")]
    .filter(Boolean).join(": "));
}

function upload() {
  const request = new XMLHttpRequest();
  request.open("POST", `/api/v1${location.pathname}`);
  request.setRequestHeader("X-CSRF-Token", csrf);
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) working("Sending files", (100 * event.loaded) / event.total);
  });
  request.upload.addEventListener("load", () => {
    working("Reading the files and recognising copies. 100,000 records take about a minute.", null);
  });
  request.addEventListener("load", () => answered(request));
  request.addEventListener("error", () => {
    refuse("The connection broke off. If the search is in the list after you reload this page, it was "
      + "imported; otherwise send it again. No part of it is imported alone.");
  });
  request.addEventListener("abort", () => refuse("Sending was cancelled. Nothing was imported."));
  const given = new FormData(form);
  given.delete("csrf_token");
  send.disabled = true;
  refuse("");
  send.disabled = true;
  working("Sending files", 0);
  request.send(given);
  document.getElementById("cancel").onclick = () => request.abort();
  request.upload.addEventListener("load", () => {
    document.getElementById("cancel").hidden = true;
  });
  document.getElementById("cancel").hidden = false;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const wrong = tooMuch();
  if (wrong) refuse(wrong);
  else upload();
});

files.addEventListener("change", list);

for (const name of ["dragenter", "dragover"]) {
  drop.addEventListener(name, (event) => {
    event.preventDefault();
    drop.classList.add("over");
  });
}
for (const name of ["dragleave", "drop"]) {
  drop.addEventListener(name, (event) => {
    event.preventDefault();
    drop.classList.remove("over");
  });
}
drop.addEventListener("drop", (event) => {
  const all = new DataTransfer();
  for (const file of [...files.files, ...event.dataTransfer.files]) all.items.add(file);
  files.files = all.files;
  list();
});

// What was just imported is where reading goes on.
document.querySelector(".search[tabindex]")?.focus();
