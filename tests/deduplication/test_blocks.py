"""How many pairs are compared: in proportion to the records, whatever keys they share."""

import pytest

from activescreen.deduplication.blocks import NEIGHBOURS, candidate_pairs
from activescreen.deduplication.profile import profile_of
from activescreen.records import Record, Source

TITLE = "Digital peer support for people with serious mental illness"


def pairs_among(records):
    return candidate_pairs(records, [profile_of(record) for record in records])


def record(number, title=TITLE, **fields):
    return Record(title, Source("a.ris", number), **fields)


JUNK = {
    "one DOI": lambda n: record(n, f"Study {n} of subject {n * 7}", doi="10.1000/congress"),
    "one title": lambda n: record(n, "Editorial", year=1900 + n % 100),
    "one page": lambda n: record(n, f"t{n} u{n} v{n}", year=2018, volume="3", pages="S1"),
    "one author": lambda n: record(n, f"w{n} of hope", year=2018, authors=("Li, N.",)),
    "one abstract": lambda n: record(n, f"x{n} y{n}", abstract="No abstract is given here. " * 9),
    "one of everything": lambda n: record(n, doi="10.1000/x", pmid="1", year=2018),
}


@pytest.mark.parametrize("name", JUNK)
def test_no_key_makes_more_than_a_bounded_number_of_pairs_a_record(name):
    # Each of a dozen keys gives a record so many neighbours at most.
    for count in (200, 800):
        assert len(pairs_among([JUNK[name](n) for n in range(count)])) <= count * 2 * NEIGHBOURS


def test_pairs_are_ascending_and_come_once():
    pairs = pairs_among([record(n, doi="10.1000/x", year=2018) for n in range(5)])
    assert pairs.tolist() == [[a, b] for a in range(5) for b in range(a + 1, 5)]


def test_a_typing_error_in_any_word_leaves_a_key_in_common():
    words = TITLE.split()
    for place, word in enumerate(words):
        wrong = " ".join([*words[:place], word[:-1] + "x", *words[place + 1 :]])
        others = [record(n, f"Hope and sleep of nurse {n}") for n in range(2, 6)]
        assert [0, 1] in pairs_among([record(0), record(1, wrong), *others]).tolist()


def test_nothing_to_compare():
    assert len(pairs_among([])) == 0
    assert len(pairs_among([record(0, ""), record(1, "")])) == 0
