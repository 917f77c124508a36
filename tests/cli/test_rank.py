"""rank: what is unlabelled comes out, best first."""

import csv

import pytest


def read(path):
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def half(rows):
    """Every other label, and all but two of the relevant ones, so that some are to be found."""
    open_, hidden = [], 0
    for place, row in enumerate(rows):
        hide = place % 2 if row["label_included"] == "0" else hidden < 2
        hidden += hide and row["label_included"] == "1"
        open_.append({**row, "label_included": "" if hide else row["label_included"]})
    return open_


@pytest.fixture
def halved(tmp_path, rows, write):
    return write(tmp_path / "half.csv", half(rows))


@pytest.fixture
def rank(activescreen, tmp_path):
    def call(file, *options, config="words"):
        answer = activescreen("rank", file, "--out", "ranked.csv", "--config", config, *options)
        out = tmp_path / "ranked.csv"
        return answer, read(out) if out.exists() else None

    return call


def test_the_unlabelled_come_out_sorted_with_all_their_columns(rank, halved, rows, tmp_path):
    answer, ranked = rank(halved)
    assert answer.code == 0, answer.err
    assert list(ranked[0]) == ["rank", "score", "title", "abstract", "label_included"]
    assert [row["rank"] for row in ranked] == [str(n + 1) for n in range(len(ranked))]
    scores = [float(row["score"]) for row in ranked]
    assert scores == sorted(scores, reverse=True)
    expected = {row["title"] for row in half(rows) if not row["label_included"]}
    assert {row["title"] for row in ranked} == expected
    assert {row["label_included"] for row in ranked} == {""}
    assert {path.name for path in tmp_path.iterdir()} == {"half.csv", "ranked.csv"}


def test_what_is_relevant_comes_first(rank, halved, rows):
    _, ranked = rank(halved)
    relevant = {row["title"] for row in rows if row["label_included"] == "1"}
    places = [place for place, row in enumerate(ranked) if row["title"] in relevant]
    assert len(places) == 2
    assert places[0] == 0
    assert places[1] < len(ranked) / 2


def test_the_counts_the_estimate_and_the_place_are_printed(rank, halved):
    answer, ranked = rank(halved)
    assert f"half.csv: 80 records, {80 - len(ranked)} labelled in column 'label_included' " in (
        answer.out
    )
    assert f"(6 relevant), {len(ranked)} ranked." in answer.out
    assert "Recall estimate (model-based): " in answer.out
    assert "so few reviews prove no more" in answer.out
    assert "Ranking: ranked.csv" in answer.out


def test_the_same_call_gives_the_same_file(rank, halved):
    assert rank(halved)[1] == rank(halved)[1]


def test_too_few_of_a_kind_give_no_estimate(rank, tmp_path, rows, write):
    places = [place for place, row in enumerate(rows) if row["label_included"] == "1"][:2]
    few = [
        {**row, "label_included": row["label_included"] if place in {*places, 0, 1, 2} else ""}
        for place, row in enumerate(rows)
    ]
    answer, _ = rank(write(tmp_path / "few.csv", few))
    assert "Recall estimate: none yet" in answer.out


def test_no_cell_is_run_by_a_spreadsheet(rank, tmp_path, rows, write):
    risky = half(rows)
    for place, row in enumerate(risky):
        row["title"] = f"=HYPERLINK({place}) {row['title']}"
        row["note"] = "-5" if place % 2 else "@sum"
    _, ranked = rank(write(tmp_path / "risky.csv", risky))
    assert all(row["title"].startswith("'=") for row in ranked)
    assert {row["note"] for row in ranked} == {"-5", "'@sum"}


def test_a_ranking_can_be_ranked_again(rank, halved, tmp_path, write):
    _, ranked = rank(halved)
    for row in ranked[:6]:
        row["label_included"] = "1" if row["rank"] in "12" else "0"
    _, again = rank(write(tmp_path / "again.csv", ranked))
    assert list(again[0]) == list(ranked[0])
    assert len(again) == len(ranked) - 6


def test_other_columns_of_those_names_are_kept(rank, tmp_path, rows, write):
    scored = [{**row, "score": place, "Score (2)": "b"} for place, row in enumerate(half(rows))]
    _, ranked = rank(write(tmp_path / "scored.csv", scored))
    assert list(ranked[0])[-2:] == ["score (2)", "Score (2)"]
    assert ranked[0]["score (2)"].isdigit()


@pytest.mark.parametrize(
    ("label", "by"),
    [("1", "similarity to the records included so far"), ("0", "chance"), ("", "chance")],
)
def test_labels_of_one_kind_or_none_still_give_a_ranking(rank, tmp_path, rows, write, label, by):
    one_kind = [
        {**row, "label_included": label if row["label_included"] == "1" else ""} for row in rows
    ]
    answer, ranked = rank(write(tmp_path / "one_kind.csv", one_kind))
    assert answer.code == 0
    assert len(ranked) == (72 if label else 80)
    assert f"ranked by {by}" in answer.out
    assert "Recall estimate: none yet" in answer.out
    assert ("--question" in answer.out) == (by == "chance")


def test_a_question_goes_before_chance(rank, tmp_path, rows, write):
    unread = write(tmp_path / "unread.csv", [{**row, "label_included": ""} for row in rows])
    answer, ranked = rank(unread, "--question", "topic1 topic2 topic3 topic4")
    assert "similarity to the review question" in answer.out
    assert "topic" in ranked[0]["abstract"]
    assert "--question" not in answer.out


def test_column_and_stage_choose_the_labels(rank, tmp_path, rows, write):
    staged = [
        {
            "title": row["title"],
            "abstract": row["abstract"],
            "label_abstract_screening": "1" if place < 3 else "0" if place < 40 else "",
            "label_included": "1" if place < 2 else "0" if place < 20 else "",
            "mine": "yes" if place < 4 else "no" if place < 10 else "",
        }
        for place, row in enumerate(rows)
    ]
    file = write(tmp_path / "staged.csv", staged)
    for options, left in (
        (("--stage", "title_abstract"), 40),
        (("--stage", "full_text"), 60),
        (("--label-column", "mine"), 70),
    ):
        answer, ranked = rank(file, *options)
        assert answer.code == 0
        assert len(ranked) == left


def test_ris_goes_in_too(rank, tmp_path):
    entries = [
        f"TY  - JOUR\nTI  - study of topic {place}\nAB  - words {place}\n"
        f"N1  - ASReview_{('relevant', 'irrelevant', 'not_seen')[place % 3]}\nER  - \n"
        for place in range(30)
    ]
    (tmp_path / "export.ris").write_text("\n".join(entries))
    answer, ranked = rank(tmp_path / "export.ris")
    assert answer.code == 0, answer.err
    assert len(ranked) == 10
    assert list(ranked[0])[:2] == ["rank", "score"]


def test_a_real_review_half_read(rank, shared, tmp_path, write):
    source = read(shared / "reviews" / "Cohen_2006_Triptans.csv")
    label = next(name for name in source[0] if name.startswith("label"))
    for row in source[300:]:
        row[label] = ""
    relevant = sum(row[label] == "1" for row in source)
    answer, ranked = rank(write(tmp_path / "triptans.csv", source), "--label-column", label)
    assert answer.code == 0, answer.err
    assert f"({relevant} relevant), 371 ranked." in answer.out
    assert len(ranked) == 371
