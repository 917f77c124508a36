"""``certificate show``: what a review keeps of its random phases can be had as files again."""

import csv
import re

import pytest

from activescreen.errors import InputError


def read(path):
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def call(activescreen, database_url, tmp_path, rows, write):
    """Call a command on a review of 80 records of which 20 are read."""

    def on(command, *more, code=0):
        given = (*command.split(), "--workspace", "W", "--review", "peers", *more)
        answer = activescreen(*given)
        assert answer.code == code, (answer.out, answer.err)
        return answer

    assert activescreen("init", "W").code == 0
    made = ("review", "create", "--workspace", "W", "peers", "--config", "words", "--target", "0.8")
    assert activescreen(*made).code == 0
    known = [
        {**row, "label_included": row["label_included"] * (n < 20)} for n, row in enumerate(rows)
    ]
    on("import", write(tmp_path / "search.csv", known))
    return on


def no_room(*args, **more):
    raise InputError("The file cannot be written (No space left on device).", where="draws.csv")


def test_files_that_could_not_be_written_can_be_had_again(call, tmp_path, monkeypatch):
    with monkeypatch.context() as full:
        full.setattr("activescreen.cli.certificate.write_draws", no_room)
        files = ("--out", "reg.json", "--draws", "draws.csv")
        refusal = call("certificate register", *files, code=2).refusal
    assert "Do not register again" in refusal
    kept = re.search(r"with hash ([0-9a-f]{64})", refusal)[1]
    assert not (tmp_path / "reg.json").exists()
    assert kept in call("certificate show").out
    out = call("certificate show", "--out", "reg.json", "--draws", "draws.csv").out
    assert "60 records in the urn" in out
    table = read(tmp_path / "draws.csv")
    assert [row["number"] for row in table] == [str(n) for n in range(1, 61)]
    assert call("certificate issue", "reg.json", "--out", "cert.json", code=1)
    for row in table:
        row["label"] = "0"
    with (tmp_path / "draws.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(table[0]))
        writer.writeheader()
        writer.writerows(table)
    assert "60 decisions on draws added" in call("label", "draws.csv").out
    with monkeypatch.context() as full:
        full.setattr("activescreen.cli.certificate._write_certificate", no_room)
        refusal = call("certificate issue", "reg.json", "--out", "cert.json", code=2).refusal
    assert "issued and kept in the review" in refusal
    call("certificate show", "--hash", kept[:12], "--certificate", "cert.json", "--html", "c.html")
    assert call("certificate verify", "cert.json", "--registration-hash", kept).code == 0
    assert "Stop certificate" in (tmp_path / "c.html").read_text(encoding="utf-8")


def test_what_is_not_there_is_told(call):
    assert "no registered random phase" in call("certificate show").out
    files = ("--out", "reg.json", "--draws", "draws.csv")
    call("certificate register", *files)
    refusal = call("certificate show", "--certificate", "cert.json", code=2).refusal
    assert "has no certificate" in refusal
    refusal = call("certificate show", "--hash", "nothing", "--out", "r.json", code=2).refusal
    assert "no registration 'nothing'" in refusal


def test_a_table_with_labels_is_not_written_over(call, tmp_path):
    call("certificate register", "--out", "reg.json", "--draws", "draws.csv")
    table = (tmp_path / "draws.csv").read_text(encoding="utf-8").splitlines()
    (tmp_path / "draws.csv").write_text("\n".join([table[0], table[1] + "1"]), encoding="utf-8")
    refusal = call("certificate show", "--draws", "draws.csv", code=2).refusal
    assert "no table of draws without labels" in refusal
