"""BibTeX that reference managers and LaTeX read, with decisions in the note of each entry."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final
from unicodedata import normalize

from activescreen.files import replacing
from activescreen.formats.bibtex_file import FIELD_NAMES, KEY, TYPE
from activescreen.formats.columns import plain_name
from activescreen.formats.content import lines_of
from activescreen.formats.decisions import NOTE_COLUMNS, own
from activescreen.formats.decisions.rayyan import rayyan_note
from activescreen.formats.decisions.rayyan_notes import write_note
from activescreen.formats.latex import to_latex
from activescreen.formats.markup import protected
from activescreen.formats.screening import Screening
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
_FIELD_NAME: Final = re.compile(r"[A-Za-z][\w:.+-]*", re.ASCII)
_KEY: Final = re.compile(r"[\w:./+-]+", re.ASCII)
_MISLEADING: Final = re.compile(r"@|[A-Z][A-Z0-9]{1,3}\s*-")
_COMMON = frozenset({"the", "and", "for", "from", "with", "what", "how", "are", "does", "can"})


class BibtexWriter:
    """Writes BibTeX, with what reviewers did in each entry's ``note`` as Rayyan writes it.

    All that is known of it stands in a field ``activescreen``, which other programs pass over.
    """

    name = "bibtex"
    title = "BibTeX"
    extensions: tuple[str, ...] = (".bib",)
    carries = (
        "every field of BibTeX originals; every decision with all that is known of it; the last "
        "stage's votes, reasons, tags and notes in the note, as Rayyan writes them"
    )

    def write(self, path: Path, screening: Screening) -> int:
        """Write one entry a record.

        Its key is that of a BibTeX original, otherwise made of author, year, a word of the title
        and the record's id.
        """
        taken: set[str] = set()
        with replacing(path) as stream:
            for record in screening.records:
                kind = _type(record)
                stream.write(f"@{kind}{{{_key(record, taken)},\n")
                for name, value in _fields(record, kind, screening):
                    stream.write(f"  {name} = {{{value}}},\n")
                stream.write("}\n\n")
        return len(screening.records)


def _type(record: Record) -> str:
    given = record.fields.get("ENTRYTYPE", "")
    if given.isascii() and given.isalpha():
        return given.lower()
    return next((kind for words, kind in _TYPES if words.search(record.kind)), "article")


def _fields(record: Record, kind: str, screening: Screening) -> Iterator[tuple[str, str]]:
    """Names and values in LaTeX, the empty ones left out; then what else a BibTeX original has."""
    original = {name: text for name, text in record.fields.items() if name not in {TYPE, KEY}}
    original = original if TYPE in record.fields else {}
    within = "booktitle" if kind in {"inproceedings", "incollection"} else "journal"
    note = write_note(rayyan_note(record, screening))
    single = (
        (_name("title", original), to_latex(protected(" ".join(record.title.split())))),
        (_name("authors", original, "author"), " and ".join(map(_author, record.authors))),
        (_name("year", original), str(record.year or "")),
        (_name("journal", original, within), to_latex(record.journal)),
        (_name("volume", original), to_latex(record.volume)),
        (_name("number", original), to_latex(record.number)),
        (_name("pages", original), to_latex(record.pages)),
        ("doi", to_latex(record.doi)),
        ("pmid", to_latex(record.pmid)),
        ("keywords", _keywords(record.keywords)),
        ("language", to_latex(record.language)),
        ("type", to_latex(record.kind) if record.kind.lower() != kind else ""),
        ("abstract", _text(protected(record.abstract))),
        ("note", to_latex(note, keep_braces=_balanced(note))),
        (own.FIELD, to_latex(own.mark_of(record.id, screening))),
    )
    # Notes and keywords are gathered from several fields.
    written = {*NOTE_COLUMNS, own.FIELD, *(FIELD_NAMES["keywords"] if record.keywords else ())}
    for name, value in single:
        plain = value if name == "abstract" else " ".join(value.split())
        # An entry without any field would be taken for none.
        if plain.strip() or name == "title":
            written.add(plain_name(name))
            yield name, plain
    for name, text in original.items():
        if text.strip() and plain_name(name) not in written and _FIELD_NAME.fullmatch(name):
            yield name, to_latex(" ".join(text.split()))


def _name(field: str, original: Mapping[str, str], default: str = "") -> str:
    """Name of the original's field that holds a value, so that readers find the same one."""
    held = {plain_name(name): name for name, text in original.items() if text.strip()}
    found = next((held[name] for name in FIELD_NAMES[field] if name in held), "")
    return found if _FIELD_NAME.fullmatch(found) else default or field


def _author(name: str) -> str:
    """A name; in braces, where it would otherwise be read as several."""
    coded = to_latex(" ".join(name.split()))
    return f"{{{coded}}}" if ";" in coded or " and " in f" {coded.lower()} " else coded


def _keywords(words: Sequence[str]) -> str:
    # Without a semicolon the commas of a single keyword would separate several.
    joined = "; ".join(words)
    return to_latex(f"{joined};" if len(words) == 1 and "," in joined else joined)


def _text(abstract: str) -> str:
    """A text whose lines stay; none may look like an entry, or like a tag of another format."""
    lines = (to_latex(line.strip()) for line in lines_of(abstract))
    return "\n".join(f"{{}}{line}" if _MISLEADING.match(line) else line for line in lines)


def _balanced(text: str) -> bool:
    depth = 0
    for character in text:
        depth += (character == "{") - (character == "}")
        if depth < 0:
            return False
    return not depth


def _key(record: Record, taken: set[str]) -> str:
    given = record.fields.get(KEY, "") if TYPE in record.fields else ""
    stem = given if _KEY.fullmatch(given) else _made_key(record)
    key, number = stem, 1
    while key in taken:
        number += 1
        key = f"{stem}-{number}"
    taken.add(key)
    return key


def _made_key(record: Record) -> str:
    author = record.authors[0] if record.authors else "anon"
    surname = author.partition(",")[0] if "," in author else "".join(author.split()[:1])
    words = (_ascii(word) for word in record.title.split())
    word = next((word for word in words if len(word) > 2 and word not in _COMMON), "")
    return f"{_ascii(surname) or 'anon'}{record.year or ''}{word}-{_ascii(record.id)}"


def _ascii(text: str) -> str:
    folded = normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "".join(filter(str.isalnum, folded))
