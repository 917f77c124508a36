"""CSL-JSON, and JSON lines of records."""

import json

import pytest

from activescreen.errors import InputError
from activescreen.formats import Content, Import, read_records, recognise
from activescreen.formats.jsonl_writer import record_json


def imported(text):
    content = Content("x.json", text.encode())
    source = Import(content, recognise(content))
    return list(source), source.report


def test_our_own_lines_come_back(tmp_path):
    path = tmp_path / "a.ris"
    path.write_text("TY  - JOUR\nTI  - A {b}\nAU  - Bo, C.\nPY  - 2001\nN1  - kept\nER  - \n")
    first = read_records(path)
    lines = tmp_path / "a.jsonl"
    lines.write_text("".join(json.dumps(record_json(record)) + "\n" for record in first))
    again = read_records(lines)
    assert [record.id for record in again] == [record.id for record in first]
    assert again[0].fields == first[0].fields


def test_list_that_was_cut_keeps_what_is_whole():
    records, report = imported('[{"title": "A", "DOI": "10.1000/a"},\n{"title": "B", "DOI": "10.10')
    assert [record.title for record in records] == ["A"]
    assert report.quarantined[0].line == 2
    assert report.starts_quarantined == 1
    assert report.reconciled
    assert "cut" in report.warnings[0]


def test_lines_are_counted_over_text_in_strings():
    text = '[\n{"title": "A\\n{", "abstract": "x"},\n\n{"title": "B"}\n]\n'
    records, report = imported(text)
    assert [record.source.line for record in records] == [2, 4]
    assert report.starts == 2


@pytest.mark.parametrize(
    "text",
    [
        '[{"title": "' + "[" * 50 + '", "DOI": ' + "[" * 100_000,
        '[{"title": 1, "DOI": ' + "9" * 9000,
    ],
)
def test_bombs_are_refused_or_set_aside(text):
    with pytest.raises(InputError, match="No JSON record"):
        imported(text)


def test_half_characters_are_marked_as_lost():
    records, _ = imported(
        '[{"title": "A \\ud83d", "author": [{"family": "B\\udc00"}], "DOI": "x"}]'
    )
    assert records[0].title == "A \ufffd"
    assert records[0].content_digest()


@pytest.mark.parametrize(
    ("issued", "year"),
    [
        ('{"date-parts": [["2020", 3]]}', 2020),
        ('{"date-parts": [[]], "raw": "Spring 2004"}', 2004),
        ('"2011-05"', 2011),
        ("2012", 2012),
        ('{"literal": "n.d."}', None),
        ("null", None),
    ],
)
def test_dates(issued, year):
    records, _ = imported('[{"title": "A", "issued": ' + issued + "}]")
    assert records[0].year == year
