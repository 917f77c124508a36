"""PubMed's XML: articles and chapters of books, as a set or one alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from activescreen.formats.content import Content
from activescreen.formats.medline_file import FIELD_TAGS, medline_record
from activescreen.formats.notes import Notes
from activescreen.formats.pubmed_tags import pubmed_tags
from activescreen.formats.tagged import (
    Piece,
    columns_of,
    nothing_found,
    order_of,
    tell_strays,
    tell_texts,
)
from activescreen.formats.xml_pieces import count_openings, tell_pieces, xml_pieces
from activescreen.records import Record, Source

_ARTICLES = ("PubmedArticle", "PubmedBookArticle")
_CITATIONS = ("MedlineCitation",)
_KNOWN = re.compile(r"<(?:PubmedArticle|PubmedBookArticle|MedlineCitation)(?:Set)?[\s>]")
_ARTICLE = re.compile(r"<Pubmed(?:Book)?Article[\s>]")


class PubmedXmlReader:
    """Reads the XML that PubMed and its E-utilities give, whole or cut."""

    name = "pubmed_xml"
    title = "PubMed XML"
    extensions: tuple[str, ...] = (".xml",)

    def recognises(self, content: Content) -> float:
        """Sure if the text begins as XML, and an element has the name of PubMed's articles."""
        head = content.head
        return 0.97 if head.lstrip()[:1] == "<" and _KNOWN.search(head) else 0.0

    def starts(self, content: Content) -> int:
        """Openings of ``PubmedArticle`` and ``PubmedBookArticle``."""
        return count_openings(content, _names(content))

    def read(self, content: Content, mapping: Mapping[str, str], notes: Notes) -> Iterator[Record]:
        """Records; ``fields`` has the elements under the tags of PubMed's text.

        Raises
        ------
        InputError
            If there is no record in the text, or it declares entities.
        """
        mapped = {field: tag.strip().rstrip("- ").upper() for field, tag in mapping.items()}
        order = order_of(FIELD_TAGS, mapped)
        used: set[str] = set()
        row = -1
        for row, xml in enumerate(xml_pieces(content, _names(content), notes)):
            piece = Piece(xml.line, [xml.text], pubmed_tags(xml.element))
            used |= piece.tags.keys()
            yield medline_record(piece, order, Source(content.name, row, xml.line), notes)
        if row < 0 and not notes.quarantined:
            raise nothing_found(content.name, "PubMed", "<PubmedArticle>")
        notes.dialect = "PubMed"
        notes.columns = columns_of(order, used, mapped)
        tell_pieces(notes)
        tell_strays(notes)
        tell_texts(notes)


def _names(content: Content) -> tuple[str, ...]:
    """Citations stand within articles, or alone as the National Library of Medicine leases them."""
    return _ARTICLES if _ARTICLE.search(content.head) else _CITATIONS
