"""A ledger comes back from its file as it was, and a changed file is refused with its line."""

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activescreen.errors import InputError
from activescreen.formats import (
    ReadingOrder,
    Screening,
    open_ledger,
    read_ledger,
    read_records,
    write_ledger,
)
from activescreen.formats.base import WRITERS
from activescreen.ledger import Decision, Draw, Ledger, Verdict
from activescreen.protocol import FULL_TEXT
from activescreen.records import Record, RecordSet, Source

TEXT = st.text(max_size=12)
ZONES = st.sampled_from([None, UTC, timezone(timedelta(hours=-3, minutes=-30))])
RECORDS = st.builds(
    Record,
    title=TEXT,
    source=st.builds(
        Source,
        file=TEXT,
        row=st.integers(0, 99),
        line=st.none() | st.integers(1, 99),
        database=st.none() | TEXT,
    ),
    abstract=TEXT,
    authors=st.lists(TEXT, max_size=2).map(tuple),
    year=st.none() | st.integers(1900, 2030),
    doi=TEXT,
    keywords=st.lists(TEXT, max_size=2).map(tuple),
    fields=st.dictionaries(TEXT, TEXT, max_size=3),
)


def events(ids: tuple[str, ...]) -> st.SearchStrategy[Decision]:
    return st.builds(
        Decision,
        record_id=st.sampled_from(ids),
        verdict=st.sampled_from(list(Verdict)),
        draw=st.sampled_from(list(Draw)),
        stage=st.sampled_from(["title_abstract", "full_text", "pilot é"]),
        reviewer=TEXT,
        resolves=st.booleans(),
        failed_criteria=st.lists(TEXT, max_size=2).map(tuple),
        reason=TEXT,
        note=TEXT,
        seconds=st.none() | st.floats(0, 1e6),
        ranking_hash=TEXT,
        position=st.none() | st.integers(0, 99),
        at=st.none() | st.datetimes(datetime(1990, 1, 1), datetime(2030, 1, 1), timezones=ZONES),  # noqa: DTZ001
    )


@st.composite
def ledgers(draw: st.DrawFn) -> Ledger:
    records = RecordSet(draw(st.lists(RECORDS, min_size=1, max_size=5)))
    ledger = Ledger(records, votes_per_record=draw(st.integers(1, 3)))
    ledger.append(draw(st.lists(events(records.ids), max_size=6)))
    return ledger


@settings(max_examples=150, deadline=None)
@given(ledger=ledgers())
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, ledger: Ledger) -> None:
    file = tmp_path_factory.mktemp("ledger") / "ledger.jsonl"
    write_ledger(file, ledger)
    back = read_ledger(file)
    assert list(back.records) == list(ledger.records)
    assert back.records.data_hash == ledger.records.data_hash
    assert list(back) == list(ledger)
    assert back.votes_per_record == ledger.votes_per_record
    assert back.freeze().digest == ledger.freeze().digest


@pytest.fixture
def ledger() -> Ledger:
    records = RecordSet(Record(f"Record {i}", Source("made.csv", i)) for i in range(4))
    ledger = Ledger(records, {records.ids[2]: True}, votes_per_record=2)
    ledger.append(Decision(records.ids[0], Verdict.EXCLUDE, reviewer="Ana"))
    return ledger


@pytest.fixture
def lines(ledger: Ledger, tmp_path: Path) -> list[str]:
    write_ledger(tmp_path / "ledger.jsonl", ledger)
    return (tmp_path / "ledger.jsonl").read_text(encoding="utf-8").splitlines()


def changed(line: str, **members: object) -> str:
    return json.dumps({**json.loads(line), **members})


@pytest.mark.parametrize(
    ("place", "members", "line", "what"),
    [
        (0, {"data_hash": "0" * 64}, 1, "data hash is not that of the records"),
        (0, {"texts_digest": "0" * 64}, 1, "texts of the records that follow are not those"),
        (2, {"title": "xx", "abstract": "xx"}, 1, "texts of the records that follow"),
        (2, {"doi": "10.1000/other"}, 1, "texts of the records that follow"),
        (0, {"records": "4"}, 1, "header is damaged"),
        (0, {"records": 3}, 1, "promises 3 records and 2 events, but 6 lines follow"),
        (0, {"activescreen_ledger": 2}, 1, "version 2"),
        (0, {"votes_per_record": 0}, 1, "header is damaged"),
        (2, {"id": "other"}, 1, "data hash"),
        (2, {"title": 5}, 3, "'title' is no text"),
        (2, {"fields": None}, 3, "record is damaged"),
        (2, {"row": None}, 3, "'row' is no number"),
        (2, {"authors": "Ana"}, 3, "'authors' is no list"),
        (6, {"id": "event-1"}, 7, "'event-1' is blank or comes twice"),
        (6, {"id": ""}, 7, "'' is blank"),
        (6, {"record_id": "unknown"}, 7, "'unknown' is not in the population"),
        (6, {"verdict": "perhaps"}, 7, "'perhaps' is not a valid Verdict"),
        (6, {"draw": "chosen"}, 7, "event is damaged"),
        (6, {"at": "yesterday"}, 7, "event is damaged"),
        (6, {"reviewer": 3}, 7, "'reviewer' is no text"),
        (6, {"resolves": "no"}, 7, "'resolves' is neither"),
        (6, {"position": 1.5}, 7, "'position' is no number"),
        (6, {"position": 10**30}, 7, "'position' is no number"),
        (2, {"id": "\ud800"}, 3, "record is damaged"),
        (6, {"failed_criteria": "population"}, 7, "'failed_criteria' is no list"),
    ],
)
def test_a_changed_file_is_refused_with_its_line(
    tmp_path: Path, lines: list[str], place: int, members: dict[str, object], line: int, what: str
) -> None:
    lines[place] = changed(lines[place], **members)
    file = tmp_path / "changed.jsonl"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=what) as refusal:
        read_ledger(file)
    assert refusal.value.where == f"changed.jsonl, line {line}"


def test_a_file_cut_off_or_broken_is_refused(tmp_path: Path, lines: list[str]) -> None:
    file = tmp_path / "cut.jsonl"
    file.write_text("\n".join(lines[:-1]) + "\n", encoding="utf-8")
    with pytest.raises(InputError, match="the file was cut or changed"):
        read_ledger(file)
    file.write_text("\n".join(lines)[:-10], encoding="utf-8")
    with pytest.raises(InputError, match="line is damaged") as refusal:
        read_ledger(file)
    assert refusal.value.where == "cut.jsonl, line 7"
    file.write_bytes("\n".join(lines).encode().replace(b"Ana", b"An\xe1"))
    with pytest.raises(InputError, match="line is damaged"):
        read_ledger(file)
    file.write_text("\n".join([*lines[:2], lines[1], *lines[3:]]), encoding="utf-8")
    with pytest.raises(InputError, match="comes twice"):
        read_ledger(file)


def test_windows_line_ends_and_odd_separators_do_no_harm(tmp_path: Path, ledger: Ledger) -> None:
    ledger.append(
        Decision(ledger.records.ids[1], Verdict.MAYBE, reviewer="a\u2028b\x85c", note="x\r\ny")
    )
    file = tmp_path / "ledger.jsonl"
    write_ledger(file, ledger)
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert list(read_ledger(file)) == list(ledger)


def test_no_file_is_left_half_written(tmp_path: Path, ledger: Ledger) -> None:
    with pytest.raises(InputError, match="directory"):
        write_ledger(tmp_path, ledger)
    assert not list(tmp_path.iterdir())


def write(file: Path, *rows: str) -> Path:
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return file


class TestOtherFiles:
    def test_times_tell_the_order(self, tmp_path: Path) -> None:
        file = write(
            tmp_path / "r.csv",
            "title,label_included,decided_at",
            *("First,0,2026-01-05T10:00:00", "Second,1,2026-01-04", "Third,,"),
        )
        opened = open_ledger(file)
        assert opened.order is ReadingOrder.TIMES
        titles = [opened.ledger.records[int(p)].title for p in opened.ledger.freeze().order]
        assert titles == ["Second", "First"]
        assert opened.ledger.freeze().labels.tolist() == [1, 0]

    def test_without_times_the_rows_do_and_it_is_told(self, tmp_path: Path) -> None:
        file = write(tmp_path / "r.csv", "title,label_included", "First,0", "Second,1", "Third,")
        opened = open_ledger(file, stage=FULL_TEXT)
        assert opened.order is ReadingOrder.ROWS
        assert opened.ledger.freeze(FULL_TEXT).labels.tolist() == [0, 1]
        assert opened.ledger.freeze().n_read == 0

    def test_a_maybe_was_read_and_is_open(self, tmp_path: Path) -> None:
        rows = ("title,label_included", "First,0", "Second,maybe", "Third,", "Fourth,Conflict")
        frozen = read_ledger(write(tmp_path / "r.csv", *rows), votes_per_record=2).freeze()
        assert frozen.labels.tolist() == [0, -1, -1]
        assert frozen.unread.tolist() == [2]

    def test_asreviews_times_priors_and_reviewers_are_kept(self, tmp_path: Path) -> None:
        file = write(
            tmp_path / "r.csv",
            "title,asreview_label,asreview_time,asreview_prior,asreview_user_name",
            "First,0,2026-01-05 10:00:00,0,Ana",
            "Second,1,2026-01-04 10:00:00,1,Ben",
            "Third,,,,",
        )
        opened = open_ledger(file)
        assert opened.order is ReadingOrder.TIMES
        assert [(event.reviewer, event.draw) for event in opened.ledger] == [
            ("Ben", Draw.PRIOR),
            ("Ana", Draw.RANKED),
        ]

    @pytest.mark.parametrize("format_name", ["csv", "ris", "jsonl"])
    def test_our_exports_give_their_decisions_back(
        self, tmp_path: Path, ledger: Ledger, format_name: str
    ) -> None:
        made = [
            Decision(
                ledger.records.ids[place],
                Verdict.INCLUDE if place == 1 else Verdict.EXCLUDE,
                Draw.RANDOM,
                id=f"e{place}",
                reviewer="Ana",
                at=datetime(2026, 1, 9 - place, tzinfo=UTC),
            )
            for place in (3, 1, 0)
        ]
        file = tmp_path / f"export.{format_name}"
        WRITERS.create(format_name).write(file, Screening(ledger.records, tuple(made)))
        opened = open_ledger(file)
        assert opened.order is ReadingOrder.TIMES
        assert [event.id for event in opened.ledger] == ["e3", "e1", "e0"]
        assert {event.draw for event in opened.ledger} == {Draw.RANDOM}

    def test_labels_changed_after_our_export_are_refused(
        self, tmp_path: Path, ledger: Ledger
    ) -> None:
        file = tmp_path / "export.csv"
        WRITERS.create("csv").write(file, Screening(ledger.records, tuple(ledger)))
        assert open_ledger(file).ledger.freeze().n_read == 2
        rows = file.read_text(encoding="utf-8").splitlines()
        column = rows[0].split(",").index("label_included")
        cells = rows[2].split(",")
        cells[column] = "1"
        file.write_text("\n".join([*rows[:2], ",".join(cells), *rows[3:]]), encoding="utf-8")
        with pytest.raises(InputError, match="is not what the decisions"):
            read_ledger(file)
        assert read_ledger(file, label_column="label_included").freeze().n_read == 3

    def test_a_file_without_decisions_is_refused(self, tmp_path: Path) -> None:
        bare = write(tmp_path / "bare.csv", "title,abstract", "First,text")
        blank = write(tmp_path / "blank.csv", "title,label_included", "First,")
        for file in (bare, blank):
            with pytest.raises(InputError, match=r"No labels were found|no record has a label"):
                read_ledger(file)
        with pytest.raises(InputError, match="no such file"):
            read_ledger(tmp_path / "none.jsonl")

    def test_the_records_are_those_of_reading_the_file(self, tmp_path: Path) -> None:
        file = write(tmp_path / "r.csv", "title,label_included", "First,0", "Second,1")
        ledger = read_ledger(file)
        assert ledger.records.ids == read_records(file).ids
        write_ledger(tmp_path / "l.jsonl", ledger)
        assert read_ledger(tmp_path / "l.jsonl").records.data_hash == ledger.records.data_hash
