"""``activescreen stop price`` as people type it."""

import json

import pytest

ASKED = ("stop", "price", "--records", "5905", "--read", "1500", "--found", "27")
USUAL = ("--target", "0.95", "--alpha", "0.05")


def told(answer):
    """What was printed, as one line."""
    return " ".join(answer.out.split())


def test_the_first_sentence_says_what_it_would_take(activescreen):
    answer = activescreen(*ASKED, *USUAL)
    assert answer.code == 0
    first = told(answer)
    assert first.startswith(
        "Being able to claim 95 % recall with 5 % error would take about 3,750 more records "
        "(62 hours)"
    )
    assert "3,454 if none is" in first
    assert "at worst 4,293" in first


def test_the_table_has_every_target_and_error(activescreen):
    out = told(activescreen(*ASKED))
    for words in ("80 %", "90 %", "95 %", "100 %", "1 %", "5 %", "10 %", "none left", "at worst"):
        assert words in out
    assert "qbcb would read all 4,405 records" in out
    assert "fewer than 11 relevant records" in out


def test_rules_that_need_a_rich_pool_come_in_where_it_is_rich(activescreen):
    call = ("stop", "price", "--records", "20000", "--read", "3000", "--found", "900")
    out = told(activescreen(*call, "--left", "200"))
    assert "≥" in out
    assert "a real one takes longer" in out
    assert "a hidden sample cannot certify a recall of 1" in out


def test_with_none_left_the_expected_reading_is_that_of_none_left(activescreen, tmp_path):
    answer = activescreen(
        *ASKED, "--left", "0", "--target", "0.8", "--alpha", "0.05", "--json", "p.json"
    )
    price = json.loads((tmp_path / "p.json").read_text())["prices"][0]
    assert price["expected"] == price["none_left"]
    assert price["none_left"]["records"] == 1638
    assert "1,638 │    1,638 │" in answer.out
    assert "1,639" not in answer.out
    assert "if no relevant record is left, and at worst 3,622." in told(answer)


def test_before_the_first_inclusion_it_says_what_the_expected_reading_takes_for_granted(
    activescreen,
):
    call = ("stop", "price", "--records", "100", "--read", "0", "--found", "0")
    out = told(activescreen(*call))
    assert out.startswith(
        "Being able to claim 95 % recall with 5 % error would take about 96 more records "
        "(1.6 hours), 96 % of the 100 unread, with calibrated_random_phase if no relevant record "
        "is left, and at worst 100. Nothing relevant has been found yet, so the expected reading "
        "takes none to be left"
    )
    assert "unless --left says" in out
    assert "Nothing relevant has been found yet" not in told(activescreen(*call, "--left", "5"))


def test_paragraphs_are_wrapped_where_there_is_no_terminal(activescreen):
    assert max(map(len, activescreen(*ASKED).out.splitlines())) <= 80


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
