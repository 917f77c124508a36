"""Sensitivity of reviewers, exact; the remark beside a claim, which is never a bound."""

import re
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import binomtest

from activescreen.errors import InputError
from activescreen.ledger import Decision, Ledger, Verdict
from activescreen.records import Record, RecordSet, Source
from activescreen.stopping import Badge
from activescreen.stopping.label_noise import (
    DoubleScreened,
    double_screened,
    label_noise,
    sensitivity,
)


def test_reference_27_of_27_gives_only_895():
    """Section B, label noise: even 27 of 27 gives a sensitivity bound of only .895."""
    assert sensitivity(27, 27).low == pytest.approx(0.895, abs=5e-4)
    assert sensitivity(27, 27).low == pytest.approx(0.05 ** (1 / 27))


@pytest.mark.parametrize(("k", "n"), [(1, 5), (20, 25), (24, 27), (99, 100)])
def test_the_bound_is_clopper_and_pearsons(k, n):
    exact = binomtest(k, n, alternative="greater").proportion_ci(0.95, method="exact").low
    assert sensitivity(k, n).low == pytest.approx(exact)


def test_nothing_recognised_and_nothing_relevant():
    assert sensitivity(0, 9).low == 0
    assert sensitivity(0, 0).value is None


def test_two_reviewers_who_miss_independently():
    remark = label_noise(DoubleScreened(both=20, first_only=5, second_only=2))
    assert remark.first.value == pytest.approx(20 / 22)
    assert remark.second.value == pytest.approx(20 / 25)
    assert remark.team == pytest.approx(1 - (2 / 22) * (5 / 25))
    assert remark.team_low < remark.team
    assert remark.badge is Badge.MODEL_BASED


def test_error_probabilities_are_added_and_the_claim_stays():
    remark = label_noise(DoubleScreened(20, 5, 2), 0.95, 0.05, 0.04)
    assert remark.error == pytest.approx(0.09)
    assert remark.first.low == sensitivity(20, 22, 0.02).low
    assert "leaves the claim as it is" in remark.statement
    assert "5 % + 4 % = 9 %" in remark.statement


@pytest.mark.parametrize("skill", [0.5, 0.7, 0.9])
def test_the_bound_holds_under_its_own_model(skill):
    """What both missed is in no count; the bound must hold for the true sensitivity."""
    rng = np.random.default_rng(round(100 * skill))
    truth = 1 - (1 - skill) ** 2
    held = 0
    for _ in range(300):
        one, other = rng.random((2, 200)) < skill
        both, first, second = (one & other).sum(), (one & ~other).sum(), (~one & other).sum()
        low = label_noise(DoubleScreened(int(both), int(first), int(second))).team_low
        held += low is not None and low <= truth
    assert held >= 285


def test_the_remark_says_why_it_is_no_bound():
    statement = label_noise(DoubleScreened(20, 5, 2)).statement
    for reason in ("no bound", "in common", "no random sample", "inflate"):
        assert reason in statement
    assert not re.search("sure|probability that", statement)


def test_without_a_relevant_record_nothing_is_said():
    remark = label_noise(DoubleScreened(0, 0, 0))
    assert (remark.team, remark.recall) == (None, None)
    assert "nothing can be said" in remark.statement


@pytest.mark.parametrize("counts", [(-1, 0, 0), (3, -2, 0)])
def test_counts_are_counts(counts):
    with pytest.raises(InputError):
        DoubleScreened(*counts)
    with pytest.raises(InputError):
        sensitivity(3, 2)


def test_votes_before_consensus_are_counted():
    records = RecordSet(Record(f"Record {i}", Source("made.csv", i), id=f"r{i}") for i in range(6))
    ledger = Ledger(records, votes_per_record=2)
    include, exclude, maybe = Verdict.INCLUDE, Verdict.EXCLUDE, Verdict.MAYBE
    votes = [(include, include), (include, exclude), (exclude, include), (exclude, exclude)]
    votes += [(maybe, include), (exclude, exclude)]
    for place, pair in enumerate(votes):
        for reviewer, verdict in zip(("Ann", "Ben"), pair, strict=True):
            ledger.append(Decision(f"r{place}", verdict, reviewer=reviewer))
    for place in range(1, 5):
        agreed = Decision(f"r{place}", include, reviewer="consensus", resolves=True)
        ledger.append(agreed)
    pairs = double_screened(ledger.freeze(), ledger, "Ann", "Ben")
    assert pairs == DoubleScreened(both=1, first_only=1, second_only=1, neither=1)
    assert replace(pairs, neither=0).relevant == 3
