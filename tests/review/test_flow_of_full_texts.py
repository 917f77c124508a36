"""The lower half of the flow: full texts sought and missed, studies, and earlier versions."""

from datetime import UTC, datetime

import pytest

from activescreen.errors import InputError
from activescreen.prisma import Included, problems, unknown
from activescreen.protocol import FULL_TEXT
from activescreen.review.duplicates.merging import merge
from activescreen.review.flow.previous import Previous, previous_of, set_previous
from activescreen.review.flow.sums import flow_of_review
from activescreen.review.full_texts.retrievals import Retrieval
from activescreen.review.full_texts.retrieving import Word, report_retrieval
from activescreen.review.full_texts.studies import set_studies
from activescreen.review.people import membership
from activescreen.review.permissions import Permission, access_to
from activescreen.store.reviews import find_review
from activescreen.store.searches import Origin

NOW = datetime(2026, 3, 3, 10, tzinfo=UTC)


class Paper:
    """A review like the seed paper's, in small: 9 records passed, 2 more from reference lists."""

    def __init__(self, team, article):
        self.database = team.database
        self.label = lambda labels, **more: team.label(
            team.write("l.csv", [{**article(n), "label": say} for n, say in labels.items()]), **more
        )
        with self.database.reading() as connection:
            self.review = find_review(connection, "peers")
        owner = membership.first_owner(self.database, NOW)
        self.access = access_to(self.database, owner, self.review.id, Permission.MANAGE)
        by_doi = {record.doi: record.id for record in team.records()}
        self.ids = [by_doi[f"10.1234/made.{n}"] for n in range(14)]
        self.label({**dict.fromkeys(range(9), "1"), **dict.fromkeys(range(9, 12), "0")})
        self.label(dict.fromkeys((12, 13), "1"))

    def flow(self):
        found = flow_of_review(self.database, "peers")
        assert problems(found) == []
        return found

    def missing(self, *places):
        said = Word(Retrieval.NOT_RETRIEVED)
        for n in places:
            report_retrieval(self.database, self.access, self.ids[n], said, NOW)

    def study(self, name, *places):
        said = dict.fromkeys((self.ids[n] for n in places), name)
        set_studies(self.database, self.access, said, NOW)

    def previous(self, said):
        return set_previous(self.database, self.access, said, NOW)


@pytest.fixture
def paper(team, article):
    team.create()
    team.bring(team.write("pubmed.csv", [article(n) for n in range(12)]))
    rows = [article(n) for n in (12, 13)]
    team.bring(team.write("references.csv", rows), origin=Origin.OTHER)
    return Paper(team, article)


def test_what_was_sought_and_not_retrieved_is_counted_by_way_of_search(paper):
    paper.missing(0, 12)
    flow = paper.flow()
    reports, others = flow.search.reports, flow.other.reports
    assert (reports.sought, reports.not_retrieved, reports.awaiting) == (9, 1, 8)
    assert (others.sought, others.not_retrieved, others.awaiting) == (2, 1, 1)


def test_a_report_that_was_assessed_after_all_was_retrieved(paper):
    paper.missing(0)
    paper.label({0: "0"}, stage=FULL_TEXT)
    reports = paper.flow().search.reports
    assert (reports.not_retrieved, reports.assessed, reports.excluded.n) == (0, 1, 1)


def test_reports_without_a_study_are_studies_of_their_own(paper):
    paper.label({**dict.fromkeys(range(5), "1"), 12: "1"}, stage=FULL_TEXT)
    assert paper.flow().included == Included(6, 6)
    assert not [name for name in unknown(paper.flow()) if "studies" in name]
    paper.study("Smith 2015", 0, 1, 12)
    paper.study("Jones 2016", 2, 3)
    paper.study("Never included", 8)
    assert paper.flow().included == Included(3, 6)


def test_a_merged_report_is_counted_once_and_as_a_duplicate(paper):
    paper.label({0: "1", 1: "1"}, stage=FULL_TEXT)
    merge(paper.database, paper.access, paper.ids[0], paper.ids[1], NOW)
    flow = paper.flow()
    assert (flow.search.removed.duplicates, flow.search.reports.sought) == (1, 8)
    assert flow.included == Included(1, 1)


def test_an_update_says_what_was_included_before(paper):
    paper.label(dict.fromkeys(range(4), "1"), stage=FULL_TEXT)
    paper.study("Smith 2015", 0, 1)
    paper.previous(Previous(Included(24, 30), ("Smith  2015", "Smith 2015", " ")))
    flow = paper.flow()
    assert (flow.previous, flow.included) == (Included(24, 30), Included(2, 2))
    assert (flow.reports_of_previous, flow.total) == (2, Included(26, 34))
    paper.previous(Previous(Included(None, 30)))
    assert "studies in the previous version" in unknown(paper.flow())
    paper.previous(None)
    assert (paper.flow().previous, paper.flow().included) == (None, Included(3, 4))


def test_what_is_kept_of_earlier_versions_is_checked(paper):
    clean = paper.previous(Previous(Included(2, 3), (" a  b ", "a b")))
    with paper.database.reading() as connection:
        assert previous_of(connection, paper.review) == clean == Previous(Included(2, 3), ("a b",))
    with pytest.raises(InputError, match="No review"):
        paper.previous(Previous(Included(10**9, 1)))
    with pytest.raises(InputError, match="200 characters"):
        paper.previous(Previous(Included(1, 1), ("x" * 201,)))
