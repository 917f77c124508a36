"""PubMed's XML put under the tags of PubMed's own text: one way makes records of both."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from activescreen.formats.xml_pieces import text_of

# What PubMed's text calls the ways in which publications refer to each other.
_RELATED: Final = {
    "CommentIn": "CIN",
    "CommentOn": "CON",
    "ErratumIn": "EIN",
    "ErratumFor": "EFR",
    "RetractionIn": "RIN",
    "RetractionOf": "ROF",
    "UpdateIn": "UIN",
    "UpdateOf": "UOF",
    "RepublishedIn": "RPI",
    "RepublishedFrom": "RPF",
    "PartialRetractionIn": "PRIN",
    "PartialRetractionOf": "PROF",
    "ExpressionOfConcernIn": "ECI",
    "ExpressionOfConcernFor": "ECF",
    "CorrectedandRepublishedIn": "CRI",
    "CorrectedandRepublishedFrom": "CRF",
    "OriginalReportIn": "ORI",
    "SummaryForPatientsIn": "SPIN",
}
_PLAIN: Final = (
    ("VI", "Journal/JournalIssue/Volume"),
    ("IP", "Journal/JournalIssue/Issue"),
    ("IS", "Journal/ISSN"),
    ("BTI", "Book/BookTitle"),
    ("PB", "Book/Publisher/PublisherName"),
    ("LA", "Language"),
    ("PT", "PublicationTypeList/PublicationType"),
    ("PT", "PublicationType"),
    ("AD", "AuthorList/Author/AffiliationInfo/Affiliation"),
    ("AD", "Affiliation"),
    ("GR", "GrantList/Grant/GrantID"),
    ("JT", "Journal/Title"),
    ("TA", "Journal/ISOAbbreviation"),
)
# Two authors may have the same name; what else comes twice says the same again.
_PEOPLE: Final = frozenset({"FAU", "AU", "FED", "ED", "CN"})
_OUTER: Final = (
    ("TA", "MedlineJournalInfo/MedlineTA"),
    ("JID", "MedlineJournalInfo/NlmUniqueID"),
    ("OT", "KeywordList/Keyword"),
    ("COIS", "CoiStatement"),
)


def pubmed_tags(element: Element) -> dict[str, list[str]]:
    """Tag -> values of one ``PubmedArticle``, ``PubmedBookArticle`` or ``MedlineCitation``.

    Cited works are left out: their identifiers are not the record's.
    """
    tags: dict[str, list[str]] = {}
    citation = _inner(element, "MedlineCitation", "BookDocument")
    article = citation if citation.find("Article") is None else _inner(citation, "Article")
    for tag, text in _pairs(element, citation, article):
        if text and (tag in _PEOPLE or text not in tags.get(tag, ())):
            tags.setdefault(tag, []).append(text)
    return tags


def _inner(element: Element, *names: str) -> Element:
    found = (element.find(name) for name in names)
    return next((inner for inner in found if inner is not None), element)


def _pairs(element: Element, citation: Element, article: Element) -> Iterator[tuple[str, str]]:
    yield "PMID", text_of(citation.find("PMID"))
    for tag, name in (("OWN", "Owner"), ("STAT", "Status")):
        yield tag, citation.get(name, "")
    is_book = citation.find("Book") is not None
    yield "CTI" if is_book else "TI", text_of(article.find("ArticleTitle"))
    yield "TT", text_of(article.find("VernacularTitle"))
    yield "AB", _abstract(article.find("Abstract"))
    for other in citation.findall("OtherAbstract"):
        yield "OAB", _abstract(other)
    yield from _people(article, citation)
    for tag, path in _PLAIN:
        yield from ((tag, text_of(found)) for found in article.findall(path))
    yield "PG", _pages(article.find("Pagination"))
    yield from _dates(article, citation)
    yield from _identifiers(element, citation, article)
    for heading in citation.findall("MeshHeadingList/MeshHeading"):
        yield from _headings(heading)
    for tag, path in _OUTER:
        yield from ((tag, text_of(found)) for found in citation.findall(path))
    for related in citation.findall("CommentsCorrectionsList/CommentsCorrections"):
        name = _RELATED.get(related.get("RefType", ""), "")
        if name:
            source, pmid = text_of(related.find("RefSource")), text_of(related.find("PMID"))
            yield name, f"{source} PMID: {pmid}" if pmid else source


def _abstract(element: Element | None) -> str:
    """The parts of an abstract, each a paragraph headed by its label."""
    if element is None:
        return ""
    parts = [(part.get("Label", ""), text_of(part)) for part in element.findall("AbstractText")]
    headed = (f"{label}: {text}" if label else text for label, text in parts if text)
    return "\n".join(headed) if parts else text_of(element)


def _people(article: Element, citation: Element) -> Iterator[tuple[str, str]]:
    lists = [("FAU", "AU", found) for found in article.findall("AuthorList")]
    lists += [("FED", "ED", found) for found in citation.findall("Book/AuthorList")]
    for full, short, people in lists:
        editors = people.get("Type") == "editors"
        for person in filter(_valid, people.findall("Author")):
            last, suffix = text_of(person.find("LastName")), text_of(person.find("Suffix"))
            fore, initials = text_of(person.find("ForeName")), text_of(person.find("Initials"))
            name = ", ".join(filter(None, (last, fore or initials)))
            yield "FED" if editors else full, f"{name} {suffix}".strip()
            yield "ED" if editors else short, f"{last} {initials} {suffix}".strip()
            yield "CN", text_of(person.find("CollectiveName"))


def _valid(element: Element) -> bool:
    """Whether it holds: PubMed keeps beside a correction what it corrects, marked as not valid."""
    return element.get("ValidYN") != "N"


def _pages(element: Element | None) -> str:
    if element is None:
        return ""
    first, last = text_of(element.find("StartPage")), text_of(element.find("EndPage"))
    return text_of(element.find("MedlinePgn")) or "-".join(filter(None, (first, last)))


def _dates(article: Element, citation: Element) -> Iterator[tuple[str, str]]:
    for path in ("Journal/JournalIssue/PubDate", "Book/PubDate", "PubDate"):
        yield "DP", _date(article.find(path), " ")
    yield "DEP", _date(article.find("ArticleDate"), "/")
    # When PubMed made the record: the last resort for a year.
    yield "CRDT", _date(citation.find("DateCreated"), "/")
    yield "LR", _date(citation.find("DateRevised"), "/")


def _date(element: Element | None, between: str) -> str:
    """Year, month and day, which nothing separates where the file has no line ends."""
    if element is None:
        return ""
    return between.join(filter(None, map(text_of, element))) or text_of(element)


def _identifiers(
    element: Element, citation: Element, article: Element
) -> Iterator[tuple[str, str]]:
    for found in filter(_valid, article.findall("ELocationID")):
        yield "LID", f"{text_of(found)} [{found.get('EIdType', '')}]"
    lists = [
        *citation.findall("ArticleIdList"),
        *element.findall("PubmedData/ArticleIdList"),
        *element.findall("PubmedBookData/ArticleIdList"),
    ]
    for identifier in (one for several in lists for one in several.findall("ArticleId")):
        kind, text = identifier.get("IdType", ""), text_of(identifier)
        if kind == "pmc":
            yield "PMC", text
        elif kind == "pubmed":
            yield "PMID", text
        elif text:
            yield "AID", f"{text} [{kind}]"


def _headings(heading: Element) -> Iterator[tuple[str, str]]:
    """``*Gardening/methods``: a star marks what the publication is mainly about."""
    parts = [heading.find("DescriptorName"), *heading.findall("QualifierName")]
    marked = (
        f"{'*' if part.get('MajorTopicYN') == 'Y' else ''}{text_of(part)}"
        for part in parts
        if part is not None
    )
    yield "MH", "/".join(marked)
