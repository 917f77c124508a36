"""What breaks a certificate in real life, and what happens instead.

One class for each point of the reference's section of that name.
"""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from activescreen.errors import StoppingError
from activescreen.ledger import Decision, Draw, Ledger, Verdict
from activescreen.protocol import FULL_TEXT
from activescreen.ranking import Ranking
from activescreen.records import Record, RecordSet, Source
from activescreen.stopping.certificate import Certificate, issue, look
from activescreen.stopping.merged import inherited
from activescreen.stopping.registration import Registration
from activescreen.stopping.verification import verify
from activescreen.stopping.waves import together

DAY = date(2026, 12, 1)


def certified(reviews: Any, ledger: Ledger, **given: object) -> Certificate:
    registration = reviews.register(ledger, **given)
    reviews.draw(registration, ledger, look(registration, ledger).more)
    return issue(registration, ledger, DAY)


def ranking_of(ledger: Ledger) -> Ranking:
    n = len(ledger.records)
    return Ranking(ledger.records, np.arange(n), np.zeros(n), "made")


@pytest.fixture(scope="module")
def waves(reviews: Any) -> tuple[Certificate, Certificate]:
    first = certified(reviews, reviews.ranked(), wave="search of 2025")
    second = certified(
        reviews,
        reviews.ranked(200, 80, prefix="s"),
        wave="search of 2026",
        alpha=0.1,
        target_recall=0.9,
    )
    return first, second


class TestSeveralReviewers:
    """Pending conflicts are likelier to be relevant, so nothing is counted past one."""

    @pytest.fixture
    def double(self, reviews: Any) -> tuple[Registration, Ledger, list[str]]:
        """Two votes a record; all but the third draw have both when the rule would stop."""
        ledger = reviews.ranked(votes=2)
        registration = reviews.register(ledger)
        more = look(registration, ledger).more
        whole = reviews.again(ledger)
        drawn = reviews.draw(registration, whole, more)
        assert look(registration, whole).conclusion is not None
        held = [e for e in whole if not (e.record_id == drawn[2] and e.reviewer == "reviewer 1")]
        return registration, reviews.again(whole, held), drawn

    @pytest.mark.parametrize(
        "second", [None, Verdict.INCLUDE, Verdict.MAYBE], ids=["pending", "conflict", "maybe"]
    )
    def test_an_open_draw_blocks_the_look_until_it_is_settled(
        self, double: tuple[Registration, Ledger, list[str]], second: Verdict | None
    ) -> None:
        registration, ledger, drawn = double
        if second is not None:
            ledger.append(Decision(drawn[2], second, Draw.RANDOM, reviewer="reviewer 1"))
        progress = look(registration, ledger)
        assert progress.conclusion is None
        assert progress.more is None
        assert "2 random draws with 0 relevant" in progress.reason
        with pytest.raises(StoppingError, match="before draw 3 has a final label"):
            issue(registration, ledger, DAY)
        ledger.append(Decision(drawn[2], Verdict.EXCLUDE, reviewer="both", resolves=True))
        assert verify(issue(registration, ledger, DAY), ledger) == []

    def test_a_draw_in_hand_blocks_the_look(self, reviews: Any) -> None:
        """Another reviewer holds the third draw (a lease) while later ones come in."""
        ledger = reviews.ranked()
        registration = reviews.register(ledger)
        more = look(registration, ledger).more
        drawn = reviews.draw(registration, reviews.again(ledger), more)
        for number, record in enumerate(drawn):
            if number != 2:
                ledger.append(Decision(record, Verdict.EXCLUDE, Draw.RANDOM, position=number))
        progress = look(registration, ledger)
        assert "2 random draws with 0 relevant" in progress.reason
        assert progress.conclusion is None
        rule = registration.make_rule()
        [(following, _)] = rule.random_draws(ledger.freeze(), 1)
        assert ledger.records.ids[following] == drawn[2]
        ledger.append(Decision(drawn[2], Verdict.EXCLUDE, Draw.RANDOM, position=2))
        certificate = issue(registration, ledger, DAY)
        assert [row.record for row in certificate.rows[120:]] == drawn
        assert verify(certificate, ledger) == []

    def test_a_stop_before_a_draw_in_hand_counts_nothing_behind_it(self, reviews: Any) -> None:
        ledger = reviews.ranked()
        registration = reviews.register(ledger)
        more = look(registration, ledger).more
        drawn = reviews.draw(registration, reviews.again(ledger), more + 3)
        for number, record in enumerate(drawn):
            if number != more:
                ledger.append(Decision(record, Verdict.EXCLUDE, Draw.RANDOM, position=number))
        certificate = issue(registration, ledger, DAY)
        assert len(certificate.rows) == 120 + more
        ledger.append(Decision(drawn[more], Verdict.INCLUDE, Draw.RANDOM, position=more))
        assert verify(certificate, ledger) == []

    def test_who_was_faster_does_not_count_where_draws_are_numbered(self, reviews: Any) -> None:
        ledger = reviews.ranked()
        registration = reviews.register(ledger)
        drawn = reviews.draw(registration, reviews.again(ledger), 6)
        mixed = (1, 0, 4, 3, 2, 5)
        numbered, unnumbered = reviews.again(ledger), reviews.again(ledger)
        for number in mixed:
            event = Decision(drawn[number], Verdict.EXCLUDE, Draw.RANDOM)
            unnumbered.append(event)
            numbered.append(replace(event, position=number))
        assert "6 random draws" in look(registration, numbered).reason
        with pytest.raises(StoppingError, match="left the registered permutation"):
            look(registration, unnumbered)

    def test_the_phase_opens_with_no_open_conflict(self, reviews: Any) -> None:
        ledger = reviews.ranked(votes=2)
        record = ledger.records.ids[200]
        ledger.append(Decision(record, Verdict.INCLUDE, reviewer="reviewer 0"))
        for second in (None, Verdict.EXCLUDE, Verdict.MAYBE):
            if second is not None:
                ledger.append(Decision(record, second, reviewer="reviewer 1"))
            with pytest.raises(StoppingError, match="may not open while 1 record"):
                reviews.register(ledger)
        ledger.append(Decision(record, Verdict.INCLUDE, reviewer="both", resolves=True))
        assert reviews.register(ledger).opening.found == 21

    def test_a_conflict_that_opens_again_blocks_the_phase(self, reviews: Any) -> None:
        ledger = reviews.ranked()
        registration = reviews.register(ledger)
        reviews.draw(registration, ledger, 5)
        ledger.append(Decision(ledger.records.ids[0], Verdict.MAYBE, reviewer="another"))
        with pytest.raises(StoppingError, match="not what was registered"):
            look(registration, ledger)

    @pytest.mark.parametrize("draws", [0, 5])
    @pytest.mark.parametrize("how", [Draw.RANKED, Draw.AUDIT, Draw.PILOT])
    def test_nothing_else_takes_from_the_urn(self, reviews: Any, draws: int, how: Draw) -> None:
        ledger = reviews.ranked()
        registration = reviews.register(ledger)
        rule = registration.make_rule()
        reviews.draw(registration, ledger, draws)
        served = rule.next(ledger.freeze(), ranking_of(ledger), 8)
        assert {draw for _, draw in served} == {Draw.RANDOM}
        other = ledger.records.ids[int(ledger.freeze().unread[-1])]
        ledger.append(Decision(other, Verdict.EXCLUDE, how))
        with pytest.raises(StoppingError, match=f"record {other}.*left the registered perm"):
            look(registration, ledger)


class TestPopulation:
    """Fixed at registration."""

    def test_a_merged_record_keeps_its_place_and_inherits_the_label(self, reviews: Any) -> None:
        ledger = reviews.ranked()
        registration = reviews.register(ledger)
        kept = ledger.records.ids[3]  # read before the phase, and relevant
        order = registration.make_rule().random_draws(ledger.freeze(), 200)
        copy = ledger.records.ids[order[1][0]]
        reviews.draw(registration, ledger, 1)
        ledger.append(inherited(ledger, copy, kept))
        ledger.append(inherited(ledger, copy, kept))  # told twice, it happened once
        reviews.draw(registration, ledger, 1)
        frozen = ledger.freeze()
        assert frozen.population == 300
        assert frozen.n_read == 123
        assert frozen.order[120:].tolist() == [place for place, _ in order[:3]]
        assert frozen.labels[121] == 1
        assert look(registration, ledger).conclusion is None  # the order still holds

    def test_there_is_nothing_to_inherit_from_an_open_label(self, reviews: Any) -> None:
        ledger = reviews.ranked()
        one, other = ledger.records.ids[250], ledger.records.ids[260]
        with pytest.raises(StoppingError, match="no final label"):
            inherited(ledger, one, other)
        ledger.append(Decision(other, Verdict.MAYBE))
        with pytest.raises(StoppingError, match="no final label"):
            inherited(ledger, one, other)

    def test_taking_a_merged_record_out_or_adding_records_is_refused(self, reviews: Any) -> None:
        ledger = reviews.ranked()
        registration = reviews.register(ledger)
        fewer = Ledger(RecordSet(list(ledger.records)[:-1]))
        new = Record("From a reference list", Source("other.ris", 0))
        more = Ledger(RecordSet([*ledger.records, new]))
        for changed, what in ((fewer, "299, not 300"), (more, "301, not 300")):
            changed.append(list(ledger))
            with pytest.raises(StoppingError, match=what):
                look(registration, changed)

    def test_the_statement_says_that_other_sources_lie_outside(self, reviews: Any) -> None:
        statement = certified(reviews, reviews.ranked()).statement
        assert "the 300 records of 'first search', fixed on 2026-11-20" in statement
        assert "records from other sources or of later searches lie outside it" in statement


class TestSearchWaves:
    """Each wave has its own alpha and its own named population."""

    def test_each_wave_has_all_of_its_own_alpha(
        self, waves: tuple[Certificate, Certificate]
    ) -> None:
        first, second = waves
        assert "95 % recall in at most 5 %" in first.statement
        assert "90 % recall in at most 10 %" in second.statement
        assert "the 200 records of 'search of 2026'" in second.statement

    def test_repeated_phases_share_the_alpha_of_their_wave(self, reviews: Any) -> None:
        ledger = reviews.ranked()
        first = reviews.register(ledger, phase=1)
        reviews.draw(first, ledger, 10)
        unread = ledger.records.ids[int(ledger.freeze().unread[0])]
        ledger.append(Decision(unread, Verdict.EXCLUDE))
        certificate = certified(reviews, ledger, phase=2, previous=first)
        assert certificate.registration.phase_alpha == Fraction(1, 80)
        assert "95 % recall in at most 1.25 % of such checks" in certificate.statement
        assert "random phase 2 of this search wave, with 1.25 % of the wave's 5 %" in (
            certificate.statement
        )
        assert verify(certificate, ledger) == []
        # The union bound: whatever phase it comes from, the wave is charged its whole alpha.
        assert together([certificate]).alpha == Fraction(1, 20)

    def test_the_cumulative_statement_adds_the_error_probabilities(
        self, waves: tuple[Certificate, Certificate]
    ) -> None:
        claim = together(waves)
        assert claim.alpha == Fraction(3, 20)
        assert claim.target_recall == Fraction(9, 10)
        assert (claim.records, claim.found) == (500, 40)
        assert "5 % + 10 % = 15 %" in claim.statement
        assert "90 % recall over all waves in at most 15 % of such reviews" in claim.statement
        assert "stands beside those of the waves and replaces none" in claim.statement

    def test_what_may_not_be_put_together(
        self, waves: tuple[Certificate, Certificate], reviews: Any
    ) -> None:
        first, second = waves
        careless = certified(
            reviews, reviews.ranked(prefix="u"), wave="third", alpha=0.9, target_recall=0.5
        )
        overlapping = certified(reviews, reviews.ranked(310), wave="again")
        cases = {
            "There is no certificate": [],
            "comes twice": [first, first],
            "record in common": [first, overlapping],
            "add up to 105 %": [first, second, careless],
            "does not hold": [first, replace(second, statement="All was found.")],
        }
        for what, certificates in cases.items():
            with pytest.raises(StoppingError, match=what):
                together(certificates)

    def test_stages_are_not_put_together(self, reviews: Any) -> None:
        first = certified(reviews, reviews.ranked(), wave="a")
        passed = Ledger(reviews.ranked(prefix="t").records)
        read = passed.records.ids[:297]
        passed.append([Decision(r, Verdict.INCLUDE, stage=FULL_TEXT) for r in read])
        other = reviews.register(passed, wave="b", stage=FULL_TEXT)
        with pytest.raises(StoppingError, match="different stages"):
            together([first, issue(other, passed, DAY)])


class TestStages:
    """39 were passed on in the seed paper and 27 included in the end: a stage is named."""

    def test_at_title_and_abstract_the_relevant_ones_are_those_passed_on(
        self, reviews: Any
    ) -> None:
        certificate = certified(reviews, reviews.ranked())
        assert (
            "Stage: title and abstract. The relevant records are those passed on to the full "
            "text, not those finally included." in certificate.statement
        )

    def test_decisions_at_full_text_change_nothing_in_it(self, reviews: Any) -> None:
        ledger = reviews.ranked()
        certificate = certified(reviews, ledger)
        for place in range(12):
            ledger.append(Decision(ledger.records.ids[place], Verdict.EXCLUDE, stage=FULL_TEXT))
        assert verify(certificate, ledger) == []
        assert certificate.figures["found"] == 20


class TestTampering:
    """A file cannot prove its own age; a published hash can."""

    def test_a_seed_chosen_after_the_labels_were_known_is_told_by_the_hash(
        self, reviews: Any
    ) -> None:
        ledger = reviews.ranked()
        published = reviews.register(ledger).hash
        later = certified(reviews, ledger, seed=8)
        assert verify(later, ledger) == []
        [difference] = verify(later, ledger, published)
        assert difference.field == "the published registration hash"
