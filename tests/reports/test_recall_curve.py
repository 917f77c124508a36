import numpy as np
import pytest

from activescreen.errors import InputError
from activescreen.reports import recall_chart, save_chart
from activescreen.reports.recall_curve import chart_svg
from activescreen.simulation.run import Stop


def ranked(make_run, seed=0, n=400, relevant=30, **more):
    rng = np.random.default_rng(seed)
    labels = np.zeros(n, dtype=int)
    labels[np.unique((rng.random(relevant) ** 2 * n * 0.8).astype(int))] = 1
    return make_run(labels.tolist(), seed=seed, priors=1, **more)


STOPS = (
    Stop("calibrated_random_phase", "certified", 310, 0.97, 20, 200, "…"),
    Stop("qbcb", "certified", None, None, 20, None, "…"),
)


def test_axes_lines_and_stops_are_named_in_plain_words(make_run):
    svg = chart_svg(recall_chart([ranked(make_run, stops=STOPS)]))
    for words in (
        "Records read",
        "Relevant records found",
        "Random order, expected",
        "Best possible order",
        "calibrated_random_phase",
        "310 read, 97",
        "Never stopped: qbcb",
    ):
        assert words in svg


def test_several_seeds_show_each_and_their_mean(make_run):
    runs = [ranked(make_run, seed) for seed in range(5)]
    random = [ranked(make_run, seed, config="random") for seed in range(2)]
    svg = chart_svg(recall_chart(runs, random))
    assert "default, mean of 5 seeds" in svg
    assert "default, each seed" in svg
    assert "Random order, each run" in svg


def test_several_reviews_get_a_panel_each(make_run):
    runs = [ranked(make_run, file=f"review {k}.csv", stops=STOPS) for k in range(12)]
    svg = chart_svg(recall_chart(runs))
    assert "12 reviews" in svg
    for k in range(12):
        assert f"review {k}.csv" in svg


def test_many_rules_and_configurations_move_from_labels_to_a_legend(make_run):
    stops = tuple(Stop(f"rule{k}", "heuristic", 100 + k, 0.9, 15, None, "") for k in range(4))
    runs = [ranked(make_run, config=config, stops=stops) for config in ("default", "light")]
    assert "Stopped by" in chart_svg(recall_chart(runs))


def test_a_stop_beyond_the_ranked_trace_is_drawn(make_run):
    stop = Stop("calibrated_random_phase", "certified", 390, 1.0, 3, 100, "")
    run = make_run("1" * 3, population=400, stops=(stop,))
    assert "390 read" in chart_svg(recall_chart([run]))


def test_a_long_run_draws_only_the_corners(make_run):
    rng = np.random.default_rng(0)
    labels = (rng.random(6000) < 0.3).astype(int).tolist()
    assert len(chart_svg(recall_chart([make_run(labels)]))) < 60_000


@pytest.mark.parametrize("labels", ["0000", "1111", "1"])
def test_none_all_or_one_relevant_still_give_a_picture(make_run, labels):
    assert chart_svg(recall_chart([make_run(labels)])).startswith("<svg")


def test_no_run_is_refused():
    with pytest.raises(ValueError, match="at least one run"):
        recall_chart([])


def test_png_and_svg_are_written_and_nothing_else(make_run, tmp_path):
    chart = recall_chart([ranked(make_run)])
    save_chart(chart, tmp_path / "new" / "curve.png")
    save_chart(chart, tmp_path / "new" / "curve.svg")
    assert (tmp_path / "new" / "curve.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "new" / "curve.svg").read_text().startswith("<svg")
    assert len(list((tmp_path / "new").iterdir())) == 2
    with pytest.raises(InputError, match=r"\.png or \.svg"):
        save_chart(chart, tmp_path / "curve.bmp")
