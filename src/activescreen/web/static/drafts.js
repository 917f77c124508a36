/* What is typed into a form is kept in this tab until the service has it: a session that ends, or a
   connection that is lost, costs nothing. A form takes part with data-draft, which names the person
   and the form; the service answers with ?kept= and the form's entry_id when it has kept it. */

const kept = new URLSearchParams(location.search).get("kept");
const KEEPS = "input:not([type=hidden]), textarea, select";

function nameOf(form) {
  return `draft ${location.pathname} ${form.dataset.draft}`;
}

function read(form) {
  try {
    return JSON.parse(sessionStorage.getItem(nameOf(form)));
  } catch {
    return null; // Storage is closed to us, or holds something else: then there is no draft.
  }
}

function write(form, draft) {
  try {
    if (draft) sessionStorage.setItem(nameOf(form), JSON.stringify(draft));
    else sessionStorage.removeItem(nameOf(form));
  } catch {
    // Without storage the form works as it does without a script.
  }
}

function valuesOf(form) {
  return [...form.querySelectorAll(KEEPS)].map((field) =>
    field.type === "checkbox" || field.type === "radio" ? field.checked : field.value);
}

function bringBack(form, draft) {
  const fields = [...form.querySelectorAll(KEEPS)];
  if (!Array.isArray(draft.values) || draft.values.length !== fields.length) return;
  fields.forEach((field, at) => {
    if (field.type === "checkbox" || field.type === "radio") field.checked = draft.values[at] === true;
    else field.value = String(draft.values[at]);
  });
  // With the same id, what was kept although its answer was lost is not kept twice.
  const id = form.querySelector("input[name=entry_id]");
  if (id && draft.id) id.value = draft.id;
  form.closest("details")?.setAttribute("open", "");
  const said = document.createElement("p");
  said.className = "soft";
  said.setAttribute("role", "status");
  said.textContent = "What you had typed here is back. It was not sent, or its answer was lost.";
  form.prepend(said);
}

for (const form of document.querySelectorAll("form[data-draft]")) {
  const draft = read(form);
  if (form.dataset.refused !== undefined || (draft && draft.id && draft.id === kept)) write(form, null);
  else if (draft) bringBack(form, draft);
  const blank = JSON.stringify(valuesOf(form));
  form.addEventListener("input", () => {
    const values = valuesOf(form);
    const id = form.querySelector("input[name=entry_id]")?.value ?? "";
    write(form, !draft && JSON.stringify(values) === blank ? null : { id, values });
  });
}

if (kept) {
  // So that a reload or a bookmark is the page itself.
  const address = new URL(location.href);
  address.searchParams.delete("kept");
  history.replaceState(null, "", address);
}
