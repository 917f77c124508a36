"""Exports of the databases and tools that reviewers use, with what each is known to do to them.

The files under ``exports`` are made up, each after one exporter; ``manifest.csv`` says what is in
them and what the trap is.
"""

import csv
import gzip
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from activescreen.errors import InputError
from activescreen.formats import READERS, open_imports, read_records

FOLDER = Path(__file__).parent / "exports"
with (FOLDER / "manifest.csv").open(encoding="utf-8", newline="") as stream:
    MANIFEST = list(csv.DictReader(stream))
READ = [entry for entry in MANIFEST if entry["format"] in READERS]
REFUSED = [entry for entry in MANIFEST if entry["format"] == "refused"]
SHEETS = [entry for entry in READ if entry["file"].startswith(("embase", "scopus", "wos__excel"))]


def by_file(entries):
    return [pytest.param(entry, id=entry["file"]) for entry in entries]


def shown(values):
    return " | ".join(str(value) if value else "-" for value in values)


def found_in(records, entry):
    """What the manifest speaks of, as the reader has it."""
    report = records.reports[0]
    found = {
        "records": str(len(records)),
        "first_title": records[0].title,
        "with_abstract": str(report.with_abstract),
        "with_doi": str(report.with_doi),
        "with_pmid": str(report.with_pmid),
        "with_year": str(sum(record.year is not None for record in records)),
        "format": report.format,
        "dialect": report.dialect,
        "dois": shown(record.doi for record in records),
        "pmids": shown(record.pmid for record in records),
        "years": shown(record.year for record in records),
        "authors": shown(len(record.authors) for record in records),
        "pages": shown(record.pages for record in records),
        "journal": records[0].journal,
    }
    # The manifest leaves empty what is beside the point of a file.
    return {name: value for name, value in found.items() if entry[name] or name == "dialect"}


@pytest.mark.parametrize("entry", by_file(READ))
def test_export_is_read_as_the_manifest_says(entry):
    records = read_records(FOLDER / entry["file"])
    found = found_in(records, entry)
    assert found == {name: entry[name] for name in found}
    report = records.reports[0]
    assert report.reconciled
    warned = [entry["warning"]] if entry["warning"] else []
    assert len(report.warnings) == len(warned)
    assert all(part in text for part, text in zip(warned, report.warnings, strict=True))


@pytest.mark.parametrize("entry", by_file(REFUSED))
def test_what_is_no_export_is_refused_with_a_word_on_what_it_is(entry):
    with pytest.raises(InputError) as caught:
        read_records(FOLDER / entry["file"])
    assert entry["warning"] in str(caught.value)


def test_manifest_names_every_file():
    files = {path.name for path in FOLDER.iterdir()} - {"manifest.csv", ".gitattributes"}
    assert files == {entry["file"] for entry in MANIFEST}


def test_all_in_one_archive(tmp_path):
    path = tmp_path / "search.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in READ:
            archive.write(FOLDER / entry["file"], f"downloads/{entry['file']}")
    counted = {
        source.content.name.rpartition("/")[2]: sum(1 for _ in source)
        for source in open_imports(path)
    }
    assert counted == {entry["file"]: int(entry["records"]) for entry in READ}


@pytest.mark.parametrize("entry", by_file(READ[::7]))
def test_packed_with_gzip_and_without_an_extension(entry, tmp_path):
    path = tmp_path / "export.gz"
    path.write_bytes(gzip.compress((FOLDER / entry["file"]).read_bytes()))
    found = found_in(read_records(path), entry)
    assert found == {name: entry[name] for name in found}


@pytest.mark.parametrize("entry", by_file(SHEETS))
def test_the_same_table_as_a_workbook(entry, tmp_path):
    if entry["format"] != "csv":
        return
    text = (FOLDER / entry["file"]).read_bytes()
    book = Workbook()
    lines = text.decode("cp1252" if "1252" in entry["warning"] else "utf-8-sig").splitlines(True)
    separator = ";" if "semicolons" in entry["trap"] else ","
    for row in csv.reader(lines, delimiter=separator):
        book.active.append(row)
    book.save(tmp_path / "export.xlsx")
    found = found_in(read_records(tmp_path / "export.xlsx"), entry)
    assert found == {name: entry[name] for name in found} | {"format": "xlsx"}


def test_german_table_with_a_mapping(tmp_path):
    path = tmp_path / "liste.csv"
    text = "Nr;Titel;Zusammenfassung;Verfasser;Jahr\n1;Käse;Schmeckt.;Weiß, Ä.; \n"
    path.write_bytes(text.replace(" \n", "2001\n").encode("cp1252"))
    mapping = {
        "title": "Titel",
        "abstract": "Zusammenfassung",
        "authors": "Verfasser",
        "year": "Jahr",
    }
    record = read_records(path, mapping=mapping)[0]
    assert (record.title, record.abstract, record.year) == ("Käse", "Schmeckt.", 2001)
    assert record.authors == ("Weiß, Ä.",)
