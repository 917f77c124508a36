"""The answer for pairs that a librarian would know: copies, twins, and what a person must see."""

import pytest

from activescreen.deduplication import Answer, How, compare
from activescreen.records import Record, Source

ABSTRACT = (
    "Background: People with serious mental illness die early. Methods: We randomised 122 adults "
    "to digital peer support or usual care for twelve weeks and measured hope and engagement. "
    "Results: Hope improved by 0.4 standard deviations. Conclusion: Peer support is worth a trial."
)
OTHER_ABSTRACT = (
    "Objective: Little is known of lithium in primary practice. Design: Interviews with nineteen "
    "physicians across rural counties were coded twice. Findings: Monitoring was irregular and "
    "laboratories rarely told anyone. Implications: A shared register would close this gap soon."
)
PAPER = {
    "title": "Digital peer support for people with serious mental illness: a randomised trial",
    "authors": ("Fortuna, K. L.", "Naslund, J. A.", "LaCroix, J. M.", "Bianco, C. L."),
    "year": 2020,
    "journal": "Journal of Clinical Psychiatry",
    "volume": "41",
    "number": "3",
    "pages": "123-129",
    "doi": "10.1000/jcp.2020.41",
    "pmid": "32012345",
    "abstract": ABSTRACT,
}
NO_IDS = {"doi": "", "pmid": ""}
BARE = NO_IDS | {"abstract": "", "volume": "", "number": "", "pages": ""}


def record(**fields):
    return Record(source=Source("a.ris", 0), **(PAPER | fields))


def both(one, other):
    """The answer, which must not depend on which record comes first."""
    first, second = record(**one), record(**other)
    there, back = compare(first, second), compare(second, first)
    assert there == back
    return there


COPIES = {
    "DOI as an address": ({"doi": "https://doi.org/10.1000/JCP.2020.41."}, {"pmid": ""}),
    "abbreviated journal": (NO_IDS, NO_IDS | {"journal": "J Clin Psychiatry"}),
    "journal by its initials": (
        NO_IDS | {"journal": "JAMA"},
        NO_IDS | {"journal": "Journal of the American Medical Association", "number": ""},
    ),
    "short page range": (NO_IDS, NO_IDS | {"pages": "123-9", "journal": ""}),
    "pages turned into a date": (
        NO_IDS | {"pages": "6-10"},
        NO_IDS | {"pages": "06-Oct", "abstract": ""},
    ),
    "supplement pages": (NO_IDS | {"pages": "S123-S129"}, NO_IDS),
    "capitals and a full stop": (NO_IDS, NO_IDS | {"title": PAPER["title"].upper() + "."}),
    "markup and entity": (
        NO_IDS | {"title": "Hope &amp; <i>peer</i> support in TNF-α disease of the young"},
        NO_IDS | {"title": "Hope and peer support in TNF-alpha disease of the young"},
    ),
    "language in brackets": (NO_IDS, NO_IDS | {"title": f"[{PAPER['title']}]. [German]"}),
    "Cochrane's (Review)": (NO_IDS, NO_IDS | {"title": PAPER["title"] + " (Review)"}),
    "American spelling": (
        NO_IDS | BARE,
        NO_IDS | BARE | {"title": PAPER["title"].replace("randomised", "randomized")},
    ),
    "slip of the pen": (NO_IDS, NO_IDS | {"title": PAPER["title"].replace("serious", "serous")}),
    "erratum told of": (
        NO_IDS,
        NO_IDS | {"title": PAPER["title"] + ".[Erratum appears in J Clin Psychiatry 2021;42(1):7]"},
    ),
    "retraction flagged": (NO_IDS, NO_IDS | {"title": "RETRACTED: " + PAPER["title"]}),
    "subtitle left out": (
        NO_IDS,
        NO_IDS | {"title": "Digital peer support for people with serious mental illness"},
    ),
    "authors as Scopus and Embase print them": (
        NO_IDS,
        BARE | {"authors": ("Fortuna K.L.", "Naslund J.A.", "et al.")},
    ),
    "given names first": (
        NO_IDS | {"authors": ("Zhang Wei", "Li Na")},
        BARE | {"authors": ("Wei Zhang", "Na Li")},
    ),
    "umlauts": (
        NO_IDS | {"authors": ("Müller, Jörg", "Weiß, A.")},
        BARE | {"authors": ("Mueller J", "Weiss A")},
    ),
    "ahead of print": (
        {"pmid": "", "abstract": ABSTRACT},
        {"year": 2019, "volume": "", "number": "", "pages": "", "pmid": ""},
    ),
    "ahead of print, without identifiers": (
        NO_IDS | {"abstract": ""},
        BARE | {"year": 2019},
    ),
    "a commentary that one source names so": (
        NO_IDS | {"title": "Commentary - hope in the young of Norway", "abstract": ""},
        NO_IDS | {"title": "Hope in the young of Norway", "abstract": ""},
    ),
    "translated title, one DOI": (
        {"pmid": "", "abstract": "", "volume": "", "number": "", "pages": ""},
        {"pmid": "", "title": "Soutien par les pairs et maladie mentale grave : un essai de plus"},
    ),
    "only title and year": (
        BARE | {"authors": (), "journal": ""},
        BARE | {"authors": (), "journal": ""},
    ),
    "one identifier, blank title": ({}, {"title": ""}),
    "blank title at one place": (NO_IDS | {"title": ""}, NO_IDS),
    "prefix instead of a DOI": ({"doi": "10.1000/", "pmid": ""}, {"pmid": ""}),
    "two errata of one paper": (
        NO_IDS | {"title": "Erratum: " + PAPER["title"], "abstract": ""},
        NO_IDS | {"title": PAPER["title"] + " (vol 40, pg 12, 2019)", "abstract": ""},
    ),
    "translated title": (
        NO_IDS | {"abstract": ""},
        NO_IDS
        | {
            "title": "Digitale Unterstützung durch Gleichgesinnte bei schweren Erkrankungen",
            "abstract": "",
        },
    ),
}

TWINS = {
    "two PubMed ids": ({}, {"pmid": "32012346"}),
    "conference abstract and paper": (
        NO_IDS | {"volume": "38", "pages": "S99", "abstract": OTHER_ABSTRACT},
        NO_IDS,
    ),
    "erratum under the paper's title": (
        {"pmid": ""},
        {"title": "Erratum: " + PAPER["title"], "pmid": ""},
    ),
    "erratum as Web of Science names it": (
        NO_IDS,
        NO_IDS | {"title": PAPER["title"] + " (vol 41, pg 123, 2020)"},
    ),
    "erratum by its kind": (NO_IDS, NO_IDS | {"kind": "Published Erratum"}),
    "reply to a letter": (
        NO_IDS | {"authors": ("Okafor, A.", "Li, N.")},
        NO_IDS | {"title": PAPER["title"] + " - Reply", "pages": "129"},
    ),
    "comment": (NO_IDS, NO_IDS | {"title": "Comment on: " + PAPER["title"], "pages": "130"}),
    "part 1 and part 2": (
        {"title": "The peer workforce of tomorrow. Part 1", "pmid": ""},
        {"title": "The peer workforce of tomorrow. Part 2", "pmid": ""},
    ),
    "part I and part II": (
        NO_IDS | {"title": "The peer workforce of tomorrow, part I: theory"},
        NO_IDS | {"title": "The peer workforce of tomorrow, part II: theory"},
    ),
    "a part and the whole": (
        NO_IDS | {"title": "The peer workforce of tomorrow: part two of a series"},
        NO_IDS | {"title": "The peer workforce of tomorrow"},
    ),
    "phase II and phase III": (
        NO_IDS | {"title": "A phase II trial of hope in the community"},
        NO_IDS | {"title": "A phase III trial of hope in the community"},
    ),
    "same title, years later": (NO_IDS, BARE | {"year": 2015}),
    "standing title": (
        BARE | {"title": "Editorial", "authors": ()},
        BARE | {"title": "Editorial", "authors": ()},
    ),
    "one DOI for all abstracts of a congress": (
        {"title": "Heart failure in the elderly of Spain", "pmid": "", "pages": "S1"}
        | {"abstract": ABSTRACT, "authors": ("García, A.",)},
        {"title": "Beta blockers after surgery: a cohort", "pmid": "", "pages": "S9"}
        | {"abstract": OTHER_ABSTRACT, "authors": ("Okafor, B.",)},
    ),
    "two abstracts on one page": (
        NO_IDS | {"pages": "S12", "title": "Sleep in peers of a day clinic", "abstract": ABSTRACT},
        NO_IDS
        | {"pages": "S12", "title": "Lithium and the thyroid gland", "abstract": OTHER_ABSTRACT},
    ),
    "no title, no place": (BARE | {"title": ""}, BARE | {"title": ""}),
    "angiotensin I and II": (
        BARE | {"title": "Effect of angiotensin I on renal blood flow in the dog"},
        BARE | {"title": "Effect of angiotensin II on renal blood flow in the dog"},
    ),
    "junk DOI": (
        {"doi": "doi [pii]", "pmid": "", "title": "Sleep in peers of a day clinic"},
        {"doi": "doi [pii]", "pmid": "", "title": "Lithium and the gland", "pages": "7-9"}
        | {"authors": ("Okafor, B.",), "abstract": OTHER_ABSTRACT},
    ),
}

FOR_A_PERSON = {
    "hepatitis A and B, and an article": (
        BARE | {"title": "Burden of hepatitis A in a large city of the North"},
        BARE | {"title": "Burden of hepatitis B in a large city of the North"},
    ),
    "vitamin A and D": (
        BARE | {"title": "Vitamin A supplementation for children with measles in the tropics"},
        BARE | {"title": "Vitamin D supplementation for children with measles in the tropics"},
    ),
    "hepatitis A and B": (
        BARE | {"title": "Prevalence of hepatitis A in blood donors of a Northern city"},
        BARE | {"title": "Prevalence of hepatitis B in blood donors of a Northern city"},
    ),
    "two versions of a Cochrane review": (
        BARE | {"year": 2016, "doi": "10.1002/14651858.CD001234", "pages": "CD001234"},
        BARE | {"year": 2018, "doi": "10.1002/14651858.CD001234.pub2", "pages": "CD001234"},
    ),
    "rats and cats": (
        BARE | {"title": "Pharmacokinetics of ketamine in rats after injection"},
        BARE | {"title": "Pharmacokinetics of ketamine in cats after injection"},
    ),
    "Iran and Iraq": (
        BARE | {"title": "Prevalence of anaemia in pregnant women in Iran"},
        BARE | {"title": "Prevalence of anaemia in pregnant women in Iraq"},
    ),
    "one word more": (
        BARE | {"title": "Dexamethasone in hospitalised patients with malaria in rural Ghana"},
        BARE
        | {"title": "Dexamethasone in hospitalised patients with severe malaria in rural Ghana"},
    ),
    "a title of every issue": (
        BARE | {"title": "In this issue of Stroke"},
        BARE | {"title": "In this issue of Stroke"},
    ),
    "two editorials under the DOI of their journal": (
        BARE | {"title": "Editorial", "doi": "10.1111/(ISSN)1365-3156"},
        BARE | {"title": "Editorial", "doi": "10.1111/(ISSN)1365-3156"},
    ),
    "thesis and article of one year": (
        BARE | {"authors": PAPER["authors"][:1], "journal": "", "kind": "THES"},
        BARE,
    ),
    "preprint and journal version": (
        {"doi": "10.1101/2019.12.01.19012345", "pmid": "", "journal": "medRxiv", "volume": ""}
        | {"number": "", "pages": ""},
        {},
    ),
    "standing title, year after year": (
        BARE | {"title": "Introduction to the minitrack on crowds and peers in the economy"},
        BARE
        | {"title": "Introduction to the minitrack on crowds and peers in the economy"}
        | {"year": 2021},
    ),
    "erratum that does not say so": (
        NO_IDS,
        NO_IDS | {"number": "6", "pages": "301", "abstract": ""},
    ),
    "preliminary results": (
        BARE | {"title": "Preliminary results: peer support in preliminary care of the young"},
        BARE | {"title": "Peer support in preliminary care of the young"},
    ),
    "abstract in the supplement of the paper's volume": (
        NO_IDS | {"number": "", "pages": "S226"},
        NO_IDS,
    ),
    "one abstract in two journals": (
        NO_IDS | {"journal": "Schizophrenia Bulletin", "volume": "46", "pages": "S201"},
        NO_IDS | {"pages": "S33"},
    ),
    "abstract and paper of one year": (
        BARE | {"journal": "European Psychiatry"},
        NO_IDS,
    ),
    "resistant and sensitive": (
        NO_IDS | {"title": "Lithium in adults with treatment resistant disorder", "abstract": ""},
        NO_IDS | {"title": "Lithium in adults with treatment sensitive disorder", "abstract": ""},
    ),
}


@pytest.mark.parametrize("name", COPIES)
def test_copies_are_one_publication(name):
    verdict = both(*COPIES[name])
    assert verdict.answer is Answer.SAME, verdict


@pytest.mark.parametrize(
    "before",
    [
        *("Statement of retraction: ", "Withdrawal notice to: ", "REMOVED: "),
        *("Notice of retraction and replacement. ", "Editorial expression of concern: "),
        *("Fe de erratas: ", "Corrección: ", "Berichtigung zu: ", "Rectificatif à : "),
        *("Addendum: ", "Errors in: ", "Invited discussion on: ", "Editorial comment: "),
        *("Letter by Okafor regarding article, ", "Response to letters: "),
        "Response by Okafor and Li to letter regarding article, ",
    ],
)
def test_a_notice_is_kept_apart_from_its_paper(before):
    notice = {"title": f"{before}{PAPER['title']}", "authors": ("Okafor, A.", "Li, N.")}
    assert both(NO_IDS | notice, NO_IDS).answer is Answer.DIFFERENT


@pytest.mark.parametrize("name", TWINS)
def test_twins_are_kept_apart(name):
    verdict = both(*TWINS[name])
    assert verdict.answer is Answer.DIFFERENT, verdict


@pytest.mark.parametrize("name", FOR_A_PERSON)
def test_what_the_record_cannot_tell_is_left_to_a_person(name):
    verdict = both(*FOR_A_PERSON[name])
    assert verdict.answer is Answer.UNCERTAIN, verdict
    assert verdict.reason


def test_it_is_said_by_what_a_copy_was_recognised():
    assert both({}, {"title": "Digital peer support"}).how is How.IDENTIFIER
    assert both(NO_IDS, NO_IDS).how is How.TITLE
    assert both(*COPIES["slip of the pen"]).how is How.FUZZY


def test_more_agreement_never_lowers_the_score():
    bare = both(BARE, BARE).score
    assert both(BARE, BARE | {"year": 2021}).score < bare
    assert both(BARE | {"volume": "41"}, BARE | {"volume": "41"}).score > bare
    assert both(NO_IDS, NO_IDS).score > bare
    assert both({}, {}).score > both(NO_IDS, NO_IDS).score


@pytest.mark.parametrize(
    ("title", "more", "answer"),
    [
        (PAPER["title"], {}, Answer.SAME),
        ("Peer support for adult psychosis", {"year": 2018, "journal": "J"}, Answer.SAME),
        ("Peer support for adult psychosis", {"year": 2018}, Answer.UNCERTAIN),
        ("Peer support for adult psychosis", {}, Answer.DIFFERENT),
        ("Editorial comment", {"year": 2018}, Answer.DIFFERENT),
    ],
)
def test_of_the_same_title_without_authors_a_person_is_asked_where_the_year_agrees(
    title, more, answer
):
    nothing = BARE | {"authors": (), "year": None, "journal": ""}
    seen = nothing | {"title": title} | more
    assert both(seen, seen).answer is answer
