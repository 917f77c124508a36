"""The page and the table of an evaluation: the same figures, and promises where one is made."""

import re
from dataclasses import replace

import pytest

from activescreen.cli.evaluate_table import summary_table
from activescreen.evaluation import Row, summary
from activescreen.reports.evaluation import evaluation_chart, render_evaluation
from activescreen.reports.recall_curve import chart_svg
from activescreen.stopping import Badge


def row(rule, badge, coverage, read, review="one"):
    return Row(
        review=review,
        config="words",
        rule=rule,
        badge=badge.value,
        target=0.95,
        alpha=0.05,
        stress="",
        runs=1000,
        stopped=1000,
        reached=round(1000 * coverage),
        coverage=coverage,
        coverage_low=coverage - 0.01,
        coverage_high=0.99895,
        recall_p05=0.94996,
        recall_median=0.97,
        read_mean=read,
        oracle_mean=300.0,
        excess_share=0.0197,
        records=1000,
        relevant=40,
        never_fired=14,
        exact_miss=0.04321,
        flagged=False,
        cleared=False,
        real_recall=None,
    )


@pytest.fixture
def rows():
    return [
        row("calibrated_random_phase", Badge.CERTIFIED, 0.999, 900.0),
        row("elusion", Badge.ONE_LOOK, 0.98, 800.0),
        row("quant_ci", Badge.MODEL_BASED, 0.9, 700.0),
        row("qpet", Badge.HEURISTIC, 0.9768, 635.5),
        row("knee", Badge.HEURISTIC, 0.2, 400.0),
    ]


def page_of(rows):
    return render_evaluation(rows, {}, {}).replace("\N{NO-BREAK SPACE}", " ").replace("&nbsp;", " ")


def test_only_certified_rules_are_held_against_a_promise(rows):
    left = evaluation_chart(rows).to_dict()
    promises = left["hconcat"][0]["layer"][0]
    promised = left["datasets"][promises["data"]["name"]]
    assert promises["mark"]["type"] == "tick"
    assert [each["rule"] for each in promised] == ["calibrated_random_phase", "elusion"]
    assert all(each["promised"] == 0.95 for each in promised)
    svg = chart_svg(evaluation_chart(rows))
    assert "the others promise nothing" in svg
    assert "at 95\N{NO-BREAK SPACE}% recall" in svg


def test_page_and_table_show_the_same_figures(rows):
    page = page_of(rows)
    listed = re.search(r'<th scope="row">qpet</th>((?:<td>[^<]*</td>)+)', page)
    assert listed
    kept, worst, _, _, read, beyond, everything = re.findall(r"<td>([^<]*)</td>", listed[1])
    table = summary_table(summary(rows))
    cells = [list(column.cells) for column in table.columns]
    place = cells[0].index("qpet")
    printed = [f"{column[place]} %" for column in cells[1:] if "/" not in column[place]]
    assert printed == [kept, worst, read, beyond, everything]
    assert printed == ["97.6 %", "97.6 %", "63.6 %", "2.0 %", "1.4 %"]


def test_bounds_are_rounded_outwards_and_recall_down(rows):
    page = page_of(rows)
    assert "96.6–99.9 %" in page
    assert "94.9 %" in page
    assert "4.33 %" in page  # an exact chance of 0.04321


def test_within_a_badge_the_rule_that_read_least_comes_first_and_that_is_said(rows):
    cells = list(summary_table(summary(rows)).columns[0].cells)
    assert cells.index("knee") < cells.index("qpet")
    assert "Within a badge the rule that read least comes first" in page_of(rows)


def test_a_review_in_two_configurations_is_told_apart(rows):
    both = [*rows, *(replace(each, config="logistic") for each in rows)]
    assert "knee (logistic)" in page_of(both)
