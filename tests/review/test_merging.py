"""Records that people found to be one publication: merged, labelled as one, and taken apart."""

from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

import pytest

from activescreen.errors import InputError, LedgerError, MissingError, StoppingError
from activescreen.ledger import IRRELEVANT, RELEVANT, UNRESOLVED, Decision, Draw, Verdict
from activescreen.protocol import TITLE_ABSTRACT
from activescreen.review.board import Boards
from activescreen.review.duplicates.merging import inherit, merge, merged_records, split
from activescreen.review.imports.labelling import add_draws
from activescreen.review.permissions import Access
from activescreen.review.screening.serving import serve
from activescreen.review.screening.voting import Vote, vote
from activescreen.review.stopping.open_phases import draws_of
from activescreen.review.stopping.phases import (
    Phase,
    certify,
    ledger_behind,
    look_at,
    register_phase,
)
from activescreen.stopping.verification import verify
from activescreen.store.accounts import Account
from activescreen.store.accounts_roles import Role
from activescreen.store.decisions import append
from activescreen.store.journal import Kind, add_entry
from activescreen.store.reviews import find_review

NOW = datetime(2026, 3, 3, 10, tzinfo=UTC)


@pytest.fixture
def made(team, article):
    """A review of six records; gives their ids."""
    team.create()
    team.bring(team.write("search.csv", [article(n) for n in range(6)]))
    return team.records().ids


@pytest.fixture
def access(team, made):
    with team.database.reading() as connection:
        review = find_review(connection, "peers")
    return Access(Account(1, "Ana", False, True), review, Role.OWNER)


@pytest.fixture
def decide(team):
    """Decide on a record as a use case does: the merged ones follow in the same transaction."""

    def decided(record_id, verdict, reviewer="Bea", **more):
        with team.database.writing() as connection:
            review = find_review(connection, "peers")
            event = Decision(record_id, Verdict(verdict), reviewer=reviewer, **more)
            event = replace(event, id=more.get("id") or f"{reviewer}-{record_id}-{verdict}")
            append(connection, review, [event], NOW.isoformat())
            return inherit(connection, review, record_id, NOW)

    return decided


def labels(team):
    """Record id -> final label of those on which something was decided."""
    frozen = team.ledger().freeze()
    ids = (frozen.records.ids[place] for place in frozen.order.tolist())
    return dict(zip(ids, frozen.labels.tolist(), strict=True))


class TestMerging:
    def test_the_population_keeps_its_size_and_the_record_its_place(self, team, made, access):
        merge(team.database, access, made[0], made[1], NOW)
        assert team.records().ids == made
        with team.database.reading() as connection:
            assert merged_records(connection, access.review) == {1: 0}

    def test_a_merged_record_has_the_label_of_the_other_whenever_it_changes(
        self, team, made, access, decide
    ):
        merge(team.database, access, made[0], made[1], NOW)
        assert labels(team) == {}
        assert decide(made[0], "include") == 1
        assert labels(team) == {made[0]: RELEVANT, made[1]: RELEVANT}
        assert decide(made[0], "include", id="again") == 0
        assert decide(made[0], "exclude", resolves=True) == 1
        assert labels(team) == {made[0]: IRRELEVANT, made[1]: IRRELEVANT}
        assert decide(made[0], "maybe", resolves=True) == 1
        assert labels(team) == {made[0]: UNRESOLVED, made[1]: UNRESOLVED}
        last = list(team.ledger())[-1]
        assert (last.reviewer, last.resolves, last.note) == ("merged", True, f"as {made[0]}")

    def test_a_label_from_before_the_merge_is_taken_over_at_once(self, team, made, access, decide):
        decide(made[0], "include")
        merge(team.database, access, made[0], made[1], NOW)
        assert labels(team) == {made[0]: RELEVANT, made[1]: RELEVANT}

    def test_what_the_merged_record_had_stays_until_the_other_has_a_label(
        self, team, made, access, decide
    ):
        decide(made[1], "include")
        merge(team.database, access, made[0], made[1], NOW)
        assert labels(team) == {made[1]: RELEVANT}
        decide(made[0], "exclude")
        assert labels(team) == {made[0]: IRRELEVANT, made[1]: IRRELEVANT}
        votes = [event for event in team.ledger() if event.record_id == made[1]]
        assert votes[0].verdict is Verdict.INCLUDE

    def test_chains_have_the_label_of_their_end(self, team, made, access, decide):
        merge(team.database, access, made[1], made[2], NOW)
        merge(team.database, access, made[0], made[1], NOW)
        with team.database.reading() as connection:
            assert merged_records(connection, access.review) == {1: 0, 2: 0}
        assert decide(made[0], "include") == 2
        assert set(labels(team).values()) == {RELEVANT}
        split(team.database, access, made[1], NOW)
        assert decide(made[0], "exclude", resolves=True) == 0
        assert decide(made[1], "exclude", resolves=True) == 1
        assert set(labels(team).values()) == {IRRELEVANT}

    def test_asked_twice_it_changes_nothing(self, team, made, access):
        assert not merge(team.database, access, made[0], made[1], NOW).repeated
        assert merge(team.database, access, made[0], made[1], NOW).repeated


class TestRefusals:
    def test_itself_and_nothing(self, team, made, access):
        with pytest.raises(InputError, match="into itself"):
            merge(team.database, access, made[0], made[0], NOW)
        with pytest.raises(MissingError, match="no record"):
            merge(team.database, access, made[0], "nothing", NOW)

    def test_what_is_merged_already_names_the_record_that_stands_for_it(self, team, made, access):
        merge(team.database, access, made[0], made[1], NOW)
        for kept, merged in ((made[1], made[2]), (made[2], made[1]), (made[1], made[0])):
            with pytest.raises(LedgerError, match=f"merged into record {made[0]}"):
                merge(team.database, access, kept, merged, NOW)

    def test_a_copy_is_part_of_another_record(self, team, made, access, article):
        team.bring(team.write("again.csv", [article(0)]))
        with team.database.reading() as connection:
            from activescreen.store.population import all_ids

            (copy,) = set(all_ids(connection, access.review)) - set(made)
        with pytest.raises(LedgerError, match="copy of another one") as refused:
            merge(team.database, access, made[1], copy, NOW)
        assert made[0] in (refused.value.remedy or "")

    def test_nothing_that_a_pilot_needs(self, team, made, access):
        with team.database.writing() as connection:
            content = {"records": [made[1]], "raters": ["Ana"], "enriched": [], "seed": 0}
            add_entry(connection, access.review, Kind.PILOT, "Ana", NOW, content)
        with pytest.raises(LedgerError, match="in the pilot"):
            merge(team.database, access, made[0], made[1], NOW)
        merge(team.database, access, made[1], made[0], NOW)

    def test_a_merged_record_does_not_tell_what_a_pilot_hides(self, team, made, access):
        # One vote would be enough, were the record not in a pilot of two.
        merge(team.database, access, made[1], made[0], NOW)
        with team.database.writing() as connection:
            content = {"records": [made[1]], "raters": ["Bea", "Cem"], "enriched": [], "seed": 0}
            add_entry(connection, access.review, Kind.PILOT, "Ana", NOW, content)
        told = []
        for number, name in enumerate(("Bea", "Cem"), 2):
            person = replace(access, account=Account(number, name, False, True))
            said = Vote(f"vote-of-{name}", made[1], Verdict.INCLUDE)
            vote(team.database, Boards(), person, said, NOW)
            told.append(labels(team).get(made[0]))
        assert told == [None, RELEVANT]

    def test_an_unread_record_does_not_take_the_place_of_one_that_is_being_screened(
        self, team, made, access, decide
    ):
        decide(made[1], "maybe")
        with pytest.raises(LedgerError, match="being screened") as refused:
            merge(team.database, access, made[0], made[1], NOW)
        assert "the other way round" in (refused.value.remedy or "")
        merge(team.database, access, made[1], made[0], NOW)

    def test_splitting_what_is_not_merged(self, team, made, access):
        with pytest.raises(LedgerError, match="not merged"):
            split(team.database, access, made[0], NOW)


class TestSplitting:
    def test_without_a_label_of_its_own_it_is_to_be_settled_anew(self, team, made, access, decide):
        merge(team.database, access, made[0], made[1], NOW)
        decide(made[0], "include")
        split(team.database, access, made[1], NOW)
        assert labels(team) == {made[0]: RELEVANT, made[1]: UNRESOLVED}
        assert decide(made[0], "exclude", resolves=True) == 0
        with team.database.reading() as connection:
            assert merged_records(connection, access.review) == {}

    def test_also_where_the_label_came_with_the_other_record(self, team, made, access, decide):
        decide(made[0], "include", draw=Draw.PRIOR, resolves=True)
        merge(team.database, access, made[0], made[1], NOW)
        split(team.database, access, made[1], NOW)
        with team.database.reading() as connection:
            sums = Boards().current(connection, access.review).stage(TITLE_ABSTRACT)
        assert sums.in_conflict(1).tolist() == [False, True, False, False, False, False]

    def test_with_a_label_of_its_own_it_has_that_again(self, team, made, access, decide):
        decide(made[1], "exclude")
        decide(made[0], "include")
        merge(team.database, access, made[0], made[1], NOW)
        assert labels(team)[made[1]] == RELEVANT
        split(team.database, access, made[1], NOW)
        assert labels(team)[made[1]] == IRRELEVANT

    def test_unread_ones_are_unread_again(self, team, made, access):
        merge(team.database, access, made[0], made[1], NOW)
        split(team.database, access, made[1], NOW)
        assert len(team.ledger()) == 0
        merge(team.database, access, made[1], made[0], NOW)


class TestRandomPhases:
    @pytest.fixture
    def read(self, team, article):
        team.create(target_recall=Fraction(4, 5))
        rows = [article(n) for n in range(60)]
        team.bring(team.write("search.csv", rows))
        labelled = [{**rows[n], "label": str(int(n % 5 == 0))} for n in range(20)]
        team.label(team.write("labels.csv", labelled))
        return team

    @pytest.fixture
    def owner(self, read):
        with read.database.reading() as connection:
            review = find_review(connection, "peers")
        return Access(Account(1, "Ana", False, True), review, Role.OWNER)

    def draws(self, team, numbers):
        ((registration, order),) = draws_of(team.database, "peers")
        made = [
            Decision(
                order[n],
                Verdict.EXCLUDE,
                Draw.RANDOM,
                id=f"draw-{n}",
                reviewer="draws",
                resolves=True,
                position=n,
            )
            for n in numbers
        ]
        add_draws(team.database, "peers", made, NOW)
        return registration, order

    def test_nothing_that_a_phase_counts_is_merged_before_its_end(self, read, owner):
        merge(read.database, owner, read.records().ids[50], read.records().ids[51], NOW)
        register_phase(read.database, "peers", Phase(seed=7, stage=TITLE_ABSTRACT), NOW)
        ids = read.records().ids
        with pytest.raises(StoppingError, match="registered random phase"):
            merge(read.database, owner, ids[0], ids[30], NOW)
        with pytest.raises(StoppingError, match="registered random phase"):
            split(read.database, owner, ids[51], NOW)

    def test_what_a_merged_record_had_before_stands_still_until_the_end(self, read, owner):
        ids = read.records().ids
        assert labels(read)[ids[0]] == RELEVANT
        merge(read.database, owner, ids[30], ids[0], NOW)
        registered = register_phase(
            read.database, "peers", Phase(seed=7, stage=TITLE_ABSTRACT, target="0.5"), NOW
        )
        self.draws(read, range(40))
        assert (labels(read)[ids[30]], labels(read)[ids[0]]) == (IRRELEVANT, RELEVANT)
        certificate, _ = certify(read.database, "peers", registered.registration, NOW)
        assert labels(read)[ids[0]] == IRRELEVANT
        assert verify(certificate, ledger_behind(read.database, "peers", certificate)) == []

    def test_a_merged_record_takes_its_own_number_in_the_registered_order(self, read, owner):
        registered = register_phase(
            read.database, "peers", Phase(seed=7, stage=TITLE_ABSTRACT, target="0.5"), NOW
        )
        ((_, order),) = draws_of(read.database, "peers")
        # As if the merge had been made before: what is refused is only to make it now.
        with read.database.writing() as connection:
            numbers = {name: n for n, name in enumerate(read.records().ids)}
            content = {"kept": order[9], "kept_number": numbers[order[9]], "merged": order[2]}
            add_entry(connection, owner.review, Kind.MERGE, "Ana", NOW, content, numbers[order[2]])
        self.draws(read, [0, 1, 9])
        event = next(e for e in read.ledger() if e.record_id == order[2])
        assert (event.draw, event.position) == (Draw.RANDOM, 2)
        self.draws(read, [n for n in range(40) if n not in (0, 1, 2, 9)])
        look_at(read.database, "peers", registered.registration)
        certify(read.database, "peers", registered.registration, NOW)

    def test_its_draw_holds_nobody_up(self, read, owner):
        ids = read.records().ids
        merge(read.database, owner, ids[50], ids[51], NOW)
        merge(read.database, owner, ids[52], ids[53], NOW)
        register_phase(
            read.database, "peers", Phase(seed=7, stage=TITLE_ABSTRACT, target="0.5"), NOW
        )
        ((_, order),) = draws_of(read.database, "peers")
        boards, given = Boards(), []
        for number in range(38):
            (record,) = serve(read.database, boards, owner, TITLE_ABSTRACT, 1, NOW).records
            given.append(record.id)
            said = Vote(f"vote-{number}", record.id, Verdict.EXCLUDE)
            vote(read.database, boards, owner, said, NOW)
            # Whatever was given, the run of first draws with labels never has a gap.
            labelled = labels(read)
            first = [name in labelled for name in order[: number + 1]]
            assert all(first)
        assert set(given) == set(order) - {ids[51], ids[53]}
        drawn = {e.record_id: e.position for e in read.ledger() if e.draw is Draw.RANDOM}
        assert drawn == {name: number for number, name in enumerate(order)}
