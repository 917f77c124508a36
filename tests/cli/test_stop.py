"""``activescreen stop price`` as people type it."""

import json

import pytest

ASKED = ("stop", "price", "--records", "5905", "--read", "1500", "--found", "27")
USUAL = ("--target", "0.95", "--alpha", "0.05")


def test_the_first_sentence_says_what_it_would_take(activescreen):
    answer = activescreen(*ASKED, *USUAL)
    assert answer.code == 0
    first = answer.out.splitlines()[0]
    assert first.startswith(
        "Being able to claim 95 % recall with 5 % error would take about 3,750 more records "
        "(62 hours)"
    )
    assert "3,454 if none is" in first
    assert "at worst 4,293" in first


def test_the_table_has_every_target_and_error(activescreen):
    out = activescreen(*ASKED).out
    for words in ("80 %", "90 %", "95 %", "100 %", "1 %", "5 %", "10 %", "none left", "at worst"):
        assert words in out
    assert "qbcb would read all 4,405 records" in out
    assert "fewer than 11 relevant records" in out


def test_rules_that_need_a_rich_pool_come_in_where_it_is_rich(activescreen):
    call = ("stop", "price", "--records", "20000", "--read", "3000", "--found", "900")
    out = activescreen(*call, "--left", "200").out
    assert "≥" in out
    assert "a real one takes longer" in out
    assert "a hidden sample cannot certify a recall of 1" in out


def test_nothing_left_to_miss_costs_nothing(activescreen):
    call = ("stop", "price", "--records", "1005", "--read", "1000", "--found", "95", *USUAL)
    assert activescreen(*call).out.startswith("You can claim 95 % recall with 5 % error now")


def test_json_and_plot(activescreen, tmp_path):
    answer = activescreen(
        *ASKED, *USUAL, "--votes", "1", "--seconds", "60", "--json", "p.json", "--plot", "p.svg"
    )
    assert answer.code == 0
    data = json.loads((tmp_path / "p.json").read_text())
    assert (data["records"], data["read"], data["found"]) == (5905, 1500, 27)
    price = data["prices"][0]
    assert (price["rule"], price["badge"]) == ("calibrated_random_phase", "certified")
    assert price["none_left"] == {
        "records": 3454,
        "votes": 3454,
        "hours": pytest.approx(57.57, abs=0.01),
    }
    assert (tmp_path / "p.svg").read_text().startswith("<svg")
    activescreen(*ASKED, *USUAL, "--plot", "p.png")
    assert (tmp_path / "p.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        (("--found", "1501"), "cannot have been found among 1,500 read"),
        (("--read", "6000"), "cannot have been read"),
        (("--found", "-1"), "no number of records"),
        (("--target", "1.5"), "target recall of 1.5"),
        (("--target", "0"), "target recall of 0"),
        (("--target", "high"), "target recall of high"),
        (("--target", ","), "Nothing is named"),
        (("--alpha", "0"), "error probability of 0"),
        (("--alpha", "1"), "error probability of 1"),
        (("--alpha", "nan"), "error probability of nan"),
        (("--alpha", "small"), "'small' is no error probability"),
        (("--left", "4406"), "cannot be left among 4,405"),
        (("--votes", "0"), "votes a record"),
        (("--seconds", "0"), "Nobody reads a record in 0 seconds"),
        (("--plot", "p.bmp"), ".png or .svg"),
        (("--json", "no/such/p.json"), "does not exist"),
        (("--json", "p.svg", "--plot", "p.svg"), "would write the same file"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(activescreen, more, reason):
    assert reason in activescreen(*ASKED, *more).refusal


def test_numbers_must_be_given(activescreen):
    answer = activescreen("stop", "price", "--records", "10")
    assert answer.code == 2
    assert "Missing option" in answer.err


def test_help_explains(activescreen):
    assert "price" in activescreen("stop", "--help").out
    out = activescreen("stop", "price", "--help").out
    assert all(option in out for option in ("--records", "--left", "--votes", "--plot"))
