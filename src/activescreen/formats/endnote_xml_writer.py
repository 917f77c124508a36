"""EndNote's XML, which EndNote, Zotero and Mendeley import, with decisions in the notes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from activescreen.files import replacing
from activescreen.formats.content import lines_of
from activescreen.formats.markup import protected
from activescreen.formats.ris_writer import notes_of
from activescreen.formats.screening import Screening
from activescreen.languages import language_code
from activescreen.records import Record

# What a record is called by its source -> EndNote's type and its number; the first that fits.
_TYPES: Final = tuple(
    (re.compile(words, re.IGNORECASE), name, number)
    for words, name, number in (
        (r"chapter|book ?section|\bchap\b|inbook|incollection", "Book Section", 5),
        (r"conference paper|\bcpaper\b", "Conference Paper", 47),
        (r"proceeding|conference|meeting|\bconf\b", "Conference Proceedings", 10),
        (r"thes[ie]s|dissertation|\bthes\b", "Thesis", 32),
        (r"report|\brprt\b", "Report", 27),
        (r"\bbook\b|monograph", "Book", 6),
        (r"web ?page|\belec\b|online", "Web Page", 12),
        (r"data ?set|trial regist", "Dataset", 59),
        (r"\bgeneric\b|\bgen\b", "Generic", 13),
    )
)
_ARTICLE: Final = ("Journal Article", 17)
# Elements of an original that stand in a record by themselves and carry no field of ours.
_KEPT: Final = (
    *("auth-address", "edition", "section", "pub-location", "publisher", "isbn", "call-num"),
    *("label", "research-notes", "custom1", "custom2", "custom3", "custom4", "custom5"),
    *("custom6", "custom7", "caption", "access-date"),
)
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class EndnoteXmlWriter:
    """Writes EndNote XML; signs that XML does not allow are left out."""

    name = "endnote_xml"
    title = "EndNote XML"
    extensions: tuple[str, ...] = (".xml",)
    carries = "every decision with all that is known of it, in notes; most elements of originals"

    def write(self, path: Path, screening: Screening) -> int:
        """Write one ``record`` a record."""
        with replacing(path) as stream:
            stream.write('<?xml version="1.0" encoding="UTF-8"?>\n<xml><records>\n')
            for number, record in enumerate(screening.records, 1):
                notes = "\n".join(notes_of(record, screening)) or _own_notes(record)
                stream.write(f"<record>{''.join(_elements(record, number, notes))}</record>\n")
            stream.write("</records></xml>\n")
        return len(screening.records)


def _own_notes(record: Record) -> str:
    return record.fields.get("notes", "")


def _elements(record: Record, number: int, notes: str) -> Iterator[str]:
    kind, code = _type(record.kind)
    yield '<source-app name="activescreen">activescreen</source-app>'
    yield _element("rec-number", str(number))
    yield f'<ref-type name="{kind}">{code}</ref-type>'
    authors = "".join(_element("author", _author(name)) for name in record.authors)
    yield f"<contributors><authors>{authors}</authors></contributors>" if authors else ""
    title = _element("title", protected(" ".join(record.title.split())))
    yield f"<titles>{title}{_element('secondary-title', record.journal)}</titles>"
    journal = _element("full-title", record.journal)
    yield f"<periodical>{journal}</periodical>" if journal else ""
    yield _element("pages", record.pages)
    yield _element("volume", record.volume)
    yield _element("number", record.number)
    keywords = "".join(_element("keyword", word) for word in record.keywords)
    yield f"<keywords>{keywords}</keywords>" if keywords else ""
    year = _element("year", str(record.year or ""))
    yield f"<dates>{year}</dates>" if year else ""
    yield from _identifiers(record)
    yield _element("abstract", protected(record.abstract))
    yield _element("notes", notes)
    yield _element("work-type", record.kind if record.kind not in {"", kind} else "")
    yield from _originals(record)


def _type(kind: str) -> tuple[str, int]:
    found = ((name, number) for words, name, number in _TYPES if words.search(kind))
    return next(found, _ARTICLE)


def _author(name: str) -> str:
    """A name; EndNote takes one that ends with a comma for a group's and leaves it whole."""
    plain = " ".join(name.split())
    return plain if "," in plain else f"{plain},"


def _identifiers(record: Record) -> Iterator[str]:
    given = record.fields.get("accession-num", "").strip()
    database = record.fields.get("remote-database-name", "").strip()
    if record.pmid and given in {"", record.pmid}:
        given, database = record.pmid, database or "PubMed"
    elif record.pmid and record.pmid not in given:
        given = f"{given}; PMID: {record.pmid}"
    yield _element("accession-num", given)
    yield _element("electronic-resource-num", record.doi)
    yield _element("remote-database-name", database)
    said = record.fields.get("language", "")
    same = said and language_code(said) == record.language
    yield _element("language", said if same else record.language)


def _originals(record: Record) -> Iterator[str]:
    for name in _KEPT:
        yield _element(name, record.fields.get(name, ""))
    urls = record.fields.get("related-urls") or record.fields.get("UR") or ""
    links = "".join(_element("url", line) for line in lines_of(urls))
    yield f"<urls><related-urls>{links}</related-urls></urls>" if links else ""


def _element(name: str, text: str) -> str:
    """An element; a line break is written as EndNote has it. Empty where there is no text."""
    plain = _FORBIDDEN.sub("", text).strip()
    if not plain:
        return ""
    coded = "&#xD;".join(escape(line) for line in lines_of(plain))
    return f"<{name}>{coded}</{name}>"
