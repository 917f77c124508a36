"""What a later search says anew of records that are known: told, and nothing of it is changed."""

import csv
from datetime import UTC, datetime

import pytest

from activescreen.errors import MissingError
from activescreen.records import Record, Source
from activescreen.review.board import Boards
from activescreen.review.duplicates.merging import merge
from activescreen.review.imports.changes import changes_of, write_changes
from activescreen.review.imports.signs import Mark, signs_of
from activescreen.review.imports.versions import Field, said_anew
from activescreen.review.permissions import Access
from activescreen.review.records.states import State
from activescreen.store.accounts import Account
from activescreen.store.accounts_roles import Role
from activescreen.store.population import load_imported
from activescreen.store.reviews import find_review

NOW = datetime(2026, 3, 3, 10, tzinfo=UTC)
WORDS = "Forty keepers of bees were asked whether they help each other, and most of them did. "


def entry(number, article, **more):
    """A record with an abstract that is long enough to be told from others."""
    return article(number, abstract=f"{WORDS * 2}Report {number} says so.", **more)


@pytest.fixture
def entered(article):
    return lambda number, **more: entry(number, article, **more)


@pytest.fixture
def told(team):
    return lambda number=2: changes_of(team.database, Boards(), "peers", number)


@pytest.fixture
def begun(team, entered):
    """A review with a search of five records."""
    team.create()
    team.bring(team.write("first.csv", [entered(n) for n in range(5)]))
    return team


def record(**more):
    return Record(**{"title": "Bees help", "source": Source("a.ris", 0), **more})


def anew(later, *earlier):
    return {each.field: each for each in said_anew(later, earlier)}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"title": "Bees help: a trial"}, {"title": "BEES HELP – A TRIAL."}),
        ({"title": "Bees help"}, {"title": "<i>Bees</i>  help"}),
        ({"abstract": WORDS}, {"abstract": f"{WORDS} Copyright (c) 2019 Hive Ltd. All rights."}),
        ({"abstract": WORDS}, {"abstract": f"{WORDS[:60]}..."}),
        ({"journal": "Journal of Clinical Oncology"}, {"journal": "J Clin Oncol"}),
        ({"doi": "10.1234/ABC"}, {"doi": "https://doi.org/10.1234/abc."}),
        ({"year": 2019}, {"year": None}),
        ({"abstract": WORDS}, {"abstract": "  "}),
    ],
)
def test_another_spelling_and_a_missing_field_say_nothing_anew(before, after):
    assert anew(record(**after), record(**before)) == {}


@pytest.mark.parametrize(
    ("field", "before", "after"),
    [
        (Field.TITLE, "Bees help", "Bees do not help"),
        (Field.ABSTRACT, WORDS, WORDS.replace("Forty", "Fourteen")),
        (Field.YEAR, 2019, 2020),
        (Field.JOURNAL, "Hive", "Garden Science"),
        (Field.DOI, "10.1234/a", "10.1234/b"),
    ],
)
def test_another_value_is_told_with_both(field, before, after):
    kept, empty = record(**{field: before}), record(**{"title": "", field: ""})
    (said,) = anew(record(**{field: after}), kept).values()
    assert (said.field, said.before, said.after) == (field, str(before).strip(), str(after).strip())
    assert not said.filled
    assert anew(record(**{field: after}), empty)[field].filled
    # What any earlier record said is not said again.
    assert anew(record(**{field: after}), kept, record(**{field: after})) == {}


@pytest.mark.parametrize(
    ("mark", "more"),
    [
        (Mark.RETRACTION, {"title": "RETRACTED: Bees help"}),
        (Mark.RETRACTION, {"title": "Retracted Article: Bees help"}),
        (Mark.RETRACTION, {"title": "RETRACTED ARTICLE Bees help"}),
        (Mark.RETRACTION, {"title": "[Retracted] Bees help"}),
        (Mark.RETRACTION, {"title": "WITHDRAWN: Bees help"}),
        (Mark.RETRACTION, {"title": "Bees help (Retracted article. See vol. 10, pg. 5, 2012)"}),
        (Mark.RETRACTION, {"kind": "Journal Article; Retracted Publication"}),
        (Mark.RETRACTION, {"fields": {"Publication Type": "Retracted Publication"}}),
        (Mark.RETRACTION, {"fields": {"RIN": "Hive. 2020;3(2):7"}}),
        (Mark.CONCERN, {"title": "Expression of Concern: Bees help"}),
        (Mark.CONCERN, {"fields": {"ECI": "Hive. 2020;3(2):7"}}),
        (Mark.CORRECTION, {"title": "Correction to: Bees help"}),
        (Mark.CORRECTION, {"title": "Bees help [corrected]"}),
        (Mark.CORRECTION, {"fields": {"EIN": "Hive. 2020;3(2):7"}}),
        (Mark.CORRECTION, {"kind": "Corrected and Republished Article"}),
    ],
)
def test_marks_are_recognised(mark, more):
    assert set(signs_of(record(**more))) == {mark}
    assert Field(mark.value) in anew(record(**more), record())
    assert Field(mark.value) not in anew(record(**more), record(**more))


@pytest.mark.parametrize(
    "title",
    [
        "Retracted papers in oncology and their readers",
        "Retraction pressure in lumbar surgery",
        "Withdrawn adolescents and their friends",
        "Correction of anaemia in kidney disease",
        "Corrected QT intervals",
    ],
)
def test_titles_that_are_about_such_things_bear_no_mark(title):
    assert signs_of(record(title=title)) == {}


@pytest.mark.parametrize(
    "title",
    ["RETRACTED: Bees help", "Bees help (Retracted article. See vol. 10, 2012)"],
)
def test_a_mark_in_the_title_is_not_told_as_another_title_too(title):
    assert Field.TITLE not in anew(record(title=title), record(title="Bees help"))


def test_a_search_tells_what_it_says_anew_and_changes_nothing(begun, entered, told):
    team, before = begun, begun.records()
    later = [
        entered(0),
        entered(1, year="2020", title=entered(1)["title"].upper() + "."),
        entered(2, journal="Another Journal Altogether"),
        entered(9),
    ]
    team.bring(team.write("later.csv", later), wave="June")
    found = told()
    assert (found.wave.name, found.known, found.records) == ("June", 3, 2)
    assert found.counted == {Field.YEAR: (1, 0), Field.JOURNAL: (1, 0)}
    by_field = {each.said.field: each for each in found.changes}
    year = by_field[Field.YEAR]
    assert (year.said.before, year.said.after, year.file, year.row) == (
        "2019",
        "2020",
        "later.csv",
        1,
    )
    assert year.title == entered(1)["title"]
    assert [team.records()[n] for n in range(5)] == list(before)
    assert told(1).changes == ()


def test_what_was_said_before_is_not_said_again(begun, entered, told):
    changed = entered(1, year="2020")
    begun.bring(begun.write("b.csv", [changed]), begun.write("c.csv", [changed]))
    begun.bring(begun.write("d.csv", [changed, entered(2, year="2021")]))
    assert [each.said.after for each in told(2).changes] == ["2020"]
    assert [each.said.after for each in told(3).changes] == ["2021"]
    assert told(3).known == 2


def test_a_field_that_was_empty_is_filled_in(team, entered, told):
    team.create()
    team.bring(team.write("a.csv", [{**entered(1), "year": ""}]))
    team.bring(team.write("b.csv", [entered(1)]))
    assert told().counted == {Field.YEAR: (0, 1)}


def test_a_retracted_inclusion_stands_first(begun, entered, told):
    team = begun
    rows = [entered(n, label=str(n % 2)) for n in range(5)]
    team.label(team.write("labels.csv", rows), reviewer="ann")
    again = [entered(0, year="2020"), entered(2), entered(3), entered(4)]
    again[1]["title"] = f"RETRACTED ARTICLE: {again[1]['title']}"
    again[2] |= {"Document Type": "Retracted Publication"}
    again[3] |= {"year": "2020"}
    team.bring(team.write("again.csv", again))
    first, second, *others = told().changes
    assert (first.state, first.said.field) == (State.INCLUDED, Field.RETRACTION)
    assert first.said.after == "Type of publication: Retracted Publication"
    assert (second.state, second.said.field) == (State.EXCLUDED, Field.RETRACTION)
    assert second.said.after.startswith("Title: RETRACTED ARTICLE")
    assert {each.said.field for each in others} == {Field.YEAR}
    assert (told().marked, told().marked_included) == (2, 1)
    assert team.ledger().freeze().n_found == 2


def test_a_mark_that_only_the_files_columns_bear_is_told_once(begun, entered, told):
    for name in ("b.csv", "c.csv"):
        begun.bring(begun.write(name, [{**entered(1), "RIN": "Hive. 2020;3(2):7"}]))
    assert [each.said.after for each in told(2).changes] == ["Retraction in: Hive. 2020;3(2):7"]
    assert told(3).changes == ()


@pytest.mark.parametrize("later_stays", [False, True])
def test_records_that_people_merged_count_as_known(begun, entered, told, later_stays):
    alike = entered(7, title="A name of its own entirely", year="2021")
    begun.bring(begun.write("late.csv", [alike]))
    assert told().known == 0
    ids = [begun.records().ids[at] for at in ((5, 1) if later_stays else (1, 5))]
    with begun.database.reading() as connection:
        review = find_review(connection, "peers")
    access = Access(Account(1, "Ana", administrator=False, has_password=True), review, Role.OWNER)
    merge(begun.database, access, *ids, NOW)
    found = told()
    assert (found.known, {each.record_id for each in found.changes}) == (1, {ids[0]})
    assert {Field.TITLE, Field.YEAR, Field.DOI, Field.ABSTRACT} == set(found.counted)
    title = next(each for each in found.changes if each.said.field is Field.TITLE)
    assert (title.said.before, title.said.after) == (entered(1)["title"], alike["title"])


def test_the_list_is_written_as_a_table_that_no_spreadsheet_runs(begun, entered, told, tmp_path):
    begun.bring(begun.write("b.csv", [entered(1, journal="=HYPERLINK(1)")]))
    assert write_changes(tmp_path / "changes.csv", told()) == 1
    with (tmp_path / "changes.csv").open(newline="", encoding="utf-8") as file:
        (row,) = csv.DictReader(file)
    assert (row["field"], row["before"]) == ("journal", "Journal of Made Things")
    assert row["after"] == "'=HYPERLINK(1)"
    assert (row["filled_in"], row["state"], row["row"]) == ("no", "unread", "0")


def test_a_search_that_is_none_is_refused(begun, told):
    with pytest.raises(MissingError, match="no search of this number"):
        told(9)


def test_every_record_is_kept_as_it_came(begun, entered):
    begun.bring(begun.write("b.csv", [entered(1, year="2020")]))
    with begun.database.reading() as connection:
        own = load_imported(connection, find_review(connection, "peers"))
    assert [each.year for each in own] == [2019] * 5 + [2020]
