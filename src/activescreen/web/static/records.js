// Marks the protocol's words in a record that is looked at, as the screening page does.

import { abstractOf, marked, pattern } from "./screen/text.js";

const record = document.querySelector(".record");
const patterns = {
  for: pattern(JSON.parse(record.dataset.include)),
  against: pattern(JSON.parse(record.dataset.exclude)),
};

const button = document.createElement("button");
button.type = "button";
button.className = "quiet";
button.textContent = "Marked words";
button.setAttribute("aria-pressed", "true");
button.addEventListener("click", () => {
  const shown = record.classList.toggle("no-marks");
  button.setAttribute("aria-pressed", String(!shown));
});

for (const part of record.querySelectorAll("[data-marked]")) {
  if (part.querySelector("*")) continue;
  const text = part.textContent;
  part.replaceChildren(part.matches("h1") ? marked(text, patterns) : abstractOf(text, patterns));
}
if (record.querySelector("mark")) record.append(button);
