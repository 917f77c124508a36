"""``convert``: from tool to tool on the command line, with what became of what."""

import re
from pathlib import Path

import pytest

from activescreen.formats import WRITERS, labels_of, read_records
from activescreen.formats.decisions import screening_of

RAYYAN = (
    "key,title,year,journal,abstract,notes,my column\n"
    'rayyan-1,One,2001,J,a,"RAYYAN-INCLUSION: {""Ann""=>""Included"", ""Bo""=>""Excluded""} | '
    "RAYYAN-LABELS: x,y | RAYYAN-EXCLUSION-REASONS: wrong drug | "
    'USER-NOTES: {""Bo""=>[""hm""]}",z\n'
    'rayyan-2,Two,2002,J,b,"RAYYAN-INCLUSION: {""Ann""=>""Maybe""}",\n'
)


@pytest.fixture
def source(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "in.csv"
    path.write_text(RAYYAN)
    return path


@pytest.mark.parametrize("name", WRITERS.names())
def test_to_every_format(activescreen, source, tmp_path, name):
    out = tmp_path / f"out{WRITERS.create(name).extensions[0]}"
    done = activescreen("convert", source, out, "--to", name)
    assert (done.code, done.err) == (0, "")
    assert "2 records, 3 decisions, 1 reason, 2 tags, 1 note" in done.out
    assert "read back: 2 records, 3 decisions, 1 reason, 2 tags, 1 note" in done.out
    again = screening_of(read_records(out))
    assert [(d.reviewer, d.verdict) for d in again.decisions] == [
        ("Ann", "include"),
        ("Bo", "exclude"),
        ("Ann", "maybe"),
    ]
    assert labels_of(read_records(out)).unlabelled == 2


def test_by_extension(activescreen, source):
    for name in ("out.csv", "out.ris", "out.xlsx", "out.bib", "out.jsonl", "out.tsv"):
        assert activescreen("convert", source, name).code == 0
    assert read_records("out.xlsx").reports[0].format == "xlsx"


def test_says_what_the_target_cannot_hold(activescreen, source):
    assert "'my column' (1)" in activescreen("convert", source, "out.ris").out
    assert "my column" not in activescreen("convert", source, "out.csv").out
    assert "my column" not in activescreen("convert", source, "out.xlsx").out


def test_a_list_of_covidence(activescreen, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = (
        "Title,Authors,Abstract,Covidence #,Study,Notes,Tags\nA,,,#1,,Exclusion reason: old; ,t\n"
    )
    (tmp_path / "list.csv").write_text(text)
    done = activescreen("convert", "list.csv", "out.csv", "--covidence-list", "excluded")
    assert "taken as Covidence's list 'excluded'" in done.out
    again = screening_of(read_records("out.csv"))
    assert [(d.stage, d.verdict) for d in again.decisions] == [
        ("title_abstract", "include"),
        ("full_text", "exclude"),
    ]
    assert list(again.reasons.values()) == [("old",)]
    wrong = activescreen("convert", "list.csv", "out.csv", "--covidence-list", "old").refusal
    assert "irrelevant, excluded, select, included, screen" in wrong


@pytest.mark.parametrize(
    ("out", "more", "said"),
    [
        ("in.csv", (), "would write over the file that is read"),
        ("out.docx", (), "No format is known by the extension '.docx'"),
        ("out", (), "No format is known by the extension ''"),
        ("out.csv", ("--to", "endnot"), "Did you mean 'endnote_xml'"),
        ("no/out.csv", (), "folder to write to does not exist"),
        (".", (), "This is a folder"),
    ],
)
def test_refused_before_anything_is_written(activescreen, source, tmp_path, out, more, said):
    assert said in activescreen("convert", source, out, *more).refusal
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]
    assert source.read_text() == RAYYAN


def test_what_cannot_be_read(activescreen, source, tmp_path):
    assert "no such file" in activescreen("convert", "missing.csv", "out.csv").refusal
    (tmp_path / "page.ris").write_text("<html><body>Error</body></html>")
    assert "HTML page" in activescreen("convert", "page.ris", "out.csv").refusal
    (tmp_path / "damaged.csv").write_text('title,activescreen_decisions\na,"{""x"\n')
    assert "cut the cell off" in activescreen("convert", "damaged.csv", "out.csv").refusal
    assert not (tmp_path / "out.csv").exists()


def test_every_format_is_listed(activescreen):
    done = activescreen("formats")
    for name in WRITERS:
        assert re.search(rf"\b{name}\b", done.out)


def test_the_document_speaks_of_every_writer():
    text = (Path(__file__).parents[2] / "docs" / "exchange.md").read_text(encoding="utf-8")
    assert [name for name in WRITERS if f"`{name}`" not in text] == []


def test_what_is_open_is_said(activescreen, source):
    source.write_text(
        RAYYAN + 'rayyan-3,Three,2003,J,c,"RAYYAN-INCLUSION: {""Ann""=>""Included""}",\n'
        'rayyan-4,Four,2004,J,d,"RAYYAN-INCLUSION: {""Ann""=>""Excluded""}",\n'
    )
    done = activescreen("rank", source, "--out", "ranked.csv", "--config", "words")
    assert done.code == 0
    assert "1 record carries decisions that contradict each other in 'notes'" in done.err
    assert "1 record is undecided ('maybe') in 'notes'; it counts as unlabelled" in done.err
