"""Journal, volume, issue, pages and year out of a citation that a source writes as one text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from activescreen.formats.values import parse_year

LONGEST = 1_000
"""Characters; a longer text is no citation."""

_EMBASE_OVID = re.compile(
    r"(?P<journal>[^.]+)\..*?(?:^|\s)(?P<volume>[\w-]+) ?\((?P<number>[^()]*)\) ?"
    r"\((?:pp?\.? ?)?(?P<pages>[^()]*)\),[^.]*?(?P<year>\d{4})"
)
_EMBASE_PLAIN = re.compile(
    r"(?P<journal>[^.]+)\..*?(?:^|\s)(?P<volume>[\w-]+) \((?:pp?\.? ?)?(?P<pages>"
    r"[^()]*\d-[^()]*|no pagination|[^() ]+)\),[^.]*?(?P<year>\d{4})"
)
_OVID = re.compile(
    r"(?P<journal>.+?)\.\s+(?P<volume>[\w-]*\d[\w-]*(?: Suppl[\w. ]*)?)\s?"
    r"(?:\((?P<number>[^()]*)\))?:\s?(?P<pages>[^,]+),(?P<date>.*?\d{4}.*)"
)
_PSYCINFO = re.compile(
    r"(?P<journal>.+?)[.,]\s+Vol\.? ?(?P<volume>[\w-]+)(?: ?\((?P<number>[^()]*)\))?"
    r"(?P<date>[^p]*?\d{4})?[^p]*(?:pp?\.? ?(?P<pages>[\w-]+))?"
)
_EMBASE_COM = re.compile(
    r"(?P<journal>.+?) \((?P<year>\d{4})\)(?: +(?P<volume>[\w-]+(?: SUPPL\.?[\w. ]*)?))?"
    r"(?::(?P<number>[\w. -]+?))?(?= ?\(| Article|\.|$)(?: ?\((?P<pages>[^()]+)\))?"
)
_PUBMED = re.compile(
    r"(?P<journal>.+?)\.? (?P<year>(?:1[5-9]|20|21)\d\d)\b[^;:]{0,40};(?P<volume>[^(:;]*)"
    r"(?:\((?P<number>[^()]*)\))?(?::(?P<pages>[^.:]+))?(?:\.|$)"
)
_ERIC = re.compile(
    r"(?P<journal>.+?), v(?P<volume>\d\S*)(?: n(?P<number>\S+))?(?: spec iss)?(?: Article \S+)?"
    r"(?: p(?P<pages>[\w, -]+?))? (?P<date>[A-Z][\w-]* (?:\d{1,2} )?\d{4}|\d{4})"
)
_ARTICLE = re.compile(r"Article (?:Number|No\.?):? ?([\w./-]+?)\.?(?=\s|$)", re.IGNORECASE)
_DATE_FIRST = re.compile(r"(?:1[5-9]|20|21)\d\d\b(?: [A-Z][a-z]{2})?")
_PUBMED_YEAR = re.compile(r"\.? (?:1[5-9]|20|21)\d\d\b[^;:]{0,40};")


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a publication appeared; empty where the citation does not say.

    Attributes
    ----------
    journal, volume, number, pages
        As the citation has them; an article number stands for pages.
    year
        Year of publication.
    """

    journal: str = ""
    volume: str = ""
    number: str = ""
    pages: str = ""
    year: int | None = None


def parse_citation(text: str) -> Citation:
    """Take a citation of Ovid, Embase.com or PubMed apart.

    Examples
    --------
    >>> parse_citation("Lancet. 383(9921):911-9, 2014 Mar 8.").pages
    '911-9'
    """
    line = " ".join(text.split())
    if not line or len(line) > LONGEST:
        return Citation()
    orders = (
        (_PUBMED,)
        if _PUBMED_YEAR.search(line)
        else (_ERIC, _OVID, _EMBASE_OVID, _EMBASE_PLAIN, _PSYCINFO, _EMBASE_COM)
    )
    for order in orders:
        if found := order.match(line):
            return _citation(line, found)
    head, dot, _ = line.partition(". ")
    if _DATE_FIRST.match(head):
        # PubMed's citation of a book: "2021 Feb 3. In: Foss G, editor. …".
        return Citation(year=parse_year(head))
    return Citation(head if dot else line.rstrip("."), year=parse_year(line))


def _citation(line: str, found: re.Match[str]) -> Citation:
    parts = {name: (value or "").strip() for name, value in found.groupdict().items()}
    pages = parts.get("pages", "")
    if not any(map(str.isdigit, pages)):
        article = _ARTICLE.search(line)
        pages = article.group(1) if article else ""
    return Citation(
        journal=parts["journal"].rstrip("."),
        volume=parts["volume"],
        number=parts.get("number", ""),
        pages=pages,
        year=parse_year(parts.get("year") or parts.get("date") or line),
    )
