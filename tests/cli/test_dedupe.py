"""``dedupe`` as people call it: what is left, groups, counts, and pairs to decide on."""

import csv
import json

import pytest

TITLE = "Digital peer support for people with serious mental illness"
OTHER = "Lithium in the primary practice of rural counties"


@pytest.fixture
def two(tmp_path, write):
    """Two searches with one publication in common, one to decide on, and one of a kind each."""
    one = write(
        tmp_path / "pubmed.csv",
        [
            {"title": TITLE, "year": "2018", "authors": "Fortuna, K.", "doi": "10.1000/x"}
            | {"volume": "3", "number": "1", "pages": "5-9", "journal": "J Clin Oncol"},
            {"title": OTHER, "year": "2019", "authors": "Okafor, A.", "doi": ""}
            | {"volume": "7", "number": "2", "pages": "101-109", "journal": "Lancet"},
        ],
    )
    other = write(
        tmp_path / "embase.csv",
        [
            {"title": OTHER, "year": "2019", "authors": "Okafor A", "doi": ""}
            | {"volume": "7", "number": "6", "pages": "301", "journal": "Lancet"},
            {"title": "Sleep of nurses", "year": "2019", "authors": "Li, N.", "doi": ""}
            | {"volume": "", "number": "", "pages": "", "journal": ""},
            {"title": TITLE.upper(), "year": "2018", "authors": "Fortuna KL", "doi": ""}
            | {"volume": "3", "number": "1", "pages": "5"}
            | {"journal": "Journal of Clinical Oncology"},
        ],
    )  # fmt: skip
    return one, other


def rows(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_everything_it_writes(activescreen, two, tmp_path):
    done = activescreen(
        *("dedupe", *two, "--out", "left.csv", "--groups", "groups.csv"),
        *("--json", "out.json", "--review-pairs", "pairs.csv"),
    )
    assert done.code == 0
    left = rows(tmp_path / "left.csv")
    assert [row["title"] for row in left] == [TITLE, OTHER, OTHER, "Sleep of nurses"]
    assert left[0]["journal"] == "Journal of Clinical Oncology"
    assert left[0]["pages"] == "5-9"
    assert left[0]["language"] == "en"
    assert "embase.csv" in left[0]["found_in"]
    groups = [(row["file"], row["row"], row["group"]) for row in rows(tmp_path / "groups.csv")]
    assert groups == [
        ("pubmed.csv", "0", "0"),
        ("pubmed.csv", "1", "1"),
        ("embase.csv", "0", "2"),
        ("embase.csv", "1", "3"),
        ("embase.csv", "2", "0"),
    ]
    counts = json.loads((tmp_path / "out.json").read_text())
    expected = {"records": 5, "groups": 1, "removed": 1, "unique": 4, "uncertain": 1}
    assert expected.items() <= counts.items()
    assert counts["by_source_pair"] == [{"sources": ["embase.csv", "pubmed.csv"], "removed": 1}]
    assert counts["by_how"] == {"identifier": 0, "title": 1, "fuzzy": 0, "human": 0}
    assert counts["seconds"] > 0
    (merged,) = counts["merged"]
    assert merged["origins"]["doi"].startswith("pubmed.csv")
    assert merged["origins"]["journal"].startswith("embase.csv")
    (pair,) = rows(tmp_path / "pairs.csv")
    assert pair["decision"] == ""
    assert pair["differs"] == "number; pages"
    assert {pair["title_a"], pair["title_b"]} == {OTHER}
    assert "5 records, 1 duplicates removed, 4 publications left." in done.out
    assert "pages ≠" in done.out


def decide(path, answer):
    table = rows(path)
    table[0]["decision"] = answer
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(table[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(table)


@pytest.mark.parametrize(("answer", "removed"), [("same", 2), ("Different", 1), ("", 1)])
def test_decisions_are_taken_from_the_file_that_listed_the_pairs(
    activescreen, two, tmp_path, answer, removed
):
    activescreen("dedupe", *two, "--out", "left.csv", "--review-pairs", "pairs.csv")
    decide(tmp_path / "pairs.csv", answer)
    # In another order: ids tell the records, whatever the place.
    done = activescreen(
        "dedupe",
        *reversed(two),
        "--out",
        "left.csv",
        "--decisions",
        "pairs.csv",
        "--json",
        "o.json",
    )
    assert done.code == 0
    counts = json.loads((tmp_path / "o.json").read_text())
    assert counts["removed"] == removed
    assert counts["uncertain"] == (0 if answer else 1)


def test_a_decision_may_name_file_and_row(activescreen, two, tmp_path, write):
    path = write(
        tmp_path / "mine.csv",
        [{"decision": "same", "file_a": "pubmed.csv", "row_a": 1, "file_b": "embase.csv"}
         | {"row_b": 0}],
    )  # fmt: skip
    activescreen("dedupe", *two, "--out", "left.ris", "--decisions", path, "--json", "o.json")
    counts = json.loads((tmp_path / "o.json").read_text())
    assert counts["by_how"]["human"] == 1
    assert (tmp_path / "left.ris").read_text().count("TY  - ") == 3


def test_a_merged_file_is_deduplicated_again_to_itself(activescreen, two, tmp_path):
    activescreen("dedupe", *two, "--out", "left.csv")
    done = activescreen("dedupe", "left.csv", "--out", "again.csv", "--json", "o.json")
    assert done.code == 0
    assert json.loads((tmp_path / "o.json").read_text())["removed"] == 0
    assert len(rows(tmp_path / "again.csv")) == 4


def test_against_a_review_only_what_is_new_is_left(activescreen, two, tmp_path):
    one, other = two
    done = activescreen(
        *("dedupe", other, "--against", one, "--out", "new.csv"),
        *("--groups", "groups.csv", "--json", "o.json"),
    )
    assert done.code == 0
    assert [row["title"] for row in rows(tmp_path / "new.csv")] == [OTHER, "Sleep of nurses"]
    counts = json.loads((tmp_path / "o.json").read_text())
    expected = {"records": 3, "against": 2, "removed": 1, "already_in_review": 1}
    assert expected.items() <= counts.items()
    groups = {(row["file"], row["row"]): row["group"] for row in rows(tmp_path / "groups.csv")}
    assert len(groups) == 5
    assert groups["embase.csv", "2"] == groups["pubmed.csv", "0"]


def test_two_files_of_one_name(activescreen, tmp_path, write):
    files = []
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        files.append(write(tmp_path / folder / "search.csv", [{"title": TITLE, "year": "2018"}]))
    done = activescreen("dedupe", *files, "--out", "left.csv", "--groups", "groups.csv")
    assert done.code == 0
    names = {row["file"] for row in rows(tmp_path / "groups.csv")}
    assert len(names) == 2
    assert len(rows(tmp_path / "left.csv")) == 1


def test_title_and_year_are_enough_of_a_table(activescreen, tmp_path, write):
    path = write(tmp_path / "few.csv", [{"title": TITLE, "year": "2018"}] * 2)
    assert activescreen("dedupe", path, "--out", "left.csv").code == 0
    assert len(rows(tmp_path / "left.csv")) == 1


def test_the_sources_of_one_file_are_its_databases(activescreen, tmp_path, write):
    path = write(
        tmp_path / "all.csv",
        [{"title": TITLE, "year": "2018", "source": name} for name in ("pubmed", "embase")],
    )
    activescreen("dedupe", path, "--out", "left.csv", "--json", "o.json")
    counts = json.loads((tmp_path / "o.json").read_text())
    assert counts["by_source_pair"] == [{"sources": ["embase", "pubmed"], "removed": 1}]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--out", "left.docx"), "csv or .ris"),
        (("--out", "pubmed.csv"), "write over"),
        (("--out", "left.csv", "--groups", "left.csv"), "same file"),
        (("--out", "left.csv", "--decisions", "absent.csv"), "absent.csv"),
        (("--out", "left.csv", "--decisions", "embase.csv"), "no file with decisions"),
        (("--out", "left.csv", "--against", "absent.csv"), "absent.csv"),
    ],
)
def test_refusals_come_before_anything_is_written(activescreen, two, tmp_path, options, told):
    done = activescreen("dedupe", two[0], *options)
    assert told in done.refusal
    assert not (tmp_path / "left.csv").exists()


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"decision": "perhaps", "id_a": "1", "id_b": "2"}, "perhaps"),
        ({"decision": "same", "file_a": "pubmed.csv", "row_a": "9"}, "no record in row '9'"),
    ],
)
def test_decisions_that_cannot_be_understood_are_named(
    activescreen, two, tmp_path, write, row, told
):
    full = dict.fromkeys(("decision", "file_a", "row_a", "file_b", "row_b", "id_a", "id_b"), "")
    path = write(tmp_path / "mine.csv", [full | row])
    done = activescreen("dedupe", *two, "--out", "left.csv", "--decisions", path)
    assert told in done.refusal
    assert "mine.csv, row 2" in done.refusal
    assert not (tmp_path / "left.csv").exists()


def test_contradicting_decisions_are_refused_with_their_rows(activescreen, two, tmp_path, write):
    pair = {"file_a": "pubmed.csv", "row_a": "0", "file_b": "embase.csv", "row_b": "1"}
    table = [{"decision": "same"} | pair, {"decision": "different"} | pair]
    path = write(tmp_path / "mine.csv", table)
    done = activescreen("dedupe", *two, "--out", "left.csv", "--decisions", path)
    assert "mine.csv, row 2" in done.refusal
    assert "mine.csv, row 3" in done.refusal
