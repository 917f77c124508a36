"""The flow diagram as a picture: every number in it, nothing on top of anything else."""

import re
from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activescreen.errors import InputError
from activescreen.prisma import (
    Excluded,
    FlowNumbers,
    Included,
    OtherMethods,
    Removed,
    Reports,
    Search,
    Tally,
    read_numbers,
)
from activescreen.reports.prisma import flow_png, flow_svg, write_flow
from activescreen.reports.prisma_boxes import flow
from activescreen.reports.prisma_layout import FONT, NOTE_FONT, lay_out
from activescreen.reports.prisma_text import width, wrap

ROOT = Path(__file__).parents[2]
SVG = "{http://www.w3.org/2000/svg}"
REPORTS = Reports(
    480,
    12,
    460,
    Tally.of({"Wrong population": 400, "Conference abstract without results": 11}),
    49,
    8,
)
SEARCH = Search(
    databases=Tally.of({"PubMed": 2001, "Embase": 3102}),
    registers=Tally.of({"ClinicalTrials.gov": 313}),
    removed=Removed(1205, 46, 7),
    screened=4158,
    excluded=Excluded(1617, 2041),
    reports=REPORTS,
    awaiting=20,
    stopping="The calibrated random phase ended reading.",
)
OTHER = OtherMethods(
    Tally.of({"Websites": 3, "Organisations": 14, "Citation searching": 25}),
    Reports(42, 2, 39, Tally.of({"Protocol": 31}), 8, 1),
)
PREVIOUS = Included(124, 130)
VARIANTS = {
    "new, databases and registers": FlowNumbers(SEARCH, Included(44, 57)),
    "new, with other methods": FlowNumbers(SEARCH, Included(44, 57), OTHER),
    "update, databases and registers": FlowNumbers(SEARCH, Included(44, 57), None, PREVIOUS),
    "update, with other methods": FlowNumbers(
        SEARCH, Included(44, 57), OTHER, PREVIOUS, reports_of_previous=6
    ),
}
SEED_PAPER = read_numbers(ROOT / "data" / "fortuna_2020_flow.json")


@pytest.fixture(params=VARIANTS)
def numbers(request):
    return VARIANTS[request.param]


def words(svg):
    """What the picture says, without its title and description."""
    texts = ET.fromstring(svg).iter(f"{SVG}text")  # noqa: S314  # of our own making
    return " ".join("".join(text.itertext()) for text in texts).replace("\xa0", " ")


def counts(value):
    """Every number in a flow, however deep."""
    if isinstance(value, int):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from counts(each)
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            yield from counts(getattr(value, name))


def test_every_number_is_drawn(numbers):
    said = words(flow_svg(numbers))
    only_with_others = set() if numbers.other else {numbers.search.reports.included}
    for n in set(counts(numbers)) - only_with_others - {0}:
        assert f"(n = {n:,})" in said, n


def test_the_words_are_those_of_the_statement():
    said = words(flow_svg(VARIANTS["update, with other methods"]))
    for text in (
        "Identification of new studies via databases and registers",
        "Identification of new studies via other methods",
        "Previous studies",
        "Records identified from: Databases (n = 5,103): PubMed (n = 2,001)",
        "Records removed before screening: Duplicate records removed (n = 1,205)",
        "Records marked as ineligible by automation tools (n = 46)",
        "Records screened (n = 4,158)",
        "Records excluded (n = 3,658) by people (n = 1,617)",
        "by the model under the stopping rule*, never read (n = 2,041)",
        "Reports sought for retrieval (n = 480)",
        "Reports not retrieved (n = 12)",
        "Reports assessed for eligibility (n = 460)",
        "Reports excluded (n = 411): Wrong population (n = 400)",
        "New studies included in review (n = 44)",
        "Total studies included in review (n = 168)",
        "Reports of total included studies (n = 193)",
        "* The calibrated random phase ended reading.",
    ):
        assert text in said, text


def test_the_seed_papers_flow():
    said = words(flow_svg(SEED_PAPER))
    for n in ("8,030", "2,125", "5,915", "5,876", "39", "12", "27", "3", "30", "24"):
        assert f"(n = {n})" in said, n
    assert "Databases (n = 8,030): PubMed, Embase, Web of Science, Cochrane CENTRAL" in said
    assert "Google Scholar, June 2019 (n = ?)" in said
    assert "8,030 − 2,125 = 5,905, but 5,915 is given" in said
    assert "5,905" not in words(flow_svg(SEED_PAPER, notes=False))


def test_the_picture_in_the_documentation_is_the_one_that_is_drawn():
    assert (ROOT / "docs" / "prisma.svg").read_text(encoding="utf-8") == flow_svg(SEED_PAPER)


class TestGeometry:
    def test_nothing_overlaps(self, numbers):
        drawing = lay_out(flow(numbers))
        parts = [*drawing.headings, *drawing.bands, *drawing.boxes]
        for one, other in combinations([part.rect for part in parts], 2):
            apart_across = one.right < other.x or other.right < one.x
            assert apart_across or one.bottom < other.y or other.bottom < one.y, (one, other)
        lowest = max(part.rect.bottom for part in parts)
        assert all(note.y - NOTE_FONT > lowest for note in drawing.notes)

    def test_text_stays_in_its_box(self, numbers):
        drawing = lay_out(flow(numbers))
        for box in drawing.boxes:
            assert box.lines[0].y - FONT >= box.rect.y
            assert box.lines[-1].y + FONT / 4 <= box.rect.bottom
            for line in box.lines:
                assert line.x > box.rect.x
                assert line.x + width(line.words, FONT) < box.rect.right
        for one, other in pairwise(drawing.notes):
            assert other.y - one.y >= NOTE_FONT

    def test_everything_is_on_the_sheet(self, numbers):
        drawing = lay_out(flow(numbers))
        for part in (*drawing.headings, *drawing.bands, *drawing.boxes):
            assert part.rect.x >= 0
            assert part.rect.right <= drawing.width
            assert part.rect.y >= 0
            assert part.rect.bottom <= drawing.height
        for note in drawing.notes:
            assert note.x + width(note.words, NOTE_FONT) <= drawing.width
            assert note.y < drawing.height

    def test_arrows_join_boxes_and_cross_none(self, numbers):
        drawing = lay_out(flow(numbers))
        rects = [box.rect for box in drawing.boxes]
        for arrow in drawing.arrows:
            for (x0, y0), (x1, y1) in pairwise(arrow):
                assert x0 == x1 or y0 == y1
                crossed = [
                    rect
                    for rect in rects
                    if min(x0, x1) < rect.right
                    and max(x0, x1) > rect.x
                    and min(y0, y1) < rect.bottom
                    and max(y0, y1) > rect.y
                ]
                assert crossed == []
            for x, y in (arrow[0], arrow[-1]):
                assert any(
                    rect.x <= x <= rect.right and rect.y <= y <= rect.bottom for rect in rects
                )

    def test_bars_beside_cover_their_rows(self, numbers):
        drawing = lay_out(flow(numbers))
        assert [band.lines[0].words for band in drawing.bands] == [
            "Identification",
            "Screening",
            "Included",
        ]
        for band in drawing.bands:
            assert width(band.lines[0].words, FONT, bold=True) < band.rect.height
        for box in drawing.boxes:
            within = [b for b in drawing.bands if b.rect.y <= box.rect.y <= b.rect.bottom]
            assert len(within) == 1
            assert box.rect.bottom <= within[0].rect.bottom

    def test_many_reasons_make_the_box_as_high_as_they_need(self):
        reasons = {f"A reason to exclude, number {k}, told at some length": k for k in range(40)}
        reports = replace(REPORTS, excluded=Tally.of(reasons))
        crowded = FlowNumbers(replace(SEARCH, reports=reports), Included(4, 4), OTHER, PREVIOUS)
        self.test_nothing_overlaps(crowded)
        self.test_text_stays_in_its_box(crowded)
        self.test_arrows_join_boxes_and_cross_none(crowded)
        self.test_bars_beside_cover_their_rows(crowded)


class TestTexts:
    @pytest.mark.parametrize("name", ["<script>&\"'", "名前" * 30, "x" * 200, "Ge\x00sund\ud800"])
    def test_names_of_any_kind(self, name):
        search = replace(SEARCH, databases=Tally.of({name: 5}), stopping=name)
        awkward = FlowNumbers(search, Included(44, 57), title=name)
        svg = flow_svg(awkward, name="an'\"id")
        ET.fromstring(svg)  # noqa: S314  # it parses: no text broke out of its element
        assert "<script>" not in svg
        TestGeometry().test_text_stays_in_its_box(awkward)

    @given(st.text(min_size=1, max_size=80), st.floats(40, 300), st.floats(0, 20))
    def test_no_letter_is_lost_and_no_line_too_wide(self, text, room, hang):
        lines = wrap(text, room, FONT, hang=hang)
        bare = re.compile(r"[ \t\n\r\f\v]")
        assert bare.sub("", "".join(lines)) == bare.sub("", text)
        assert all(width(line, FONT) <= room for line in lines)
        assert all(width(line, FONT) <= room - hang for line in lines[1:])

    def test_a_number_stays_beside_its_sign(self):
        for line in wrap("Reports sought for retrieval (n\xa0=\xa01,480)", 100, FONT):
            assert line.count("(") == line.count(")")


class TestForThoseWhoDoNotSeeIt:
    def test_title_and_description(self):
        root = ET.fromstring(flow_svg(SEED_PAPER, name="flow7"))  # noqa: S314  # our own
        title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
        assert root.get("role") == "img"
        assert root.get("aria-labelledby") == "flow7-title flow7-desc"
        assert title is not None
        assert (title.get("id"), title.text) == (
            "flow7-title",
            "PRISMA 2020 flow diagram: Fortuna et al. 2020, digital peer support for serious "
            "mental illness",
        )
        assert desc is not None
        assert desc.text is not None
        assert (
            "Records removed before screening: Duplicate records removed (n = 2,125);" in desc.text
        )
        assert "Records screened (n = 5,915). Records excluded (n = 5,876)." in desc.text
        assert "Does not add up: Records screened" in desc.text

    def test_nothing_is_fetched(self, numbers):
        svg = flow_svg(numbers).replace('xmlns="http://www.w3.org/2000/svg"', "")
        assert not re.search(r"https?:|href|<script|<style|@import|url\(", svg)


class TestFiles:
    def test_svg_png_and_json(self, tmp_path):
        for suffix, start in ((".svg", b"<svg"), (".png", b"\x89PNG"), (".json", b"{")):
            path = tmp_path / f"flow{suffix.upper()}"
            write_flow(path, SEED_PAPER)
            assert path.read_bytes().startswith(start)
        assert read_numbers(tmp_path / "flow.JSON") == SEED_PAPER

    def test_a_png_has_three_pixels_a_point(self):
        drawing = lay_out(flow(SEED_PAPER))
        size = flow_png(SEED_PAPER)[16:24]
        wide, high = int.from_bytes(size[:4]), int.from_bytes(size[4:])
        assert abs(wide - 3 * drawing.width) <= 3
        assert abs(high - 3 * drawing.height) <= 3

    def test_another_suffix_is_refused(self, tmp_path):
        with pytest.raises(InputError, match=r"'\.pdf'"):
            write_flow(tmp_path / "flow.pdf", SEED_PAPER)
