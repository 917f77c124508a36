// Paints one record.

import { by, button, make, SAID } from "./page.js";
import { abstractOf, languageOf, marked, pattern } from "./text.js";

const MOST_AUTHORS = 6;

export class RecordView {
  #patterns;
  #ready = new Map();

  /** `leave()` goes on from an earlier record without another decision. */
  constructor(setup, leave) {
    this.leave = leave;
    this.names = Object.fromEntries(setup.elements.map(({ element, name }) => [element, name]));
    this.#patterns = { against: pattern(setup.exclude_terms), for: pattern(setup.include_terms) };
  }

  /** Make the next record's paragraphs while the reviewer reads this one. */
  prepare(record) {
    if (record && !this.#ready.has(record.id)) this.#ready.set(record.id, this.#make(record));
  }

  /** Show a record. `earlier` is what one said of it before, if one comes back to it. */
  show(record, earlier = null) {
    const { title, abstract } = this.#ready.get(record.id) ?? this.#make(record);
    this.#ready.clear();
    put(by("title"), title, languageOf(record.title, record.language));
    put(by("abstract"), abstract, languageOf(record.abstract, record.language));
    by("facts").replaceChildren(...factsOf(record));
    list(by("keywords"), "Keywords", record.keywords ?? []);
    list(by("tags"), "Your tags", record.tags ?? []);
    this.#showEarlier(earlier);
    by("why").hidden = true;
    by("record").hidden = false;
    by("empty").hidden = true;
  }

  /** What was decided, in words: "Excluded: participants, no outcome". */
  inWords({ verdict, failed_criteria: failed = [], reason = "" }) {
    const why = [...failed.map((element) => this.names[element] ?? element), reason].filter(Boolean);
    return SAID[verdict] + (why.length ? `: ${why.join(", ")}` : "");
  }

  showTags(tags) {
    list(by("tags"), "Your tags", tags);
  }

  #showEarlier(earlier) {
    const line = by("revisited");
    line.hidden = !earlier;
    line.replaceChildren();
    if (earlier) {
      line.append(
        make("strong", {}, "Your decision: ", this.inWords(earlier), "."), " Decide again to change it. ",
        button(make("span", {}, "Leave it as it is ", make("kbd", {}, "Esc")), () => this.leave()),
      );
    }
    for (const each of document.querySelectorAll("[data-verdict]")) {
      each.classList.toggle("chosen", each.dataset.verdict === earlier?.verdict);
      if (earlier) each.setAttribute("aria-pressed", each.dataset.verdict === earlier.verdict);
      else each.removeAttribute("aria-pressed");
    }
  }

  #make(record) {
    const title = document.createDocumentFragment();
    title.append(record.title ? marked(record.title.normalize("NFC"), this.#patterns) : "(without a title)");
    const abstract = document.createDocumentFragment();
    if (record.abstract.trim()) abstract.append(abstractOf(record.abstract, this.#patterns));
    else abstract.append(make("p", { class: "none" }, "This record has no abstract."));
    return { title, abstract };
  }
}

function put(place, nodes, language) {
  place.replaceChildren(nodes);
  if (language) place.lang = language;
  else place.removeAttribute("lang");
}

function factsOf(record) {
  const authors = record.authors ?? [];
  const named = authors.slice(0, MOST_AUTHORS).join("; ");
  const others = authors.length - MOST_AUTHORS;
  const facts = [
    [named + (others > 0 ? ` and ${others} more` : ""), "authors"],
    [record.journal, "journal"],
    [record.year === null ? "" : String(record.year), "year"],
  ].filter(([text]) => text);
  const links = [
    record.doi && link(`https://doi.org/${encodeURIComponent(record.doi).replaceAll("%2F", "/")}`, `doi:${record.doi}`),
    record.pmid && link(`https://pubmed.ncbi.nlm.nih.gov/${encodeURIComponent(record.pmid)}/`, `PMID ${record.pmid}`),
  ].filter(Boolean);
  const pieces = [...facts.map(([text, kind]) => make("bdi", { class: kind }, text)), ...links];
  return pieces.flatMap((piece, place) => (place ? [" \u00b7 ", piece] : [piece]));
}

function link(address, text) {
  return make("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, text);
}

function list(place, name, items) {
  place.hidden = !items.length;
  place.replaceChildren(
    make("span", { class: "name" }, `${name} `),
    ...items.flatMap((item) => [make("span", { class: "word", dir: "auto" }, item), " "]),
  );
}
