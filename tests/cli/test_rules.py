"""``activescreen rules``: everything that is registered, and what each may be relied on for."""

import re

import pytest

from activescreen.stopping import ESTIMATORS, RULES, Badge


@pytest.fixture
def wide(monkeypatch):
    # Not the console's own width: what is put back there would hold for all tests that follow.
    monkeypatch.setenv("COLUMNS", "200")


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


@pytest.mark.parametrize("name", sorted({*RULES.names(), *ESTIMATORS.names()}))
def test_explanations_are_plain_words(activescreen, wide, name):
    out = activescreen("rules", name).out
    assert "`" not in out
    assert not re.search(r"\brule 1[abc]\b", out)
    assert not re.search(r"\b[A-Z][a-z]+[A-Z]\w+\(|\w+\.\w+\(\)|PointProcess", out)


@pytest.mark.parametrize("name", RULES.names())
def test_the_example_is_one_in_which_the_rule_does_something(activescreen, wide, name):
    out = activescreen("rules", name).out
    assert "All 1,000 records were read" not in out
    assert "All 4,000 records were read" not in out


def test_other_rules_are_called_by_the_names_that_people_type(activescreen, wide):
    out = " ".join(activescreen("rules", "elusion").out.split())
    assert "It assumes what calibrated_random_phase assumes" in out
    assert "see the estimate elusion" in out


def test_a_rule_is_explained_with_the_settings_given(activescreen, wide):
    answer = activescreen("rules", "hypergeometric_random_phase:planned_look=earliest")
    assert answer.out.startswith(
        "hypergeometric_random_phase:planned_look=earliest  rule, certified for one planned look"
    )
    assert "planned_look=earliest" in answer.out.split("settings")[1]
    assert "with its one planned look" in answer.out
    assert "heuristic: A habit" in activescreen("rules", "hypergeometric_random_phase").out


def test_settings_that_a_rule_has_not_are_refused(activescreen):
    assert (
        "Its settings are: records" in activescreen("rules", "consecutive_irrelevant:r=2").refusal
    )
    refusal = activescreen("rules", "consecutive_irrelevant:records=x").refusal
    assert "It takes a whole number, for instance 50." in refusal
    # Only the estimate has a level, only the rule a sample.
    assert "estimate," in activescreen("rules", "elusion:level=0.9").out.splitlines()[0]
    assert "rule," in activescreen("rules", "elusion:sample=300").out.splitlines()[0]


def test_paragraphs_are_wrapped_where_there_is_no_terminal(activescreen):
    for name in ((), ("safe",), ("qbcb",)):
        lines = activescreen("rules", *name).out.splitlines()
        assert max(map(len, lines)) <= 80


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
