"""The pictures about stopping: what reading gives, what was estimated, where rules ended."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from activescreen.reports.price_chart import price_chart, price_table
from activescreen.reports.recall_curve import chart_svg, save_chart
from activescreen.reports.recall_estimate_chart import (
    estimate_table,
    estimates_of,
    recall_estimate_chart,
)
from activescreen.reports.stopping_chart import stopping_chart
from activescreen.reports.words import percent
from activescreen.reports.yield_chart import yield_chart, yield_table
from activescreen.simulation.run import Stop
from activescreen.stopping import Badge, RecallEstimate
from activescreen.stopping.price import Standing
from activescreen.stopping.price_list import price_list

FORTUNA = Standing(5905, 1500, 27)


def guess(recall, low, high=None, method="poisson_power"):
    return RecallEstimate(method, Badge.MODEL_BASED, 5, 10.0, recall, low, high, 0.95, "…")


@pytest.fixture
def run(make_run):
    """20 of 500, falling; the guesses are right at the first look and too high at the second."""
    labels = np.zeros(500, dtype=int)
    labels[np.arange(20) ** 2] = 1
    estimates = ((100, guess(0.4, 0.3)), (200, guess(0.99, 0.97)))
    stops = (
        Stop("calibrated_random_phase", "certified", 480, 1.0, 20, 300, "…"),
        Stop("knee", "heuristic", 120, 0.55, 11, None, "…"),
        Stop("qbcb", "certified", None, None, 20, None, "…"),
    )
    return make_run(labels.tolist(), estimates=estimates, stops=stops)


class TestYield:
    def test_finds_are_counted_by_the_hundred(self, run):
        assert yield_table([run])["found"].tolist() == [10, 5, 3, 2, 0]

    def test_priors_are_left_out(self, make_run):
        table = yield_table([make_run("1" * 3 + "0" * 197, priors=2)])
        assert table["found"].tolist() == [1, 0]
        assert table["to"].tolist() == [100, 198]

    def test_a_run_that_has_found_all_finds_nothing_more(self, make_run):
        short = make_run([0] * 99 + [1], population=400, relevant=1)
        long = make_run([0] * 299 + [1], seed=1, population=400, relevant=1)
        table = yield_table([short, long])
        assert table[table["seed"] == 0]["found"].tolist() == [1, 0, 0]
        cut = make_run([0] * 100, population=400, relevant=1, complete=False)
        assert len(yield_table([cut, long])) == 1 + 3

    def test_it_is_named_in_plain_words(self, run, make_run):
        svg = chart_svg(yield_chart([run]))
        for words in ("Relevant found per 100 read", "random order", "20 relevant among 500"):
            assert words in svg
        again = make_run(run.labels.tolist(), seed=1)
        assert "mean of 2 runs" in chart_svg(yield_chart([run, again]))

    def test_reviews_are_not_mixed(self, run, make_run):
        for other in ("file", "config"):
            with pytest.raises(ValueError, match="one review in one"):
                yield_chart([run, make_run("10", **{other: "another"})])
        with pytest.raises(ValueError, match="one review"):
            yield_chart([])


class TestEstimates:
    def test_it_says_how_often_the_interval_held_the_truth(self, run):
        svg = chart_svg(recall_estimate_chart(run))
        assert "True recall" in svg
        assert "poisson_power (model-based)" in svg
        # Without an upper end, holding the truth is no more than lying below it.
        assert "true recall was not below the 95 % lower bound at 1 of 2 looks" in svg.replace(
            "\N{NO-BREAK SPACE}", " "
        )
        assert "interval held" not in svg
        # True recall is 10 of 20 and 15 of 20: 10 points too low, then 24 too high.
        assert "off by 17.0 points on average (mean error +7.0)" in svg

    def test_an_interval_with_two_ends_is_called_one(self, run):
        shown = {"two ends": [(100, guess(0.5, 0.4, 0.6)), (200, guess(0.5, 0.4, 0.6))]}
        svg = chart_svg(recall_estimate_chart(run, shown)).replace("\N{NO-BREAK SPACE}", " ")
        assert "the 95 % interval held the truth at 1 of 2 looks" in svg
        assert "mean error \N{MINUS SIGN}12.5" in svg

    def test_a_bound_without_an_estimate_has_no_error(self, run):
        svg = chart_svg(recall_estimate_chart(run, {"bound": [(100, guess(None, 0.2))]}))
        assert "lower bound at 1 of 1 looks" in svg
        assert "on average" not in svg

    def test_several_estimators_are_drawn_together(self, run):
        shown = {"one": run.estimates, "bound": ((50, guess(None, 0.2, None)),)}
        svg = chart_svg(recall_estimate_chart(run, shown))
        assert ">one<" in svg
        assert ">bound<" in svg

    def test_a_mere_bound_is_its_own_line(self):
        table = estimate_table({"bound": [(50, guess(None, 0.2)), (60, guess(None, None))]})
        assert table[["recall", "low", "high"]].to_numpy().tolist() == [[0.2, 0.2, 0.2]]

    def test_estimates_are_told_apart_by_method(self, make_run):
        both = ((1, guess(0.5, 0.4)), (1, guess(0.6, 0.4, method="cox")))
        assert len(estimates_of(make_run("10", estimates=both))) == 2

    def test_nothing_to_draw_is_refused(self, make_run):
        with pytest.raises(ValueError, match="needs an estimate"):
            recall_estimate_chart(make_run("0000"))


class TestStops:
    def test_every_rule_has_a_lane_with_its_badge(self, run):
        svg = chart_svg(stopping_chart([run]))
        for words in (
            *("calibrated_random_phase", "knee", "qbcb", "certified", "heuristic"),
            *("480 read, 100", "120 read, 55", "never stopped"),
        ):
            assert words in svg

    def test_several_seeds_share_a_lane(self, run, make_run):
        stops = (Stop("knee", "heuristic", 150, 0.6, 12, None, "…"),)
        other = make_run(run.labels.tolist(), seed=1, stops=stops)
        svg = chart_svg(stopping_chart([run, other]))
        assert "120–150 read" in svg
        assert "2 runs" in svg

    def test_it_needs_one_review_and_a_rule(self, run, make_run):
        with pytest.raises(ValueError, match="one review"):
            stopping_chart([run, make_run("10", file="other.csv")])
        with pytest.raises(ValueError, match="at least one rule"):
            stopping_chart([make_run("10")])


class TestPrices:
    def test_shares_of_the_unread(self):
        table = price_table(price_list(FORTUNA, ["0.95"], [0.05]), FORTUNA)
        first = table[table["rule"] == "calibrated_random_phase"].iloc[0]
        assert first["none_left"] == pytest.approx(3454 / 4405)
        assert first["none_left"] < first["expected"] < first["most"] <= 1

    def test_rules_that_read_everything_are_named_once_and_not_drawn(self):
        svg = chart_svg(price_chart(price_list(FORTUNA), FORTUNA))
        for words in (
            *("calibrated_random_phase", "Recall to be claimed", "4,405 of 5,905"),
            "Not drawn: qbcb and target, which would read everything",
        ):
            assert words in svg
        assert svg.count("qbcb") == svg.count("read everything")

    def test_a_panel_a_rule_and_what_it_cannot_do(self):
        rich = Standing(20000, 3000, 900)
        svg = chart_svg(price_chart(price_list(rich, left=200), rich))
        for words in (">qbcb<", ">target<", "Cannot certify", "At least: with a perfect ranking"):
            assert words in svg

    def test_each_line_has_its_error_beside_it_and_one_error_has_a_band(self):
        drawn = price_chart(price_list(FORTUNA), FORTUNA).to_dict()
        band, _, _, names = drawn["concat"][0]["layer"]
        assert band["mark"]["type"] == "area"
        assert {row["error"] for row in drawn["datasets"][band["data"]["name"]]} == {percent(0.05)}
        rows = drawn["datasets"][names["data"]["name"]]
        assert [row["error"] for row in rows] == [percent(alpha) for alpha in (0.01, 0.05, 0.1)]
        # Words one below the other, wherever their lines end.
        places = [row["place"] for row in rows]
        assert all(above - below >= 0.05 - 1e-9 for above, below in pairwise(places))

    def test_rules_with_the_same_prices_share_a_panel(self):
        rich = Standing(20000, 3000, 900)
        one = [price for price in price_list(rich, left=200) if price.rule == "qbcb"]
        other = [replace(price, rule="as_dear") for price in one]
        svg = chart_svg(price_chart([*one, *other], rich))
        assert "qbcb and as_dear (the same)" in svg

    def test_one_target_and_no_price_still_give_a_picture(self, tmp_path):
        prices = price_list(FORTUNA, ["1"], [0.05])
        save_chart(price_chart(prices, FORTUNA), tmp_path / "price.png")
        assert (tmp_path / "price.png").read_bytes().startswith(b"\x89PNG")
        with pytest.raises(ValueError, match="at least one price"):
            price_chart([], FORTUNA)
