"""Writers of the six exports, each in the dialect of its database."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence

from activescreen.synthetic.copies import SourceRecord

Lines = list[tuple[str, str]]


def pubmed(records: Sequence[SourceRecord]) -> str:
    """RIS as reference managers make it of PubMed: the PubMed number is the accession number."""
    return _ris(records, _pubmed)


def _pubmed(record: SourceRecord) -> Lines:
    return [
        ("TY", "JOUR"),
        ("DB", "PubMed"),
        ("AN", record.pmid or f"NLM{record.accession}"),
        *(("AU", author) for author in record.authors),
        ("TI", record.title),
        ("PY", str(record.year)),
        ("JO", record.journal),
        *_place(record),
        ("DO", record.doi),
        ("LA", record.language.lower()[:3]),
        *(("KW", keyword) for keyword in record.keywords),
        ("AB", record.abstract),
    ]


def web_of_science(records: Sequence[SourceRecord]) -> str:
    """RIS with a byte order mark, keywords in capitals and its own accession number."""
    return "\ufeff" + _ris(records, _web_of_science)


def _web_of_science(record: SourceRecord) -> Lines:
    return [
        ("TY", "JOUR"),
        *(("AU", author) for author in record.authors),
        ("TI", record.title),
        ("T2", record.journal.upper()),
        ("LA", record.language),
        *(("KW", keyword.upper()) for keyword in record.keywords),
        ("AB", record.abstract),
        ("SN", "0000-0000"),
        ("PY", str(record.year)),
        *_place(record),
        ("DO", record.doi),
        ("AN", f"WOS:{record.accession:015d}"),
        ("PMID", record.pmid),
    ]


def central(records: Sequence[SourceRecord]) -> str:
    """RIS with three header lines a record, two blanks after the hyphen, PubMed number in C3."""
    total = len(records)
    blocks = []
    for number, record in enumerate(records, 1):
        head = (
            f"Record #{number} of {total}\n"
            "Provider: activescreen (synthetic)\nContent: text/plain; charset=\"UTF-8\"\n"
        )  # fmt: skip
        blocks.append(head + _ris([record], _central, separator="  -  "))
    return "\n".join(blocks)


def _central(record: SourceRecord) -> Lines:
    return [
        ("TY", "JOUR"),
        ("AN", f"CN-{record.accession}"),
        *(("AU", author) for author in record.authors),
        ("TI", record.title),
        ("SO", record.journal),
        ("YR", str(record.year)),
        ("PY", str(record.year)),
        ("JO", record.journal),
        *_place(record),
        ("C3", f"PUBMED {record.pmid}" if record.pmid else f"EMBASE {record.accession}"),
        ("M3", "Journal article"),
        *(("KW", keyword) for keyword in record.keywords),
        ("DO", record.doi),
        ("AB", record.abstract),
    ]


def cinahl(records: Sequence[SourceRecord]) -> str:
    """RIS as EBSCO writes it: T1, a date with slashes, the DOI in L3, the notice as second AB."""
    return _ris(records, _cinahl)


def _cinahl(record: SourceRecord) -> Lines:
    notice = f"Copyright of {record.journal} is the property of its invented publisher."
    return [
        ("TY", "JOUR"),
        *(("AU", author) for author in record.authors),
        ("T1", record.title),
        ("JO", record.journal),
        ("JF", record.journal),
        ("Y1", f"{record.year}/{1 + record.accession % 12:02d}//"),
        *_place(record),
        ("M3", "Article"),
        ("AB", record.abstract),
        ("AB", notice if record.accession % 5 == 0 else ""),
        *(("KW", keyword) for keyword in record.keywords),
        ("L3", record.doi),
        ("PMID", record.pmid),
        ("AN", str(record.accession)),
        ("DB", "CINAHL"),
    ]


def embase(records: Sequence[SourceRecord]) -> str:
    """CSV with Embase's column names."""
    header = (
        "Title", "Author Names", "Source title", "Publication Year", "Volume", "Issue",
        "First Page", "Last Page", "Abstract", "Author Keywords", "Medline PMID", "DOI",
        "Embase Accession ID", "Article Languages",
    )  # fmt: skip
    return _csv(
        header,
        (
            (
                record.title, ", ".join(record.authors), record.journal, str(record.year),
                record.volume, record.number, *record.pages, record.abstract,
                ", ".join(record.keywords), record.pmid, record.doi, f"L{record.accession}",
                record.language,
            )
            for record in records
        ),
    )  # fmt: skip


def psycinfo(records: Sequence[SourceRecord]) -> str:
    """CSV that has been through a spreadsheet, which takes pages such as 3-9 for dates."""
    header = (
        "Title", "Authors", "Year", "Publication title", "Volume", "Issue", "Pages", "Abstract",
        "Keywords", "DOI", "PMID", "Accession number", "Language",
    )  # fmt: skip
    return _csv(
        header,
        (
            (
                record.title, "; ".join(record.authors), str(record.year), record.journal,
                record.volume, record.number, _spreadsheet_pages(record.pages), record.abstract,
                "; ".join(record.keywords), f"https://doi.org/{record.doi}" if record.doi else "",
                record.pmid, f"{record.year}-{record.accession % 100_000:05d}-001", record.language,
            )
            for record in records
        ),
    )  # fmt: skip


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _spreadsheet_pages(pages: tuple[str, str]) -> str:
    first, last = pages
    if not last:
        return first
    if first.isdigit() and last.isdigit() and int(first) <= 12 and int(last) <= 31:
        return f"{int(last):02d}-{_MONTHS[int(first) - 1]}"
    return f"{first}-{last}"


def _place(record: SourceRecord) -> Lines:
    first, last = record.pages
    return [("VL", record.volume), ("IS", record.number), ("SP", first), ("EP", last)]


def _ris(
    records: Iterable[SourceRecord],
    lines: Callable[[SourceRecord], Lines],
    separator: str = "  - ",
) -> str:
    out = []
    for record in records:
        out += [f"{tag}{separator}{value}" for tag, value in lines(record) if value]
        out += ["ER  - ", ""]
    return "\n".join(out) + "\n"


def _csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


WRITERS: dict[str, Callable[[Sequence[SourceRecord]], str]] = {
    "PubMed": pubmed,
    "Embase": embase,
    "Web of Science": web_of_science,
    "CENTRAL": central,
    "CINAHL": cinahl,
    "PsycINFO": psycinfo,
}
