"""The flow of a review adds up at every moment of its life."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from activescreen.ledger import Decision, Draw, Verdict
from activescreen.prisma import Status, check, problems
from activescreen.protocol import FULL_TEXT, TITLE_ABSTRACT
from activescreen.review.duplicates.merging import merge, split
from activescreen.review.flow.sums import flow_of_review
from activescreen.review.imports.labelling import add_draws
from activescreen.review.permissions import Access
from activescreen.review.stopping.open_phases import draws_of
from activescreen.review.stopping.phases import Phase, certify, register_phase
from activescreen.store.accounts import Account
from activescreen.store.accounts_roles import Role
from activescreen.store.reviews import find_review
from activescreen.store.searches import Origin

NOW = datetime(2026, 3, 3, 10, tzinfo=UTC)


@pytest.fixture
def flow(team):
    """The numbers of now; they must add up as far as they are known."""

    def numbers():
        found = flow_of_review(team.database, "peers")
        assert problems(found) == []
        assert not [each for each in check(found) if each.status is Status.FAILS]
        return found

    return numbers


@pytest.fixture
def searched(team, article):
    team.create(question="Does peer support help?")
    team.bring(
        team.write("pubmed.csv", [article(n) for n in range(40)]),
        team.write("embase.csv", [article(n) for n in range(30, 60)]),
    )
    return team


def label(team, article, labels, **more):
    rows = [{**article(n), "label": label} for n, label in labels.items()]
    team.label(team.write("labels.csv", rows), **more)


def test_an_empty_review(team, flow):
    team.create()
    assert flow().search.screened == 0


def test_records_by_source_and_their_copies(searched, flow):
    search = flow().search
    assert {part.name: part.n for part in search.databases.parts} == {
        "pubmed.csv": 40,
        "embase.csv": 30,
    }
    assert (search.removed.duplicates, search.screened, search.awaiting) == (10, 60, 60)
    assert flow().title == "Does peer support help?"


def test_other_methods_have_a_column_of_their_own(searched, flow, article):
    rows = [article(n) for n in (5, 70, 71)]
    searched.bring(searched.write("references.csv", rows), origin=Origin.OTHER)
    found = flow()
    assert found.search.screened == 60
    assert {part.name: part.n for part in found.other.identified.parts} == {"references.csv": 2}


def test_registers_are_counted_apart(searched, flow, article):
    searched.bring(searched.write("ictrp.csv", [article(70)]), origin=Origin.REGISTER)
    search = flow().search
    assert (search.registers.n, search.databases.n, search.screened) == (1, 70, 61)


def test_people_and_full_texts(searched, flow, article):
    label(searched, article, {0: "1", 1: "1", 2: "0", 3: "maybe"})
    assert (flow().search.excluded.by_people, flow().search.reports.sought) == (1, 2)
    label(searched, article, {0: "1", 1: "0"}, stage=FULL_TEXT)
    reports = flow().search.reports
    assert (reports.assessed, reports.excluded.n, reports.included) == (2, 1, 1)
    assert flow().included.reports == 1


def test_the_model_excludes_nothing_before_a_certificate_and_all_unread_after_it(
    searched, flow, article
):
    label(searched, article, {n: str(int(n < 5)) for n in range(20)})
    registered = register_phase(
        searched.database, "peers", Phase(seed=3, stage=TITLE_ABSTRACT, target="0.5"), NOW
    )
    ((_, order),) = draws_of(searched.database, "peers")
    out = Decision("", Verdict.EXCLUDE, Draw.RANDOM, reviewer="draws", resolves=True)
    draws = [
        replace(out, record_id=name, id=f"draw-{n}", position=n)
        for n, name in enumerate(order[:35])
    ]
    add_draws(searched.database, "peers", draws, NOW)
    assert (flow().search.excluded.by_model, flow().search.awaiting) == (0, 5)
    certify(searched.database, "peers", registered.registration, NOW)
    search = flow().search
    assert (search.excluded.by_people, search.excluded.by_model, search.awaiting) == (50, 5, 0)
    assert search.stopping == "calibrated_random_phase, certified 2026-03-03 for search 1"
    searched.bring(searched.write("late.csv", [article(80)]))
    assert (flow().search.excluded.by_model, flow().search.awaiting) == (0, 6)


def test_what_is_read_after_a_certificate_leaves_its_note(searched, flow, article):
    label(searched, article, {n: str(int(n < 5)) for n in range(20)})
    phase = Phase(seed=3, stage=TITLE_ABSTRACT, target="0.5")
    registered = register_phase(searched.database, "peers", phase, NOW)
    ((_, order),) = draws_of(searched.database, "peers")
    out = Decision("", Verdict.EXCLUDE, Draw.RANDOM, reviewer="draws", resolves=True)
    draws = [
        replace(out, record_id=name, id=f"draw-{n}", position=n)
        for n, name in enumerate(order[:35])
    ]
    add_draws(searched.database, "peers", draws, NOW)
    certify(searched.database, "peers", registered.registration, NOW)
    note = flow().search.stopping
    label(searched, article, dict.fromkeys(range(60), "0"))
    assert flow().search.excluded.by_model == 0
    assert flow().search.stopping == note != ""


def test_records_that_people_merge_count_as_duplicates_and_are_not_screened(
    searched, flow, article
):
    ids = searched.records().ids
    rows = [article(n) for n in (70, 71)]
    searched.bring(searched.write("references.csv", rows), origin=Origin.OTHER)
    access = owner_of(searched)
    merge(searched.database, access, ids[0], ids[1], NOW)
    label(searched, article, {0: "1", 2: "0"})
    search = flow().search
    assert (search.removed.duplicates, search.screened, search.awaiting) == (11, 59, 57)
    assert (search.excluded.by_people, search.reports.sought) == (1, 1)
    merge(searched.database, access, ids[0], searched.records().ids[-1], NOW)
    assert flow().other.identified.n == 1
    label(searched, article, {1: "0"})  # of a merged record: it is said of the one that stays
    assert flow().search.excluded.by_people == 2
    split(searched.database, access, ids[1], NOW)
    search = flow().search
    assert (search.removed.duplicates, search.screened) == (10, 60)


def owner_of(team):
    with team.database.reading() as connection:
        return Access(Account(1, "Ana", False, True), find_review(connection, "peers"), Role.OWNER)
