"""``activescreen compare`` as people call it, and the files it writes."""

import csv
import json
import re
import sys
from dataclasses import dataclass, replace

import numpy as np
import pytest

from activescreen.cli import main
from activescreen.comparison import compare, from_ledger
from activescreen.comparison.measures import HEADER
from activescreen.formats.csv_writer import write_table
from activescreen.formats.ledger_file import write_ledger
from activescreen.ledger import Ledger
from activescreen.records import RecordSet
from activescreen.reports.comparison import render_comparison

from .conftest import READ, RELEVANT, TOTAL, make_record

COLUMNS = ("title", "abstract", "language", "year", "doi", "pmid")


@dataclass(frozen=True)
class Answer:
    code: int
    out: str
    err: str

    @property
    def refusal(self):
        assert self.code == 2, (self.out, self.err)
        assert self.err.splitlines()[-1].startswith("Error: ")
        return self.err.splitlines()[-1]


@pytest.fixture
def call(monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")

    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["activescreen", "compare", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        return Answer(ended.value.code or 0, captured.out, captured.err)

    return call


def write_labelled(path, records, label="label_abstract_screening", extra=()):
    """A table of records with their labels, and further columns given by record number."""
    rows = (
        [
            *(getattr(record, column) for column in COLUMNS),
            int(record.source.row in RELEVANT),
            *(value(record.source.row) for _, value in extra),
        ]
        for record in records
    )
    write_table(path, (*COLUMNS, label, *(name for name, _ in extra)), rows)
    return path


@pytest.fixture
def truth_file(tmp_path, records):
    return write_labelled(tmp_path / "truth.csv", records)


@pytest.fixture
def ledger_file(tmp_path, double):
    write_ledger(tmp_path / "ledger.jsonl", double)
    return tmp_path / "ledger.jsonl"


@pytest.fixture
def sides(ledger_file, truth_file):
    return "--screened", ledger_file, "--truth", truth_file


def test_the_terminal_says_recall_misses_people_and_savings(call, sides):
    answer = call(*sides)
    assert answer.code == 0, answer.err
    words = re.sub(r"\s+", " ", answer.out)
    # Clopper and Pearson's bounds of 6 in 10 are 0.26238 and 0.87845: rounded outwards.
    assert "6 of 10 inclusions found, recall 60 % (exact 95 % interval 26.2 % to 87.9 %)" in words
    assert "Missed inclusions (4)" in words
    assert "one screener's sensitivity, screener: Ada" in words
    assert "10 of 40 records" in words
    assert "(20 seconds a vote, measured)" in words


def test_files_hold_every_figure(call, sides, tmp_path):
    answer = call(*sides, "--json", "o.json", "--csv", "o.csv", "--report", "o.html")
    assert answer.code == 0, answer.err
    said = json.loads((tmp_path / "o.json").read_text())
    assert set(said) == {
        *("version", "screened", "truth", "matching", "intervals", "stages", "measures", "remarks")
    }
    (stage,) = said["stages"]
    assert stage["relevant"] == 10
    assert sum(stage["fates"].values()) == 10
    assert [missed["row"] for missed in stage["missed"]] == [3, 5, 34, 36]
    assert stage["missed"][0]["votes_keeping"] == 1
    assert stage["human_votes"]["double_screened"] == READ
    with (tmp_path / "o.csv").open() as file:
        header, *rows = csv.reader(file)
    assert tuple(header) == HEADER
    assert len(rows) == len(said["measures"])
    recall = dict(zip(header, rows[0], strict=True))
    assert (recall["measure"], float(recall["value"]), recall["n"]) == ("recall", 0.6, "10")


def test_a_figure_that_is_undefined_is_null(call, ledger_file, records, tmp_path):
    rows = RecordSet(record for record in records)
    write_table(
        tmp_path / "none.csv",
        (*COLUMNS, "label_abstract_screening"),
        ([*(getattr(record, column) for column in COLUMNS), 0] for record in rows),
    )
    answer = call(
        "--screened", ledger_file, "--truth", "none.csv", "--json", "o.json", "--report", "o.html"
    )
    assert answer.code == 0, answer.err
    measures = json.loads((tmp_path / "o.json").read_text())["measures"]
    recall = next(m for m in measures if m["measure"] == "recall")
    assert (recall["value"], recall["low"], recall["n"]) == (None, None, 0)
    assert "recall is undefined" in (tmp_path / "o.html").read_text()


def test_an_export_needs_times_or_a_word_that_its_rows_are_in_order(
    call, truth_file, records, tmp_path
):
    plain = write_labelled(tmp_path / "plain.csv", records[:READ], "included")
    answer = call("--screened", plain, "--truth", truth_file)
    assert "does not tell in which order" in answer.refusal
    assert "--rows-in-order" in answer.refusal
    assert call("--screened", plain, "--truth", truth_file, "--rows-in-order").code == 0
    timed = write_labelled(
        tmp_path / "timed.csv", records, "included", [("decided_at", lambda row: 1_000_000 - row)]
    )
    answer = call("--screened", timed, "--truth", truth_file, "--stop", "6", "--json", "o.json")
    assert answer.code == 0, answer.err
    (stage,) = json.loads((tmp_path / "o.json").read_text())["stages"]
    # Read from the last row backwards: 36 and 34 are among the first six.
    assert stage["fates"]["found"] == 2


def test_files_of_different_reviews_are_refused(call, ledger_file, tmp_path):
    others = RecordSet(make_record(number) for number in range(500, 540))
    answer = call("--screened", ledger_file, "--truth", write_labelled(tmp_path / "o.csv", others))
    assert "different reviews" in answer.refusal


def test_an_unlabelled_truth_is_refused(call, ledger_file, records, tmp_path):
    rows = ([*(getattr(record, column) for column in COLUMNS), ""] for record in records)
    write_table(tmp_path / "open.csv", (*COLUMNS, "label_included"), rows)
    answer = call("--screened", ledger_file, "--truth", "open.csv")
    assert "no full screening: none of its records has a label" in answer.refusal


def test_a_ledger_with_one_id_twice_is_refused(call, sides, ledger_file):
    lines = ledger_file.read_text().splitlines()
    lines[2] = lines[1]
    ledger_file.write_text("\n".join(lines) + "\n")
    assert "comes twice" in call(*sides).refusal


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--stop", "knee"), "after a number of records, not by 'knee'"),
        (("--stop", "31"), "30 were read"),
        (("--run", "3"), "has no runs"),
        (("--seconds", "0"), "0 seconds a vote"),
        (("--seconds", "nan"), "nan seconds a vote"),
        (("--json", "truth.csv"), "would write over the file that is read"),
        (("--json", "o", "--csv", "o"), "would write the same file"),
        (("--stage", "third"), "no screening stage 'third'"),
    ],
)
def test_options_that_cannot_be_are_refused(call, sides, options, message):
    assert message in call(*sides, *options).refusal


def test_labels_said_to_be_final_are_followed_through_title_and_abstract(call, sides):
    answer = call(*sides, "--stage", "full_text", "--label-column", "label_abstract_screening")
    assert answer.code == 0, answer.err
    assert "Stage title_abstract (full_text inclusions): 6 of 10" in answer.out


def test_the_page_is_whole_and_fetches_nothing(double, truth):
    page = render_comparison(compare(from_ledger(double, "ledger.jsonl"), truth))
    assert page.count("<svg") == 2
    assert "<script" not in page
    assert not re.findall(r"(?:src|href)=", page)
    assert set(re.findall(r"https?://[^\s\"'<]+", page)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }
    words = re.sub(r"\s+", " ", page.replace("\N{NO-BREAK SPACE}", " "))
    assert "After reading 30 of 40 records (75 %), 6 of 10 inclusions" in words
    assert "2 had not been reached by the stop, 2 had been read and not included" in words
    assert "single screener excludes 25 %" in words


def test_page_and_terminal_show_the_same_figures(call, sides, tmp_path):
    answer = call(*sides, "--report", "o.html")
    said = re.sub(r"\s+", " ", answer.out)
    page = re.sub(r"\s+", " ", (tmp_path / "o.html").read_text().replace("\N{NO-BREAK SPACE}", " "))
    assert "60 % (exact 95 % interval 26.2 % to 87.9 %)" in page
    assert "60 % (exact 95 % interval 26.2 % to 87.9 %)" in said
    # 2 of 10 missed: Clopper and Pearson's bounds are 0.02521 and 0.55610.
    assert "2.5 % to 55.7 %" in page
    assert "2.5 % to 55.7 %" in said


def test_without_votes_people_are_left_out_and_that_is_said(records, truth, make_ledger):
    labels = truth.labels["title_abstract"]
    ledger = make_ledger(records, range(TOTAL), np.flatnonzero(labels), reviewer="")
    screened = replace(from_ledger(ledger, "runs.json"), kind="simulation", votes=())
    page = render_comparison(compare(screened, truth))
    assert page.count("<svg") == 1
    assert "Missed by the machine, missed by people" not in page
    assert "What single people missed is not known here" in page
    assert "both together" not in page


def test_texts_of_the_files_are_escaped(records, truth, make_ledger):
    nasty = "<script>alert(1)</script>"
    ledger = make_ledger(records, range(TOTAL), (0,), reviewer=nasty)
    page = render_comparison(compare(from_ledger(ledger, nasty), truth))
    assert "<script" not in page


def test_a_ledger_of_priors_alone_still_compares(records, truth):
    ledger = Ledger(records, priors={records.ids[0]: True, records.ids[4]: False})
    (stage,) = compare(from_ledger(ledger, "l"), truth).stages
    assert stage.measure("recall").value == 0.1
    assert stage.measure("wss_at_stop").value == 1 - 1
