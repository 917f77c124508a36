// Groups of pages close when one turns to something else. Without this, their names close them.

const groups = document.querySelectorAll(".rooms details");

for (const group of groups) {
  group.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !group.open) return;
    event.stopPropagation();
    group.open = false;
    group.querySelector("summary").focus();
  });
  group.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget && !group.contains(relatedTarget)) group.open = false;
  });
  // A link to a part of this page leaves the page open.
  group.addEventListener("click", ({ target }) => {
    if (target.closest("a")) group.open = false;
  });
}

document.addEventListener("pointerdown", ({ target }) => {
  for (const group of groups) if (!group.contains(target)) group.open = false;
});
