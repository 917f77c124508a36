"""``activescreen rules``: everything that is registered, and what each may be relied on for."""

import re

import pytest

from activescreen.cli import rules as module
from activescreen.stopping import ESTIMATORS, RULES, Badge


@pytest.fixture
def wide(monkeypatch):
    monkeypatch.setattr(module.console.out, "width", 200)


def test_every_rule_and_estimator_is_listed_by_how_far_it_may_be_relied_on(activescreen, wide):
    lines = [line.strip() for line in activescreen("rules").out.splitlines()]
    first = [line.split("  ")[0] for line in lines]
    headings = [name for name in first if name in set(Badge)]
    assert headings == [badge.value for badge in Badge]
    named = [name.removesuffix("*").removesuffix(" (estimate)") for name in first]
    for name in RULES:
        under = [head for head in headings if named.index(head) < named.index(name)][-1]
        assert under == RULES.create(name).badge
    assert {*RULES.names(), *ESTIMATORS.names()} <= set(named)
    both = {name[:-1] for name in first if name.endswith("*")}
    assert both == set(RULES.names()) & set(ESTIMATORS.names())


@pytest.mark.parametrize("name", sorted({*RULES.names(), *ESTIMATORS.names()}))
def test_every_one_is_explained(activescreen, wide, name):
    answer = activescreen("rules", name)
    assert answer.code == 0
    about = (RULES if name in RULES else ESTIMATORS).create(name).about
    told = " ".join(answer.out.split())
    for text in (about.line, about.paper, about.assumes, "settings", "What it says"):
        assert " ".join(text.split()) in told
    assert not re.search(r"\bsure\b|probability that", answer.out.split("What it says")[1])


def test_the_statement_shown_is_one_that_the_rule_makes(activescreen, wide):
    out = activescreen("rules", "calibrated_random_phase").out
    assert "wrongly declares 95 % recall in at most 5 % of such checks" in out
    assert "target_recall=0.95, alpha=0.05" in out


@pytest.mark.parametrize(
    ("typed", "near"),
    [("qbc", "qbcb"), ("calibrated_random_fase", "calibrated_random_phase"), ("kne", "knee")],
)
def test_an_unknown_name_is_refused_with_a_near_one(activescreen, typed, near):
    assert f"Did you mean '{near}'?" in activescreen("rules", typed).refusal


def test_a_near_estimator_is_offered_as_such(activescreen):
    refusal = activescreen("rules", "hypergeometric_boundd").refusal
    assert "Did you mean 'hypergeometric_bound'?" in refusal


def test_a_name_like_none_lists_what_is_known(activescreen):
    assert "Known are: " in activescreen("rules", "zzz").refusal
