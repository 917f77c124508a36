"""Single record elements cut out of XML of any size, so that damage to one costs no other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from activescreen.errors import InputError
from activescreen.formats.content import LONGEST_LINE, Content
from activescreen.formats.notes import Notes

DAMAGED: Final = "a record whose XML is damaged"
CUT: Final = "a record without an end"

_CHUNK: Final = 1 << 18
_ENTITY_DECLARED: Final = re.compile(r"<!ENTITY\b", re.IGNORECASE)
# PubMed lists what it deleted beside the records.
_PASSED_OVER: Final = (("<!--", "-->"), ("<DeleteCitation>", "</DeleteCitation>"))
_DOCTYPE: Final = re.compile(r"<!DOCTYPE[^<>\[]*(?:\[[^\]]*\])?\s*>")
_MARKUP: Final = re.compile(r"<[^<>]*>")
_PREFIX: Final = re.compile(r"[<\s/]([A-Za-z][\w.-]*):[A-Za-z]")
_NAMED: Final = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z]\w{1,30};)")
_NUMBERED: Final = re.compile(r"&#(?:x([\da-fA-F]{1,6})|(\d{1,7}));")
_BARE: Final = re.compile(r"&(?!#?\w{1,31};)")
# What XML 1.0 does not allow, not even as a numbered reference.
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class XmlPiece:
    """One record's element.

    Attributes
    ----------
    line
        1-based line on which it starts.
    text
        As it stands in the file.
    element
        The same, taken apart.
    """

    line: int
    text: str
    element: Element


def count_openings(content: Content, names: tuple[str, ...]) -> int:
    """How many elements of these names the text opens."""
    opening = _opening(names)
    longest = max(map(len, names)) + 2
    number, rest = 0, ""
    for chunk in content.chunks(_CHUNK):
        text = rest + chunk
        number += len(opening.findall(text))
        # An opening may be cut in two by the end of a chunk; none is counted twice.
        tail = text[-longest:]
        place = tail.rfind("<")
        rest = "" if place < 0 or opening.match(tail[place:]) else tail[place:]
    return number


def xml_pieces(content: Content, names: tuple[str, ...], notes: Notes) -> Iterator[XmlPiece]:
    """The elements of these names, in their order.

    One that is damaged is mended where that is safe, and otherwise set aside with its line and
    text, as is what the end of a cut file leaves.

    Raises
    ------
    InputError
        If the file declares entities, or a record is beyond all measure.
    """
    opening = _opening(names)
    either = re.compile(rf"{opening.pattern}|</(?:{'|'.join(names)})\s*>")
    buffer, line = "", 1
    ends = False
    chunks = content.chunks(_CHUNK)
    while not ends:
        chunk = next(chunks, "")
        ends = not chunk
        buffer += chunk
        while found := _next(buffer, opening, either, ends=ends):
            start, end, whole = found
            _check_outside(buffer[:start], line, content, notes)
            line += buffer.count("\n", 0, start)
            yield from _piece(buffer[start:end], line, notes, whole=whole)
            line += buffer.count("\n", start, end)
            buffer = buffer[end:]
        if len(buffer) > LONGEST_LINE:
            raise InputError(
                f"A record has more than {LONGEST_LINE:,} characters.",
                where=f"{content.name}, line {line}",
                remedy="No export of references has such records; export it again.",
            )
    _check_outside(buffer, line, content, notes)


def tell_pieces(notes: Notes) -> None:
    """Say what was mended and what was set aside."""
    notes.repaired(
        "mended",
        "record had signs that XML does not allow; they were mended or left out",
        "records had signs that XML does not allow; they were mended or left out",
    )
    notes.warn(
        "damaged",
        "record could not be taken apart and was set aside: its XML is damaged",
        "records could not be taken apart and were set aside: their XML is damaged",
    )
    notes.warn(
        "cut",
        "record has no end and was set aside; the file may have been cut",
        "records have no end and were set aside; the file may have been cut",
    )


def text_of(element: Element | None) -> str:
    """All text within an element, its markup left out, blanks and line ends as one blank."""
    return "" if element is None else " ".join("".join(element.itertext()).split())


def _opening(names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"<(?:{'|'.join(names)})(?=[\s/>])")


def _next(
    buffer: str, opening: re.Pattern[str], either: re.Pattern[str], *, ends: bool
) -> tuple[int, int, bool] | None:
    """Where the next record starts and ends, and whether it is whole; None if more is needed."""
    first = opening.search(buffer)
    if first is None:
        return None
    # Both at once: a far end would be looked for anew from every opening.
    found = either.search(buffer, first.end())
    if found is None:
        return (first.start(), len(buffer), False) if ends else None
    whole = found.group().startswith("</")
    return first.start(), found.end() if whole else found.start(), whole


def _piece(text: str, line: int, notes: Notes, *, whole: bool) -> Iterator[XmlPiece]:
    if not whole:
        notes.count("cut", f"line {line}")
        notes.quarantine(line, text.rstrip(), CUT, starts=1)
        return
    element = _parsed(text)
    if element is None and (element := _parsed(_mended(text))) is not None:
        notes.count("mended", f"line {line}")
    if element is None:
        notes.count("damaged", f"line {line}")
        notes.quarantine(line, text, DAMAGED, starts=1)
        return
    yield XmlPiece(line, text, element)


def _parsed(text: str) -> Element | None:
    # Prefixes may be declared by an element that is not part of the piece.
    prefixes = set(_PREFIX.findall(text)) - {"xml", "xmlns"}
    declared = "".join(f' xmlns:{prefix}="urn:{prefix}"' for prefix in sorted(prefixes))
    try:
        outer: Element = fromstring(f"<piece{declared}>{text}</piece>", forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        return None
    return outer[0] if len(outer) else None


def _mended(text: str) -> str:
    """The text without what XML forbids, and with HTML's entities as the signs they stand for."""
    text = _NAMED.sub(_entity, text)
    text = _NUMBERED.sub(_reference, text)
    return _BARE.sub("&amp;", _FORBIDDEN.sub("", text))


def _entity(found: re.Match[str]) -> str:
    sign = unescape(found.group())
    return "&amp;" + found.group(1) if sign == found.group() else sign


def _reference(found: re.Match[str]) -> str:
    code = int(found.group(1), 16) if found.group(1) else int(found.group(2))
    allowed = code < 0x110000 and not 0xD800 <= code < 0xE000
    return found.group() if allowed and not _FORBIDDEN.fullmatch(chr(code)) else ""


def _check_outside(text: str, line: int, content: Content, notes: Notes) -> None:
    """Refuse declared entities, which no export has; set aside text that is no markup."""
    if _ENTITY_DECLARED.search(text):
        raise InputError(
            "The file declares XML entities, which no export of references does and which can "
            "fill the memory.",
            where=content.name,
            remedy="Export the references again; do not open files of this kind from strangers.",
        )
    rest = text
    for begin, end in _PASSED_OVER:
        rest = _without(rest, begin, end)
    # There is at most one, so one attempt is enough.
    if doctype := _DOCTYPE.match(rest, max(rest.find("<!DOCTYPE"), 0)):
        rest = rest[: doctype.start()] + rest[doctype.end() :]
    stray = _MARKUP.sub("", rest).strip()
    if stray:
        notes.quarantine(line, text.strip(), "text outside of any record")
        notes.count("stray", f"line {line}: '{stray[:60]}'")


def _without(text: str, begin: str, end: str) -> str:
    """A text without what stands between these marks; where one has no end, all from it stays.

    A pattern would look for the end anew from every mark, which takes minutes where there are many.
    """
    kept, place = [], 0
    while (start := text.find(begin, place)) >= 0 and (stop := text.find(end, start)) >= 0:
        kept.append(text[place:start])
        place = stop + len(end)
    return "".join([*kept, text[place:]])
