"""What is written and read again is the same: records, and what each reviewer did with them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from activescreen.errors import InputError
from activescreen.formats import WRITERS, Screening, UserNote, read_records
from activescreen.formats.decisions import screening_of
from activescreen.ledger import Decision, Draw, Verdict
from activescreen.records import Record, RecordSet, Source

FIELDS = (
    *("title", "abstract", "authors", "year", "journal", "volume", "number", "pages", "doi"),
    *("pmid", "keywords"),
)
# Rayyan knows one stage and one consensus; every other writer keeps all that is known.
RAYYAN = ("rayyan", "rayyan_zip")
EXACT = tuple(name for name in WRITERS if name not in RAYYAN)
# Covidence has no column for keywords, PubMed's text no paragraphs.
LACKING = {"covidence": {"keywords"}, "nbib": {"abstract"}}


def through(folder: Path, writer_name: str, screening: Screening) -> Screening:
    """Write, read again."""
    writer = WRITERS.create(writer_name)
    path = folder / f"through{writer.extensions[0]}"
    assert writer.write(path, screening) == len(screening.records)
    return screening_of(read_records(path))


def said_of(records: RecordSet, fields=FIELDS) -> list[tuple]:
    return [tuple(getattr(record, field) for field in fields) for record in records]


def by_place(screening: Screening, kind: str) -> list[tuple]:
    held = getattr(screening, kind)
    return [tuple(held.get(record_id, ())) for record_id in screening.records.ids]


# Blanks at the ends and in rows, NUL, byte order marks and control characters do not survive; a
# title that is a DOI would be harvested; semicolons and bars separate authors.
texts = (
    st.text(
        st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff"),
        min_size=1,
        max_size=25,
    )
    | st.text("abc =+-@'\"<>&/;|,(){}[]#\\:1", min_size=1, max_size=15)
    | st.sampled_from(
        [
            *('=HYPERLINK("http://x")', "<i>E. coli</i> &amp; age", "ER  - x", "TY  - JOUR"),
            *(
                "'=1",
                '="x"',
                "a\u2028b",
                "p < 0.05 & b > 3",
                "#{x}",
                '"}, "b"=>"',
                "NA is",
                "x_x0041_",
            ),
        ]
    )
).map(lambda text: " ".join(text.split()) or "x")
lines = texts.filter(lambda text: "10." not in text and "PMID" not in text.upper())
names = st.sampled_from(
    ["Marx, Karl", "Ö, Å.", "WHO Group", "van den Berg, J. P.", "Li, X", "Smith A", "{NASA}"]
)
keywords = st.sampled_from(["peer support", "b, c", "asthma (diagnosis, therapy)", "Ω", "=x"])


@st.composite
def record_sets(draw):
    number = draw(st.integers(1, 3))
    return RecordSet(
        Record(
            title=f"{draw(lines)} title {row}",
            source=Source("s", row),
            abstract="\n".join(draw(st.lists(lines, max_size=3))),
            authors=tuple(draw(st.lists(names, max_size=3, unique=True))),
            year=draw(st.none() | st.integers(1900, 2030)),
            journal=draw(st.sampled_from(["", "J Made Up", "=cmd|' /C calc'!A0"])),
            volume=draw(st.sampled_from(["", "12", "-5", "Suppl"])),
            number=draw(st.sampled_from(["", "3", "1 January"])),
            pages=draw(st.sampled_from(["", "1-5", "e7", "S1-S5"])),
            doi=draw(st.sampled_from(["", "10.1000/a(1)b"])),
            pmid=draw(st.sampled_from(["", "12345678"])),
            keywords=tuple(draw(st.lists(keywords, max_size=2, unique=True))),
        )
        for row in range(number)
    )


moments = st.none() | st.datetimes(
    datetime(2001, 1, 1),  # noqa: DTZ001  # hypothesis adds the zone
    datetime(2030, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


def decisions(record_id):
    return st.builds(
        Decision,
        record_id=st.just(record_id),
        verdict=st.sampled_from(Verdict),
        draw=st.sampled_from(Draw),
        id=st.sampled_from(["", "e-1"]),
        stage=st.sampled_from(["title_abstract", "full_text"]),
        reviewer=st.sampled_from(["", "Ann", 'O"Neil, B', "Bo | Co", "李"]),
        resolves=st.booleans(),
        failed_criteria=st.sampled_from([(), ("participants", "outcomes")]),
        reason=st.sampled_from(["", "wrong population", "not {a} study"]),
        note=st.sampled_from(["", 'she said "no"', "line\u2028apart"]),
        seconds=st.none() | st.floats(0, 1e4),
        ranking_hash=st.sampled_from(["", "abc"]),
        position=st.none() | st.integers(0, 10**6),
        at=moments,
    )


words = st.sampled_from(["RCT", "background, article", "a|b", "=tag", "Ünïcode", "x; y", 'q"'])
user_notes = st.builds(UserNote, lines, st.sampled_from(["", "Ann", 'O"Neil, B']))


@st.composite
def screenings(draw):
    records = draw(record_sets())

    def some(strategy, **more):
        found = {i: tuple(draw(st.lists(strategy, max_size=3, **more))) for i in records.ids}
        return {record_id: held for record_id, held in found.items() if held}

    made = [each for i in records.ids for each in draw(st.lists(decisions(i), max_size=4))]
    return Screening(
        records,
        tuple(made),
        some(words, unique=True),
        some(words, unique=True),
        some(user_notes),
    )


quick = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.mark.parametrize("name", EXACT)
@quick
@given(screening=screenings())
def test_nothing_is_lost(tmp_path, name, screening):
    again = through(tmp_path, name, screening)
    fields = [field for field in FIELDS if field not in LACKING.get(name, ())]
    assert said_of(again.records, fields) == said_of(screening.records, fields)
    if name not in LACKING:
        assert again.records.ids == screening.records.ids
        assert again.decisions == screening.decisions
    for kind in ("reasons", "tags", "notes"):
        assert by_place(again, kind) == by_place(screening, kind)
    places = {record_id: place for place, record_id in enumerate(screening.records.ids)}
    places |= {record_id: place for place, record_id in enumerate(again.records.ids)}
    assert [(places[d.record_id], d.verdict, d.reviewer, d.stage) for d in again.decisions] == [
        (places[d.record_id], d.verdict, d.reviewer, d.stage) for d in screening.decisions
    ]


@pytest.mark.parametrize("name", RAYYAN)
@quick
@given(screening=screenings())
def test_rayyan_keeps_the_votes_of_the_last_stage(tmp_path, name, screening):
    again = through(tmp_path, name, screening)
    assert said_of(again.records) == said_of(screening.records)
    for was, record_id in zip(screening.records.ids, again.records.ids, strict=True):
        assert {(d.reviewer, d.resolves, d.verdict) for d in again.standing(record_id)} == {
            (d.reviewer, d.resolves, d.verdict) for d in screening.standing(was)
        }
        assert again.label(record_id) == screening.label(was)


@pytest.mark.parametrize("name", RAYYAN)
@quick
@given(screening=screenings())
def test_rayyan_keeps_reasons_tags_and_notes(tmp_path, name, screening):
    again = through(tmp_path, name, screening)
    for was, record_id in zip(screening.records.ids, again.records.ids, strict=True):
        standing = screening.standing(was)
        # Rayyan parts labels and reasons at commas, and its parts at bars.
        plain = [tag.replace(",", ";").replace("|", ";") for tag in screening.tags.get(was, ())]
        assert again.tags.get(record_id, ()) == tuple(plain)
        reasons = {*screening.reasons.get(was, ()), *(d.reason for d in standing if d.reason)}
        found = {*again.reasons.get(record_id, ())}
        found |= {d.reason for d in again.standing(record_id) if d.reason}
        assert found == {reason.replace(",", ";").replace("|", ";") for reason in reasons}
        notes = [(note.text, note.reviewer) for note in screening.notes.get(was, ())]
        notes += [(d.note, d.reviewer) for d in standing if d.note and not d.resolves]
        back = [(note.text, note.reviewer) for note in again.notes.get(record_id, ())]
        # With nothing of Rayyan's beside it, a note of nobody is the record's own.
        own = again.records[again.records.position(record_id)].fields.get("notes", "")
        back += [(line, "") for line in own.split("\n")] + [(own, "")]
        assert set(back) >= set(notes)


def test_rayyans_log_keeps_times_history_and_whose_a_reason_is(tmp_path):
    records = RecordSet([Record("T", Source("s", 0), abstract="a")])
    (record_id,) = records.ids
    first, second = (datetime(2024, 5, day, 12, tzinfo=UTC) for day in (1, 2))
    made = (
        Decision(record_id, Verdict.MAYBE, Draw.PRIOR, reviewer="Ann", at=first),
        Decision(record_id, Verdict.EXCLUDE, Draw.PRIOR, reviewer="Ann", at=second, reason="old"),
        Decision(record_id, Verdict.INCLUDE, Draw.PRIOR, reviewer="Bo", at=second),
    )
    again = through(tmp_path, "rayyan_zip", Screening(records, made))
    assert again.decisions == made
    assert not again.reasons


def test_a_second_way_out_and_back_changes_nothing(tmp_path):
    records = RecordSet([Record("T", Source("s", 0), fields={"key": "rayyan-7", "notes": "n"})])
    made = (Decision(records.ids[0], Verdict.INCLUDE, reviewer="Ann"),)
    screening = Screening(records, made, tags={records.ids[0]: ("x",)})
    for name in ("csv", "ris", "xlsx"):
        once = through(tmp_path, name, screening)
        twice = through(tmp_path, name, once)
        assert twice.decisions == made
        assert twice.tags == once.tags
        assert [dict(r.fields) for r in twice.records] == [dict(r.fields) for r in once.records]


@pytest.fixture(scope="module")
def corpus(shared):
    """Screenings of the real export files that are read today."""
    found = {}
    for path in sorted((shared / "imports").iterdir()):
        if path.name in {"manifest.csv", "README.md"}:
            continue
        try:
            found[path.name] = screening_of(read_records(path, accept_mismatch=True))
        except InputError:
            # Formats whose readers another test speaks of.
            continue
    assert len(found) > 40
    return found


@pytest.mark.parametrize("name", WRITERS.names())
def test_real_exports_come_back_the_same(tmp_path, corpus, name):
    fields = [field for field in FIELDS if field not in LACKING.get(name, ())]
    for file, screening in corpus.items():
        again = through(tmp_path, name, screening)
        assert len(again.records) == len(screening.records), file
        for was, now in zip(screening.records, again.records, strict=True):
            for field in fields:
                if field == "pmid" and not was.pmid:
                    # RIS says which address is PubMed's, so an id may be found that was not.
                    continue
                before = getattr(was, field)
                if (name, field) == ("bibtex", "keywords"):
                    # In BibTeX several blanks are one.
                    before = tuple(" ".join(word.split()) for word in before)
                assert getattr(now, field) == before, (file, was.source, field)
        assert [(d.reviewer, d.verdict, d.resolves) for d in again.decisions] == [
            (d.reviewer, d.verdict, d.resolves) for d in screening.decisions
        ], file
        assert by_place(again, "tags") == by_place(screening, "tags"), file


def test_every_tag_and_column_of_real_exports_is_kept(tmp_path, corpus):
    for file, screening in corpus.items():
        again = through(tmp_path, "csv", screening)
        for was, now in zip(screening.records, again.records, strict=True):
            kept = " ".join([*now.fields.values(), *now.authors, *now.keywords]).split()
            for column, text in was.fields.items():
                missing = {*text.replace(";", " ").split()} - {
                    word for part in kept for word in (part, *part.replace(";", " ").split())
                }
                assert not missing, (file, was.source, column)


def test_ris_originals_keep_every_tag(tmp_path, corpus):
    for file, screening in corpus.items():
        if not all("TY" in record.fields for record in screening.records):
            continue
        again = through(tmp_path, "ris", screening)
        for was, now in zip(screening.records, again.records, strict=True):
            # A list of keywords between commas comes back as one tag a keyword; an abstract beside
            # those in other languages without its HTML entities; ASReview's label without the
            # full stop that followed it.
            kept = words_of(" ".join(now.fields.values()))
            for tag, text in was.fields.items():
                assert words_of(text) <= kept, (file, was.source, tag)


def words_of(text: str) -> set[str]:
    words = text.replace("&apos;", "'").replace(",", " ").split()
    return {word.strip(".") for word in words} - {""}


def test_scientists_titles_are_not_taken_for_markup(tmp_path):
    title = "<i>In vitro</i> &lt;50 &amp; more"
    record = Record(title, Source("s", 0), abstract="a</p>b")
    again = through(tmp_path, "csv", Screening(RecordSet([record])))
    assert (again.records[0].title, again.records[0].abstract) == (title, "a</p>b")
