"""BibTeX that reference managers and LaTeX read, with decisions in the note of each entry."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from unicodedata import normalize

from activescreen.files import replacing
from activescreen.formats.columns import plain_name
from activescreen.formats.content import lines_of
from activescreen.formats.latex import to_latex
from activescreen.formats.screening import Screening
from activescreen.ledger import Verdict
from activescreen.records import Record

# What a record is called by its source -> type of entry; the first that fits.
_TYPES = tuple(
    (re.compile(words, re.IGNORECASE), kind)
    for words, kind in (
        (r"chapter|book ?section|\bchap\b|inbook|incollection", "incollection"),
        (r"proceeding|conference|meeting|\bcpaper\b|\bconf\b", "inproceedings"),
        (r"thes[ie]s|dissertation|\bthes\b", "phdthesis"),
        (r"report|\brprt\b", "techreport"),
        (r"\bbook\b|monograph", "book"),
    )
)
_WORDS = {Verdict.INCLUDE: "Included", Verdict.EXCLUDE: "Excluded", Verdict.MAYBE: "Maybe"}
_MARKS = re.compile(
    r"\s*\|?\s*(?:RAYYAN-(?:INCLUSION|LABELS|EXCLUSION-REASONS)|USER-NOTES):.*", re.DOTALL
)
_COMMON = frozenset({"the", "and", "for", "from", "with", "what", "how", "are", "does", "can"})


class BibtexWriter:
    """Writes BibTeX, with what reviewers did in each entry's ``note`` as Rayyan writes it.

    After any note that the source had stands ``RAYYAN-INCLUSION: {"Ann"=>"Included"} |
    RAYYAN-LABELS: a,b | RAYYAN-EXCLUSION-REASONS: c,d | USER-NOTES: {"Ann"=>["text"]}``; parts
    that are empty are left out.
    """

    name = "bibtex"
    title = "BibTeX"
    extensions: tuple[str, ...] = (".bib",)
    carries = "decisions by reviewer, reasons, tags and notes, in the note of each entry"

    def write(self, path: Path, screening: Screening) -> int:
        """Write one entry a record, keyed by author, year, a word of the title and record id."""
        taken: set[str] = set()
        with replacing(path) as stream:
            for record in screening.records:
                kind = _type(record)
                stream.write(f"@{kind}{{{_key(record, taken)},\n")
                for name, value in _fields(record, kind, note_of(record, screening)):
                    stream.write(f"  {name} = {{{value}}},\n")
                stream.write("}\n\n")
        return len(screening.records)


def note_of(record: Record, screening: Screening) -> str:
    """The note of a record: the source's own, then what reviewers did, as Rayyan writes it."""
    own = next(
        (value for name, value in record.fields.items() if plain_name(name) in {"note", "notes"}),
        "",
    )
    made = screening.decisions_on(record.id)
    votes = {decision.reviewer: _WORDS[decision.verdict] for decision in made}
    reasons = (
        *screening.reasons.get(record.id, ()),
        *(decision.reason for decision in made if decision.reason),
    )
    said: dict[str, list[str]] = {}
    for note in screening.notes.get(record.id, ()):
        said.setdefault(note.reviewer, []).append(note.text)
    for decision in made:
        if decision.note:
            said.setdefault(decision.reviewer, []).append(decision.note)
    parts = (
        _MARKS.sub("", own).strip(),
        _hash("RAYYAN-INCLUSION", {name: _quoted(vote) for name, vote in votes.items()}),
        _list("RAYYAN-LABELS", screening.tags.get(record.id, ())),
        _list("RAYYAN-EXCLUSION-REASONS", tuple(dict.fromkeys(reasons))),
        _hash(
            "USER-NOTES",
            {name: f"[{', '.join(map(_quoted, texts))}]" for name, texts in said.items()},
        ),
    )
    return " | ".join(part for part in parts if part)


def _hash(name: str, values: Mapping[str, str]) -> str:
    if not values:
        return ""
    pairs = ", ".join(f"{_quoted(key)}=>{value}" for key, value in values.items())
    return f"{name}: {{{pairs}}}"


def _list(name: str, values: Sequence[str]) -> str:
    return f"{name}: {','.join(values)}" if values else ""


def _quoted(text: str) -> str:
    plain = " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{plain}"'


def _type(record: Record) -> str:
    given = record.fields.get("ENTRYTYPE", "")
    if given.isascii() and given.isalpha():
        return given.lower()
    return next((kind for words, kind in _TYPES if words.search(record.kind)), "article")


def _fields(record: Record, kind: str, note: str) -> Iterator[tuple[str, str]]:
    """Names and values in LaTeX, the empty ones left out."""
    within = "booktitle" if kind in {"inproceedings", "incollection"} else "journal"
    yield "title", to_latex(" ".join(record.title.split()))
    single = (
        ("author", " and ".join(map(_author, record.authors))),
        ("year", str(record.year or "")),
        (within, to_latex(record.journal)),
        ("volume", to_latex(record.volume)),
        ("number", to_latex(record.number)),
        ("pages", to_latex(record.pages)),
        ("doi", to_latex(record.doi)),
        ("pmid", to_latex(record.pmid)),
        ("keywords", _keywords(record.keywords)),
        ("language", to_latex(record.language)),
        ("type", to_latex(record.kind) if record.kind.lower() != kind else ""),
        ("abstract", _text(record.abstract)),
        ("note", to_latex(note, keep_braces=_balanced(note))),
    )
    for name, value in single:
        plain = value if name == "abstract" else " ".join(value.split())
        if plain.strip():
            yield name, plain


def _author(name: str) -> str:
    """A name; in braces, where it would otherwise be read as several."""
    coded = to_latex(" ".join(name.split()))
    return f"{{{coded}}}" if ";" in coded or " and " in f" {coded.lower()} " else coded


def _keywords(words: Sequence[str]) -> str:
    # Without a semicolon the commas of a single keyword would separate several.
    joined = "; ".join(words)
    return to_latex(f"{joined};" if len(words) == 1 and "," in joined else joined)


def _text(abstract: str) -> str:
    """A text whose lines stay; none of them may look like the beginning of an entry."""
    lines = (to_latex(line.strip()) for line in lines_of(abstract))
    return "\n".join(f"{{}}{line}" if line.startswith("@") else line for line in lines)


def _balanced(text: str) -> bool:
    depth = 0
    for character in text:
        depth += (character == "{") - (character == "}")
        if depth < 0:
            return False
    return not depth


def _key(record: Record, taken: set[str]) -> str:
    author = record.authors[0] if record.authors else "anon"
    surname = author.partition(",")[0] if "," in author else author.split()[0]
    words = (_ascii(word) for word in record.title.split())
    word = next((word for word in words if len(word) > 2 and word not in _COMMON), "")
    stem = f"{_ascii(surname) or 'anon'}{record.year or ''}{word}-{_ascii(record.id)}"
    key, number = stem, 1
    while key in taken:
        number += 1
        key = f"{stem}-{number}"
    taken.add(key)
    return key


def _ascii(text: str) -> str:
    folded = normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "".join(filter(str.isalnum, folded))
