"""EndNote's XML, which EndNote, Zotero, Mendeley and others import, with decisions in the notes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from activescreen.files import replacing
from activescreen.formats import values
from activescreen.formats.content import lines_of
from activescreen.formats.endnote_notes import notes_as_text
from activescreen.formats.endnote_types import NUMBERS, stands_in_book, type_of
from activescreen.formats.endnote_values import accession_of, keyword_texts
from activescreen.formats.markup import protected
from activescreen.formats.screening import Screening
from activescreen.identifiers import doi_in
from activescreen.languages import language_code
from activescreen.records import Record

# What holds others -> what it holds, and each of these -> the element of a single value. The
# order of all is the one that EndNote's document type prescribes.
_LISTS: Final[Mapping[str, tuple[str, str]]] = {
    **{
        f"{whose}authors": ("contributors", "author")
        for whose in ("", "secondary-", "tertiary-", "subsidiary-", "translated-")
    },
    "keywords": ("", "keyword"),
    "pub-dates": ("dates", "date"),
    "copyright-dates": ("dates", "date"),
    **{f"{what}-urls": ("urls", "url") for what in ("web", "pdf", "text", "related", "image")},
}
_HOLDERS: Final[Mapping[str, str]] = {
    **{
        f"{which}title": "titles"
        for which in ("", "secondary-", "tertiary-", "alt-", "short-", "translated-")
    },
    **dict.fromkeys(("full-title", "abbr-1", "abbr-2", "abbr-3"), "periodical"),
    **dict.fromkeys(
        (f"alt-periodical/{name}" for name in ("full-title", "abbr-1", "abbr-2", "abbr-3")),
        "alt-periodical",
    ),
    "year": "dates",
}
# "auth-affiliaton" is spelt like that in EndNote's document type.
_ORDER: Final = (
    *("authors", "secondary-authors", "tertiary-authors", "subsidiary-authors"),
    *("translated-authors", "auth-address", "auth-affiliaton", "title", "secondary-title"),
    *("tertiary-title", "alt-title", "short-title", "translated-title", "full-title", "abbr-1"),
    *("abbr-2", "abbr-3", "alt-periodical/full-title", "alt-periodical/abbr-1"),
    *("alt-periodical/abbr-2", "alt-periodical/abbr-3", "pages", "volume", "number", "issue"),
    *("secondary-volume", "secondary-issue", "num-vols", "edition", "section"),
    *("reprint-edition", "reprint-status", "keywords", "year", "pub-dates", "copyright-dates"),
    *("pub-location", "publisher", "orig-pub", "isbn", "accession-num", "call-num", "report-id"),
    *("coden", "electronic-resource-num", "abstract", "label", "image", "caption", "notes"),
    *("research-notes", "work-type", "reviewed-item", "availability", "remote-source"),
    *("meeting-place", "work-location", "work-extent", "pack-method", "size", "repro-ratio"),
    *("remote-database-name", "remote-database-provider", "language", "web-urls", "pdf-urls"),
    *("text-urls", "related-urls", "image-urls", "access-date", "modified-date", "custom1"),
    *("custom2", "custom3", "custom4", "custom5", "custom6", "custom7", "misc1", "misc2", "misc3"),
)
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

Held = Mapping[str, Sequence[str]]
"""Name of an element -> its values."""


class EndnoteXmlWriter:
    """Writes EndNote XML, in the order of its document type and without runs of style."""

    name = "endnote_xml"
    title = "EndNote XML"
    extensions: tuple[str, ...] = (".xml",)
    carries = (
        "the elements of EndNote originals, but not the library's name and numbers; every "
        "decision with all that is known of it, in "
        "notes; control characters, which XML forbids, are left out"
    )

    def write(self, path: Path, screening: Screening) -> int:
        """Write one ``record`` a record."""
        with replacing(path) as stream:
            stream.write('<?xml version="1.0" encoding="UTF-8" ?>\n<xml><records>\n')
            for number, record in enumerate(screening.records, 1):
                kind = type_of(_given(record).get("ref-type", "") or record.kind)
                held = _held(record, kind, notes_as_text(record, screening))
                stream.write(
                    '<record><database name="activescreen" path="activescreen">activescreen'
                    '</database><source-app name="activescreen">activescreen</source-app>'
                    f"<rec-number>{number}</rec-number>"
                    f'<ref-type name="{kind}">{NUMBERS[kind]}</ref-type>'
                    f"{''.join(_elements(held))}</record>\n"
                )
            stream.write("</records></xml>\n")
        return len(screening.records)


def _given(record: Record) -> Mapping[str, str]:
    """The elements of an EndNote original; empty for records from elsewhere."""
    return record.fields if "ref-type" in record.fields else {}


def _held(record: Record, kind: str, notes: str) -> Held:
    """What is to be written: the elements of the original, and the record's fields over them."""
    given = _given(record)
    held: dict[str, Sequence[str]] = {
        name: lines_of(text) if name in _LISTS else (text,) for name, text in given.items()
    }
    name = record.fields.get("remote-database-name", "") if given else ""
    accession = accession_of(given.get("accession-num", ""), record.pmid)
    fields: dict[str, Sequence[str]] = {
        "title": (protected(" ".join(record.title.split())),),
        "abstract": (protected(record.abstract),),
        "authors": tuple(map(_author, record.authors)) if not _edited(record, given) else (),
        "year": (_kept(given.get("year", ""), values.parse_year, record.year),),
        "volume": (record.volume,),
        "number": (record.number if not given.get("issue") else given.get("number", ""),),
        "pages": (record.pages,),
        "electronic-resource-num": (
            _kept(given.get("electronic-resource-num", ""), doi_in, record.doi),
        ),
        "accession-num": (accession,),
        "remote-database-name": (
            name or ("PubMed" if accession and accession == record.pmid else ""),
        ),
        "keywords": keyword_texts(record.keywords),
        "language": (_kept(given.get("language", ""), language_code, record.language),),
        "work-type": (record.kind if record.kind != kind else "",),
        **_journal(record, given, kind),
    }
    if _number_is_elsewhere(record, given):
        del fields["number"]
    held.update({name: texts for name, texts in fields.items() if any(texts)})
    held["notes"] = (notes,)
    return held


def _journal(record: Record, given: Mapping[str, str], kind: str) -> dict[str, Sequence[str]]:
    """The journal where EndNote has it, unless the original says it already."""
    said = (given.get(name, "") for name in ("full-title", "secondary-title"))
    if not record.journal or next(filter(None, said), "") == record.journal:
        return {}
    titles: dict[str, Sequence[str]] = {"secondary-title": (record.journal,)}
    return titles if stands_in_book(kind) else {**titles, "full-title": (record.journal,)}


def _number_is_elsewhere(record: Record, given: Mapping[str, str]) -> bool:
    return not given.get("number") and given.get("issue") == record.number


def _edited(record: Record, given: Mapping[str, str]) -> bool:
    """Whether the authors are the original's editors, who stay where they are."""
    return (
        not given.get("authors") and bool(given.get("secondary-authors")) and bool(record.authors)
    )


def _kept(given: str, read: object, value: object) -> str:
    """The original's text while it says the value or there is none; otherwise the value."""
    if given and (not value or (callable(read) and read(given) == value)):
        return given
    return str(value or "")


def _author(name: str) -> str:
    """A name; EndNote takes one that ends with a comma for a group's and leaves it whole."""
    plain = " ".join(name.split())
    return plain if "," in plain else f"{plain},"


def _elements(held: Held) -> Iterator[str]:
    """Elements in EndNote's order, each within what holds it; empty ones left out."""
    open_name = ""
    for name in _ORDER:
        holder, single = _LISTS.get(name, (_HOLDERS.get(name, ""), ""))
        text = "".join(
            _element(single or name.rpartition("/")[2], value) for value in held.get(name, ())
        )
        if not text:
            continue
        if holder != open_name:
            yield f"</{open_name}>" if open_name else ""
            yield f"<{holder}>" if holder else ""
            open_name = holder
        yield f"<{name}>{text}</{name}>" if single else text
    yield f"</{open_name}>" if open_name else ""


def _element(name: str, text: str) -> str:
    """An element; a line break is written as EndNote has it. Empty where there is no text."""
    plain = _FORBIDDEN.sub("", text).strip()
    if not plain:
        return ""
    coded = "&#xD;".join(escape(line) for line in lines_of(plain))
    return f"<{name}>{coded}</{name}>"
