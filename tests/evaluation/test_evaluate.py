"""Rules on screenings: counts, bounds, flags, stress cases, and the reference's figures."""

import json
from collections.abc import Callable

import numpy as np
import pytest

from activescreen.errors import ConfigurationError, InputError
from activescreen.evaluation import (
    Job,
    Protocol,
    Row,
    Screened,
    evaluate,
    parse_rules,
    plateau_job,
    screened_of,
    summary,
)
from activescreen.evaluation.coverage import high_bound, low_bound
from activescreen.evaluation.ends import Ends, ends_of, explains
from activescreen.evaluation.row import About, row_of
from activescreen.evaluation.rule_spec import ONE_LOOK, RuleSpec
from activescreen.evaluation.stress import CASES, plateau
from activescreen.ledger import Draw, FrozenLedger
from activescreen.records import Record, RecordSet, Source
from activescreen.stopping import RULES, Badge

POPULATION = 300
CONTRACT = {
    *("review", "config", "rule", "badge", "target", "alpha", "runs", "stopped", "reached"),
    *("coverage", "coverage_low", "coverage_high", "recall_p05", "recall_median"),
    *("read_mean", "oracle_mean", "excess_share"),
}


def screening(seed: int = 0, relevant: int = 30) -> Screened:
    rng = np.random.default_rng(seed)
    weight = np.exp(-8 * np.arange(POPULATION) / POPULATION)
    labels = np.zeros(POPULATION, dtype=np.int8)
    labels[rng.choice(POPULATION, relevant, replace=False, p=weight / weight.sum())] = 1
    draws = np.full(POPULATION, Draw.RANKED.code, dtype=np.int8)
    draws[:2] = Draw.PRIOR.code
    records = RecordSet(Record(f"Record {i}", Source("made.csv", i)) for i in range(POPULATION))
    none = np.zeros(POPULATION, dtype=np.bool_)
    order = rng.permutation(POPULATION)
    return screened_of(
        FrozenLedger(records, "title_abstract", order, labels, labels.copy(), draws, none)
    )


def rows_of(protocol: Protocol, *jobs: Job) -> list[Row]:
    for _, gathered in evaluate(jobs, protocol, workers=1):
        last = gathered
    return last.rows()


def test_reference_d_twelve_of_twelve_proves_seventy_eight_percent() -> None:
    assert low_bound(12, 12) == pytest.approx(0.78, abs=0.005)
    assert high_bound(12, 12) == 1.0
    assert low_bound(0, 12) == 0.0


def test_reference_d_sixty_four_of_a_thousand_flags() -> None:
    assert low_bound(62, 1000) <= 0.05 < low_bound(64, 1000)


def test_reference_headline_2_the_plateau_deceives_the_ranked_tail() -> None:
    """Stops at record 648 with recall .90; the certified rule errs in at most 5 %."""
    made = plateau()
    tail = ends_of(made, RuleSpec("ranked_tail"), 0.95, 0.05, 1, 0)
    assert (tail.read.tolist(), tail.found.tolist()) == ([648], [45])
    certified = ends_of(made, RuleSpec("calibrated_random_phase"), 0.95, 0.05, 400, 0)
    assert certified.exact_miss is not None
    assert certified.exact_miss <= 0.05
    assert not certified.flagged


def test_rows_have_the_fields_of_the_contract_and_their_counts_agree() -> None:
    protocol = Protocol(
        parse_rules("calibrated_random_phase,qbcb,consecutive_irrelevant,budget"), redraws=40
    )
    jobs = [Job("made", "words", "ranked", screening(seed)) for seed in range(3)]
    rows = rows_of(protocol, *jobs)
    assert [row.rule for row in rows] == [str(spec) for spec in protocol.rules]
    assert [row.runs for row in rows] == [120, 120, 3, 3]
    for row in rows:
        data = json.loads(json.dumps(row.to_json(), allow_nan=False))
        assert set(data) >= CONTRACT
        assert row.reached <= row.stopped <= row.runs
        assert row.coverage == row.reached / row.stopped
        assert row.coverage_low <= row.coverage <= row.coverage_high
        assert row.recall_p05 <= row.recall_median <= 1
        assert row.excess_share == pytest.approx((row.read_mean - row.oracle_mean) / POPULATION)


def test_a_rule_that_stops_too_early_too_often_is_flagged_and_not_cleared() -> None:
    class Hasty(RULES.factory("calibrated_random_phase")):
        """Certified by its badge, and wrong: it takes an alpha of one half."""

        @property
        def phase_alpha(self) -> float:
            return 0.5

    class Spec(RuleSpec):
        def make(self, target_recall: float | str, alpha: float, seed: int = 0) -> Hasty:
            return Hasty(target_recall, alpha, seed)

    made = plateau()
    ends = ends_of(made, Spec("calibrated_random_phase"), 0.95, 0.05, 200, 0)
    assert ends.flagged
    assert ends.exact_miss > 0.05


def test_a_flag_is_cleared_only_by_a_chance_that_explains_the_misses() -> None:
    def row(misses: int, exact: float) -> Row:
        runs = 1000
        ends = Ends(
            badge=Badge.CERTIFIED,
            population=100,
            relevant=20,
            oracle=8,
            read=np.full(runs, 10),
            found=np.full(runs, 20),
            stopped=np.ones(runs, dtype=np.bool_),
            reached=np.arange(runs) >= misses,
            exact_miss=exact,
            flagged=True,
            explained=explains(exact, 0.05, misses, runs),
        )
        return row_of(About("made", "words", "rule", 0.95, 0.05), [ends])

    assert row(64, 0.0499).cleared
    assert not row(64, 0.0501).cleared
    assert not row(400, 0.04).cleared


@pytest.mark.parametrize("name", CASES)
def test_a_stress_case_is_a_whole_screening(name: str) -> None:
    made = CASES[name](screening(), np.random.default_rng(0))
    assert sorted(made.trace.order.tolist()) == list(range(POPULATION))
    assert np.array_equal(made.truth[made.trace.order], made.trace.labels)
    relevant = {"none relevant": 0, "one relevant": 1, "five relevant": 5}.get(name)
    assert relevant is None or made.relevant == relevant
    same = CASES[name](screening(), np.random.default_rng(0))
    assert np.array_equal(same.trace.order, made.trace.order)
    assert np.array_equal(same.truth, made.truth)


def test_nothing_relevant_is_nothing_missed() -> None:
    protocol = Protocol(parse_rules("calibrated_random_phase"), redraws=20)
    row = rows_of(protocol, Job("made", "words", "ranked", screening(relevant=0)))[0]
    assert (row.coverage, row.recall_median, row.oracle_mean) == (1.0, None, 0.0)


def test_stress_cases_come_beside_the_review_and_show_real_recall_apart() -> None:
    protocol = Protocol(parse_rules("calibrated_random_phase"), redraws=10, stress=True)
    rows = rows_of(protocol, Job("made", "words", "ranked", screening()), plateau_job("words"))
    assert [row.stress for row in rows] == ["", *CASES, "plateau"]
    assert [row.real_recall is not None for row in rows] == [
        row.stress == "flipped labels" for row in rows
    ]


def test_the_review_is_the_unit_of_a_summary() -> None:
    protocol = Protocol(parse_rules("consecutive_irrelevant:records=20"), redraws=1)
    jobs = [Job(f"review {seed}", "words", "ranked", screening(seed)) for seed in range(4)]
    line = summary(rows_of(protocol, *jobs))[0]
    assert line["reviews"] == line["runs"] == 4
    assert line["rule"] == "consecutive_irrelevant:records=20"


def test_results_do_not_depend_on_the_number_of_processes() -> None:
    protocol = Protocol(parse_rules("calibrated_random_phase,budget"), redraws=25)
    jobs = [Job("made", "words", "ranked", screening(seed)) for seed in range(3)]
    alone = rows_of(protocol, *jobs)
    for _, gathered in evaluate(jobs, protocol, workers=2):
        last = gathered
    assert last.rows() == alone


def test_all_names_every_rule_and_the_one_planned_look() -> None:
    names = [str(spec) for spec in parse_rules("all")]
    assert names == [*RULES.names(), ONE_LOOK]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("consecutive_irrelevant:runs=5", "has no setting"),
        ("consecutive_irrelevant:records", "has no setting"),
        ("konsecutive", "konsecutive"),
        (" , ", "No rule is named"),
    ],
)
def test_a_rule_that_is_not_there_is_refused(text: str, words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        parse_rules(text)


def test_an_unfinished_screening_is_refused(make_unfinished: Callable[[], FrozenLedger]) -> None:
    with pytest.raises(InputError, match="250 were not read"):
        screened_of(make_unfinished())


@pytest.fixture
def make_unfinished() -> Callable[[], FrozenLedger]:
    return lambda: screening().trace.prefix(50)
