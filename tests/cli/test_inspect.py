"""The doctor on the command line: a report for people and one for programs."""

import json

import pytest

RIS = (
    "Search of May\nTY  - JOUR\nTI  - One\nAB  - Text\nDO  - 10.1000/one\nER  - \n"
    "TY  - JOUR\nTI  - Two\nN1  - PMID: 12345678\nER  - \n"
)


@pytest.fixture
def search(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "search.ris"
    path.write_text(RIS)
    return path


def test_findings_for_programs(activescreen, search, tmp_path):
    done = activescreen("inspect", search, "--json", "out.json", "--records", "out.jsonl")
    assert done.code == 0
    (found,) = json.loads((tmp_path / "out.json").read_text())
    assert {
        "file": "search.ris",
        "format": "ris",
        "encoding": "ascii",
        "records": 2,
        "quarantined": 1,
        "with_abstract": 1,
        "with_doi": 1,
        "with_pmid": 1,
        "first_title": "One",
        "reconciled": True,
    }.items() <= found.items()
    assert found["pieces"] == [
        {"line": 1, "why": "text outside of any record", "text": "Search of May"}
    ]
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [(line["title"], line["source"], line["line"]) for line in lines] == [
        ("One", "search.ris", 2),
        ("Two", "search.ris", 7),
    ]
    wanted = "title abstract authors year journal doi pmid keywords source line"
    assert set(wanted.split()) <= lines[0].keys()


def test_findings_for_people(activescreen, search):
    done = activescreen("inspect", search)
    assert "2 records read, as many as were counted independently" in done.out
    assert "Search of May" in done.out
    assert "PubMed id" in done.out


def test_nothing_is_stored(activescreen, search, tmp_path):
    activescreen("inspect", search)
    assert [path.name for path in tmp_path.iterdir()] == ["search.ris"]


def test_one_bad_file_does_not_hide_the_others(activescreen, search, tmp_path):
    (tmp_path / "page.ris").write_text("<!DOCTYPE html><html><body>404</body></html>")
    done = activescreen("inspect", tmp_path / "page.ris", search, "--json", "out.json")
    assert done.code == 2
    assert "an HTML page" in done.err
    assert "2 records read" in done.out
    found = json.loads((tmp_path / "out.json").read_text())
    assert [entry["file"] for entry in found] == ["page.ris", "search.ris"]
    assert "HTML" in found[0]["error"]
    assert "error" not in found[1]


def test_our_own_pages_and_figures_are_called_what_they_are(activescreen, tmp_path):
    page = "<!doctype html><html><head><style>\n@page { size: A4 }\n@media print { x: 1 }\n</style>"
    (tmp_path / "rules.html").write_text(page)
    (tmp_path / "rules.json").write_text('[\n {"review": "one", "rule": "knee"}\n]')
    assert "it is an HTML page" in activescreen("inspect", "rules.html").refusal
    refusal = activescreen("inspect", "rules.json").refusal
    assert "it is a JSON file without references" in refusal


def test_a_column_named_by_the_user(activescreen, tmp_path):
    (tmp_path / "x.csv").write_text("Titel,Zusammenfassung\nEins,Text\n")
    done = activescreen(
        "inspect", tmp_path / "x.csv", "--map", "title=Titel", "--map", "abstract=Zusammenfassung",
        "--records", tmp_path / "o.jsonl",
    )  # fmt: skip
    assert done.code == 0
    assert json.loads((tmp_path / "o.jsonl").read_text())["abstract"] == "Text"


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("title", "FIELD=COLUMN"),
        ("titel=Titel", "Did you mean 'title'"),
        ("title=Nowhere", "no column 'Nowhere'"),
    ],
)
def test_a_mapping_that_cannot_be(activescreen, search, option, said):
    done = activescreen("inspect", search, "--map", option)
    assert done.code == 2
    assert said in done.err


def test_codes_that_terminals_obey_are_not_passed_on(activescreen, tmp_path):
    (tmp_path / "x.ris").write_text("\x1b[31mred\nTY  - JOUR\nTI  - A\nER  - \n")
    done = activescreen("inspect", tmp_path / "x.ris")
    assert "\x1b[31mred" not in done.out


def test_formats_lists_readers_and_writers(activescreen):
    done = activescreen("formats")
    assert done.code == 0
    assert "ris" in done.out
    assert "csv" in done.out
