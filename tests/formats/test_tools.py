"""Programs that are no databases, in whatever version a file names them."""

import pytest

from activescreen.formats.tools import TOOLS, is_tool


@pytest.mark.parametrize(
    "name",
    [*TOOLS, "EndNote X9", "endnote 20", "ASReview 1.6.2", "Mendeley Desktop", "EPPI Reviewer"],
)
def test_a_tool_is_no_database(name):
    assert is_tool(name)


@pytest.mark.parametrize(
    "name",
    ["", "PubMed", "Embase.com", "Ovid", "Papers from our library", "Rayyan, asked of its authors"],
)
def test_what_was_searched_is_no_tool(name):
    assert not is_tool(name)
