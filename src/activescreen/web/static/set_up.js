// Says that something is not saved yet, and asks before the page is left with it.

const form = document.getElementById("protocol");
const unsaved = document.getElementById("unsaved");
let changed = false;
let sending = false;

form.addEventListener("input", () => {
  if (changed) return;
  changed = true;
  unsaved.textContent = "There are changes that are not saved yet.";
});

form.addEventListener("submit", (event) => {
  // A double click saves once.
  if (sending) event.preventDefault();
  sending = true;
});

// Whoever comes back with the browser's button finds the form usable.
addEventListener("pageshow", () => {
  sending = false;
});

addEventListener("beforeunload", (event) => {
  if (changed && !sending) event.preventDefault();
});
