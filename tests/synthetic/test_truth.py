from pathlib import Path

import pytest

from activescreen.errors import InputError
from activescreen.synthetic import Truth, read_truth, score_duplicates


def planted(*names: str) -> dict[tuple[str, int], Truth]:
    return {("a.ris", row): Truth(name, False, False, "any") for row, name in enumerate(names)}


def places(*rows: int) -> list[tuple[str, int]]:
    return [("a.ris", row) for row in rows]


def test_all_found() -> None:
    score = score_duplicates(planted("x", "x", "x", "y", "y", "z"), [places(0, 1, 2), places(3, 4)])
    assert (score.true_pairs, score.false_pairs, score.missed_pairs) == (4, 0, 0)
    assert (score.planted, score.removed, score.removed_rightly) == (3, 3, 3)
    assert score.publications_lost == 0
    assert (score.recall, score.precision) == (1.0, 1.0)


def test_a_wrong_merge_loses_a_publication() -> None:
    score = score_duplicates(planted("x", "x", "y", "z"), [places(0, 1, 2)])
    assert (score.true_pairs, score.false_pairs, score.missed_pairs) == (1, 2, 0)
    assert (score.removed, score.removed_rightly, score.publications_lost) == (2, 1, 1)


def test_nothing_found() -> None:
    score = score_duplicates(planted("x", "x", "y"), [places(2)])
    assert (score.recall, score.precision) == (0.0, None)
    assert score.removed == 0


def test_nothing_planted() -> None:
    assert score_duplicates(planted("x", "y"), []).recall is None


def test_a_record_in_two_groups_is_refused() -> None:
    with pytest.raises(InputError, match="in two groups"):
        score_duplicates(planted("x", "x"), [places(0), places(0, 1)])


def test_an_unknown_record_is_refused() -> None:
    with pytest.raises(InputError, match="not in the truth"):
        score_duplicates(planted("x"), [places(4)])


def test_a_file_that_is_no_truth_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "truth.csv"
    path.write_text("title,label\nOne,1\n", encoding="utf-8")
    with pytest.raises(InputError, match="no truth file"):
        read_truth(path)
    with pytest.raises(InputError, match="cannot be opened"):
        read_truth(tmp_path / "absent.csv")


def test_a_damaged_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "truth.csv"
    path.write_text(
        "# note\nfile,row,publication,passes_title_abstract,included_final,group\n"
        "a.ris,0,P1,1,0,g\na.ris,one,P2,0,0,g\n",
        encoding="utf-8",
    )
    with pytest.raises(InputError, match="line 4"):
        read_truth(path)
