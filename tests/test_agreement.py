"""Agreement statistics: the reference's item E8, the definitions, and partial overlap."""

from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activescreen import agreement
from activescreen.agreement import GroupAgreement, PairAgreement
from activescreen.errors import InputError
from activescreen.ledger import Verdict

I, E, M = Verdict.INCLUDE, Verdict.EXCLUDE, Verdict.MAYBE  # noqa: E741 as short as in the papers


@pytest.mark.parametrize(
    ("counts", "kappa", "pabak", "ac1"),
    [((20, 5, 10, 65), 0.625, 0.7, 0.750520), ((1, 2, 3, 94), 0.260355, 0.9, 0.946378)],
)
def test_reference_e8_pairs(
    counts: tuple[int, int, int, int], kappa: float, pabak: float, ac1: float
) -> None:
    result = agreement.from_counts(*counts)
    assert result.n_records == 100
    assert result.kappa == pytest.approx(kappa, abs=5e-7)
    assert result.pabak == pytest.approx(pabak, abs=5e-7)
    assert result.ac1 == pytest.approx(ac1, abs=5e-7)


def test_reference_e8_fleiss() -> None:
    votes = [[include, 3 - include] for include in (3, 2, 0, 0)]
    assert agreement.fleiss_kappa(votes) == pytest.approx(0.657143, abs=5e-7)
    assert agreement.from_votes(votes) == GroupAgreement(
        4, 3, pytest.approx(5 / 12), pytest.approx(5 / 6), pytest.approx(0.657143, abs=5e-7)
    )


def test_prevalence_explains_a_collapsed_kappa() -> None:
    rare = agreement.from_counts(1, 2, 3, 94)
    assert rare.proportion == 0.95
    assert rare.prevalence == 0.035


def test_only_records_that_both_screened_count() -> None:
    first = {"a": I, "b": E, "c": E, "only first": I}
    second = {"only second": E, "c": I, "b": E, "a": I}
    assert agreement.compare(first, second) == agreement.from_counts(1, 0, 1, 1)


def test_without_a_shared_record_there_is_nothing_to_say() -> None:
    assert agreement.compare({"a": I}, {"b": I}) == PairAgreement(0, None, None, None, None, None)
    group = agreement.compare_group([{"a": I}, {"b": I}, {"a": E, "b": E}])
    assert group == GroupAgreement(0, 3, None, None, None)


def test_a_pilot_with_full_agreement_and_no_inclusion_has_no_kappa() -> None:
    pilot = {f"reference {n}": E for n in range(15)}
    result = agreement.compare(pilot, pilot)
    assert result == PairAgreement(15, 0.0, 1.0, None, 1.0, 1.0)
    assert agreement.compare_group([pilot, pilot, pilot]).kappa is None


def test_one_category_each_but_not_the_same_is_no_agreement_beyond_chance() -> None:
    result = agreement.from_counts(0, 10, 0, 0)
    assert (result.proportion, result.kappa, result.pabak) == (0, 0, -1)


def test_maybe_is_a_category_of_its_own_where_it_was_used() -> None:
    first, second = {"a": I, "b": E, "c": M}, {"a": I, "b": E, "c": E}
    table = [[1, 0, 0], [0, 1, 0], [0, 1, 0]]
    assert agreement.compare(first, second) == agreement.from_table(table)
    assert agreement.compare(first, second).pabak == pytest.approx((3 * 2 / 3 - 1) / 2)


def test_maybe_on_a_record_that_the_other_has_not_seen_adds_no_category() -> None:
    assert agreement.compare({"a": I, "b": M}, {"a": I}) == agreement.from_counts(1, 0, 0, 0)


def test_other_verdicts_need_their_categories() -> None:
    first, second = {"a": 1, "b": 0}, {"a": 1, "b": 1}
    result = agreement.compare(first, second, categories=(1, 0))
    assert result == agreement.from_counts(1, 0, 1, 0)
    with pytest.raises(InputError, match=r"reviewer 1, record a: The verdict '1'"):
        agreement.compare(first, second)


def test_plain_words_are_verdicts() -> None:
    result = agreement.compare({"a": "include"}, {"a": "exclude"})
    assert result == agreement.from_counts(0, 1, 0, 0)


@pytest.mark.parametrize("categories", [(), (1,), (1, 1)])
def test_fewer_than_two_categories_are_refused(categories: tuple[int, ...]) -> None:
    with pytest.raises(InputError, match="not two or more"):
        agreement.compare({"a": 1}, {"a": 1}, categories)


@pytest.mark.parametrize(
    "table", [[[1]], [[1, 2, 3], [1, 2, 3]], [1, 2], [[1, -1], [0, 0]], [[0.5, 0], [0, 1]]]
)
def test_what_is_no_cross_table_is_refused(table: Any) -> None:
    with pytest.raises(InputError):
        agreement.from_table(table)


@pytest.mark.parametrize("votes", [[], [[1, 0], [0, 1]], [[2, 0], [1, 2]], [[3], [3]], [3, 0]])
def test_what_is_no_table_of_votes_is_refused(votes: Any) -> None:
    with pytest.raises(InputError):
        agreement.from_votes(votes)


def test_one_reviewer_cannot_agree() -> None:
    with pytest.raises(InputError, match="at least two"):
        agreement.compare_group([{"a": I}])


verdict_lists = st.integers(2, 4).flatmap(
    lambda raters: st.lists(
        st.tuples(*[st.sampled_from([I, E, M])] * raters), min_size=1, max_size=25
    )
)


@settings(deadline=None, max_examples=100)
@given(verdict_lists)
def test_follows_the_definitions(rows: list[tuple[Verdict, ...]]) -> None:
    """Against the formulas in floating point, category by category."""
    categories, n, m = (I, E, M), len(rows), len(rows[0])
    raters = [{str(i): row[rater] for i, row in enumerate(rows)} for rater in range(m)]

    pair = agreement.compare(raters[0], raters[1], categories)
    po = sum(row[0] == row[1] for row in rows) / n
    share = [[sum(row[rater] == c for row in rows) / n for c in categories] for rater in (0, 1)]
    pe = sum(a * b for a, b in zip(*share, strict=True))
    mean = [(a + b) / 2 for a, b in zip(*share, strict=True)]
    chance = sum(p * (1 - p) for p in mean) / 2
    assert pair.n_records == n
    assert pair.proportion == pytest.approx(po)
    assert pair.prevalence == pytest.approx(mean[0])
    assert pair.pabak == pytest.approx((3 * po - 1) / 2)
    assert pair.ac1 == pytest.approx((po - chance) / (1 - chance), abs=1e-12)
    if pair.kappa is None:
        assert pe == pytest.approx(1)
    else:
        assert pair.kappa == pytest.approx((po - pe) / (1 - pe), abs=1e-9)

    group = agreement.compare_group(raters, categories)
    observed = np.mean([np.mean([a == b for a, b in combinations(row, 2)]) for row in rows])
    expected = sum((sum(row.count(c) for row in rows) / (n * m)) ** 2 for c in categories)
    assert (group.n_records, group.n_raters) == (n, m)
    assert group.proportion == pytest.approx(observed)
    if group.kappa is None:
        assert expected == pytest.approx(1)
    else:
        assert group.kappa == pytest.approx((observed - expected) / (1 - expected), abs=1e-9)
