"""How titles, names, pages and journals are read."""

import pytest

from activescreen.deduplication.likeness import TitleMatch, compare_titles, one_word
from activescreen.deduplication.names import NameMatch, compare_names, names_of
from activescreen.deduplication.places import Pages, issue_of, pages_of, same_journal, volume_of
from activescreen.deduplication.titles import title_of


@pytest.mark.parametrize(
    ("text", "words", "notice"),
    [
        ("Response to eculizumab in children", "response to eculizumab in children", ""),
        ("Correction of anemia in adults", "correction of anemia in adults", ""),
        ("Correction: Peer support", "peer support", "correction"),
        ("Erratum to: Peer support", "peer support", "correction"),
        ("Peer support (vol 360, pg 542, 2009)", "peer support", "correction"),
        ("Peer support (Lancet (2009) 360 (542-544))", "peer support", "correction"),
        ("Peer support [Erratum]", "peer support", "correction"),
        ("Peer support.[Erratum appears in JAMA 2009;3(2):7]", "peer support", ""),
        ("Peer support.[see comment]", "peer support", ""),
        ("Peer support... JAMA. 2009 Jan 2;3(2):7-9", "peer support", ""),
        ("RETRACTED ARTICLE: Peer support", "peer support", ""),
        ("Retraction: Peer support", "peer support", "retraction"),
        ("Withdrawal of lithium", "withdrawal of lithium", ""),
        ("Re: Peer support", "peer support", "comment"),
        ("Re-evaluation of support", "re evaluation of support", ""),
        ("Peer support - Reply to Smith", "peer support", "reply"),
        ("Peer support AUTHORS REPLY", "peer support", "reply"),
        ("Improvement in retraction in babies", "improvement in retraction in babies", ""),
        ("[Peer support]. [German]", "peer support", ""),
        ("Peer support [18F]FDG", "peer support 18f fdg", ""),
        ("Oedema &amp; anaemia", "edema and anemia", ""),
    ],
)
def test_titles(text, words, notice):
    title = title_of(text)
    assert (title.text, title.notice) == (words, notice)


@pytest.mark.parametrize(
    ("one", "other", "match"),
    [
        ("Smart phone use on line", "Smartphone use online", TitleMatch.EQUAL),
        ("Effects of hope on sleep", "Effects of sleep on hope", TitleMatch.CHANGED),
        ("Hope in illness of the young", "Hope in illnesses of the young", TitleMatch.SPELLING),
        ("Treatment of hypertension in adults", "Treatment of hypotension in adults", "CHANGED"),
        ("Hope and sleep: a review", "Hope and sleep", TitleMatch.CONTAINED),
        ("Hope", "Lithium", TitleMatch.DIFFERENT),
        ("", "Lithium", TitleMatch.MISSING),
    ],
)
def test_title_likeness(one, other, match):
    wanted = TitleMatch[match] if match == "CHANGED" else match
    assert compare_titles(title_of(one), title_of(other)) is wanted


@pytest.mark.parametrize(
    ("one", "other"),
    [("hypertension", "hypotension"), ("typical", "atypical"), ("interleukin", "intraleukin")],
)
def test_opposites_are_no_spellings(one, other):
    assert not one_word(one, other)
    assert not one_word(other, one)


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        ("123-9", Pages(123, 129)),
        ("123–129", Pages(123, 129)),
        ("S12-S20", Pages(12, 20, supplement=True)),
        ("06-Oct", Pages(6, 10)),
        ("Oct-06", Pages(6, 10)),
        ("10-Jun", Pages(6, 10)),
        ("Dec-45", Pages(12, 45)),
        ("e1003", Pages(1003, None)),
        ("47--65", Pages(47, 65)),
        ("2297-2108", Pages(2297, None)),
        ("no pagination", None),
        ("", None),
    ],
)
def test_pages(text, pages):
    assert pages_of(text) == pages


def test_volumes_and_issues():
    assert volume_of("35 Suppl 1", 2013) == "35"
    assert volume_of("2013", 2013) == ""
    assert volume_of("(Jul)", 2013) == ""
    assert issue_of("SUPPL. 3", "30") == issue_of("S3", "30") == issue_of("", "30 Suppl 3") == "3"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("j clin oncol", "journal of clinical oncology"),
        ("n engl j med", "the new england journal of medicine"),
        ("jama", "journal of the american medical association"),
        (
            "proc natl acad sci u s a",
            "proceedings of the national academy of sciences of the united states of america",
        ),
        ("amcis 2017 proceedings", "americas conference on information systems"),
    ],
)
def test_one_journal_in_two_spellings(one, other):
    assert same_journal(one, other)
    assert same_journal(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("diabetes", "diabetologia"),
        ("journal of hypertension", "journal of clinical hypertension"),
        ("british journal of haematology", "british journal of hospital medicine"),
    ],
)
def test_two_journals(one, other):
    assert same_journal(one, other) is False


def test_a_name_within_another_tells_nothing():
    assert same_journal("circulation", "circulation research") is None
    assert same_journal("haematologica the hematology journal", "haematologica") is None
    assert same_journal("", "haematologica") is None


def test_names_in_any_order_and_spelling():
    lists = (
        ("Fortuna, Karen L.", "Naslund, John A."),
        ("Fortuna KL", "Naslund JA"),
        ("K. L. Fortuna", "J. A. Naslund"),
        ("FORTUNA, K.", "et al."),
        ("Fortuna K. L.Naslund J. A.",),
    )
    for one in lists:
        for other in lists:
            match = compare_names(names_of(one), names_of(other))
            assert match in (NameMatch.SAME, NameMatch.FIRST), (one, other)
    assert compare_names(names_of(("Okafor, A.",)), names_of(lists[0])) is NameMatch.DIFFERENT
    assert compare_names(names_of(("Anonymous",)), names_of(lists[0])) is NameMatch.MISSING
