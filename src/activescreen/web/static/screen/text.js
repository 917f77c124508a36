// How a record's text is shown: in paragraphs, with marked words, in its own direction and language.
// Nothing is changed, added or left out; only where lines begin is decided here.

const LABELS = [
  "ABSTRACT", "AIMS?", "AIMS? AND OBJECTIVES?", "AIMS? AND METHODS?", "BACKGROUND", "BACKGROUND AND (?:AIMS?|OBJECTIVES?|PURPOSE)",
  "BACKGROUND & AIMS?", "CONCLUSIONS?", "CONCLUSIONS? AND RELEVANCE", "CONTEXT", "DATA (?:COLLECTION|SOURCES?|EXTRACTION|SYNTHESIS|ANALYSIS)",
  "DESIGN", "DESIGN,? SETTING,? AND PARTICIPANTS", "DISCUSSION", "ETHICS AND DISSEMINATION", "EVIDENCE", "EXPOSURES?",
  "FINDINGS", "FUNDING", "IMPLICATIONS?(?: FOR PRACTICE)?", "IMPORTANCE", "INTERPRETATION", "INTERVENTIONS?", "INTRODUCTION", "KEYWORDS?", "KEY WORDS",
  "LIMITATIONS?", "MAIN (?:OUTCOMES?|OUTCOME MEASURES?|RESULTS?|OUTCOMES AND MEASURES)", "MATERIALS? AND METHODS?", "MEASUREMENTS?", "MEASURES?", "METHODS?",
  "METHODS AND (?:ANALYSIS|FINDINGS|RESULTS)", "METHODOLOGY", "OBJECTIVES?", "OUTCOMES?", "OUTCOME MEASURES?", "PARTICIPANTS", "PATIENTS",
  "PATIENTS AND METHODS?", "PRIMARY (?:OUTCOMES?|OBJECTIVES?)", "PROCEDURES?", "PURPOSE", "RATIONALE", "RECENT FINDINGS", "REGISTRATION", "RESULTS?",
  "RESULTS AND (?:DISCUSSION|CONCLUSIONS?)", "SAMPLE", "SEARCH (?:METHODS?|STRATEGY)", "SECONDARY OUTCOMES?", "SELECTION CRITERIA", "SETTINGS?",
  "SIGNIFICANCE", "STUDY (?:DESIGN|SELECTION|POPULATION)", "SUBJECTS", "SUMMARY", "TRIAL REGISTRATION", "TRIAL REGISTRATION NUMBER",
];
// A heading stands at the beginning or after the end of a sentence, and ends with a colon.
const HEADING = new RegExp(`(?:^|(?<=[.!?)\\]»"”'’]\\s))(?:${LABELS.join("|")})\\s?:(?=\\s|\\S)`, "giu");
const WORD = "[\\p{L}\\p{N}\\p{M}_]";
const UNSPACED = /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}]/u;

/** Cut an abstract where its own headings and line breaks cut it: [{heading, text}]. */
export function paragraphs(abstract) {
  const found = [];
  for (const line of abstract.normalize("NFC").split(/\s*[\r\n\u2028\u2029]+\s*/u)) {
    const starts = [...line.matchAll(HEADING)].filter((match) => isHeading(match[0]));
    if (!starts.length || starts[0].index > 0) {
      found.push({ heading: "", text: line.slice(0, starts.length ? starts[0].index : undefined) });
    }
    starts.forEach((start, place) => {
      const from = start.index + start[0].length;
      found.push({ heading: start[0], text: line.slice(from, starts[place + 1]?.index) });
    });
  }
  return found
    .map(({ heading, text }) => ({ heading, text: text.trim() }))
    .filter(({ heading, text }) => heading || text);
}

// "results: ..." in the middle of a text is no heading; "Results:" and "RESULTS:" are.
function isHeading(text) {
  return text[0] !== text[0].toLowerCase();
}

/** A list of terms as one regular expression; null if there is none. `*` stands for any letters. */
export function pattern(terms) {
  const parts = [...new Set(terms.map((term) => term.normalize("NFC").trim()))]
    .filter((term) => /[\p{L}\p{N}]/u.test(term))
    .sort((one, other) => other.length - one.length)
    .map(asExpression);
  return parts.length ? new RegExp(parts.join("|"), "giu") : null;
}

function asExpression(term) {
  const body = [...term.matchAll(/\*+|\?|[\s-]+|[^*?\s-]+/gu)].map(([piece]) => {
    if (piece.startsWith("*")) return `${WORD}*`;
    if (piece === "?") return WORD;
    if (/^[\s-]+$/u.test(piece)) return "[\\s\\u2010-\\u2015-]+";
    return piece.replace(/[\\^$.*+?()[\]{}|/]/gu, "\\$&");
  }).join("");
  // Some scripts put no blanks between words, so there is no edge to look for.
  const whole = !UNSPACED.test(term);
  return whole ? `(?<!${WORD})(?:${body})(?!${WORD})` : body;
}

/** Where a text has terms of the lists: [{start, end, kind}], in order and without overlap. */
export function spans(text, patterns) {
  const found = [];
  for (const [kind, expression] of Object.entries(patterns)) {
    if (!expression) continue;
    for (const match of text.matchAll(expression)) {
      if (match[0]) found.push({ start: match.index, end: match.index + match[0].length, kind });
    }
  }
  found.sort((one, other) => one.start - other.start || other.end - one.end);
  let last = 0;
  return found.filter(({ start, end }) => {
    if (start < last) return false;
    last = end;
    return true;
  });
}

/** A text as nodes, with its terms in <mark>. */
export function marked(text, patterns) {
  const nodes = document.createDocumentFragment();
  let last = 0;
  for (const { start, end, kind } of spans(text, patterns)) {
    const mark = document.createElement("mark");
    mark.className = kind;
    mark.textContent = text.slice(start, end);
    nodes.append(text.slice(last, start), mark);
    last = end;
  }
  nodes.append(text.slice(last));
  return nodes;
}

/** The abstract's paragraphs as nodes. */
export function abstractOf(abstract, patterns) {
  const nodes = document.createDocumentFragment();
  for (const { heading, text } of paragraphs(abstract)) {
    const paragraph = document.createElement("p");
    paragraph.dir = "auto";
    if (heading) {
      const label = document.createElement("strong");
      label.textContent = heading;
      paragraph.append(label, " ");
    }
    paragraph.append(marked(text, patterns));
    nodes.append(paragraph);
  }
  return nodes;
}

const SCRIPTS = [
  ["ja", /[\p{scx=Hira}\p{scx=Kana}]{2}/u], ["ko", /\p{sc=Hangul}/u], ["zh", /\p{sc=Han}/u],
  ["he", /\p{sc=Hebrew}/u], ["th", /\p{sc=Thai}/u], ["el", /\p{sc=Greek}{3}/u],
];

/**
 * The language that a text is written in, by its script; empty where the script does not tell.
 * What a database calls the language is that of the whole article, whose abstract is often English.
 */
export function languageOf(text, said) {
  const language = (said || "").toLowerCase();
  for (const [code, script] of SCRIPTS) if (script.test(text)) return code;
  if (/\p{sc=Arabic}/u.test(text)) return /^(fa|per|fas)/.test(language) ? "fa" : "ar";
  if (/\p{sc=Cyrillic}/u.test(text)) return /^(uk|bg|sr|be|mk)/.test(language) ? language.slice(0, 2) : "ru";
  return "";
}
