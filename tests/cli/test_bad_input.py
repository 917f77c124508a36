"""Whatever is handed in: one paragraph, exit code 2, and nothing half-written."""

import os
import subprocess
from pathlib import Path

import pytest

HEADER = "title,abstract,label_included\n"


def lines(*rows):
    return (HEADER + "".join(f"{row}\n" for row in rows)).encode()


def labelled(label):
    return lines(*(f"title {place},abstract {place},{label}" for place in range(12)))


# Name of the case -> content of the file, and what the paragraph has to name besides the file.
FILES = {
    "empty": (b"", ["empty"]),
    "blank": (b"\n \n\xef\xbb\xbf\n", ["empty"]),
    "header": (HEADER.encode(), ["no record"]),
    "no_text": (b"id,label_included\n1,0\n2,1\n", ["title", "abstract", "'id'"]),
    "bad_label": (
        lines("a,b,1", "c,d,0", "e,f,perhaps so"),
        ["row 2", "line 4", "'perhaps so'", "'label_included'", "Write 1"],
    ),
    "no_labels": (b"title,abstract\na,b\nc,d\n", ["No labels", "label_included"]),
    "two_titles": (b"title,title,label_included\na,b,1\nc,d,0\n", ["'title'", "Rename"]),
    "two_labels": (b"title,included,included\na,1,0\nc,0,0\n", ["'included'", "Rename"]),
    "long_cell": (lines("a,b,1", f"c,{'x' * 10_000_000},0", "e,f,0"), ["row 1", "line 3"]),
    "binary": (bytes(range(256)) * 40, ["binary"]),
    "page": (b"<!DOCTYPE html><html><body>404</body></html>", ["HTML"]),
}
LABELS = {
    "all_relevant": (labelled(1), ["All 12", "relevant", "rows 0 to 11", "after 12 records"]),
    "none_relevant": (labelled(0), ["All 12", "irrelevant", "none found", "--label-column"]),
    "one_record": (lines("a,b,1"), ["single record"]),
    "half_labelled": (lines("a,b,1", "c,d,", "e,f,0"), ["1 of 3", "row 1", "activescreen rank"]),
    "no_words": (lines(",,1", ",,0", "..,--,0"), ["word"]),
}


def _identity(path):
    """What changes when a file is written or replaced."""
    status = path.stat()
    return (status.st_ino, status.st_mtime_ns, status.st_size) if path.is_file() else None


@pytest.fixture
def refuse(activescreen, tmp_path):
    """Call, and give back the paragraph; nothing may have come into being or been changed."""

    def look():
        return {path: _identity(path) for path in tmp_path.rglob("*")}

    def call(*arguments):
        before = look()
        answer = activescreen(*arguments)
        assert look() == before
        assert answer.out == ""
        return answer.refusal

    return call


def simulate(file, *options):
    outputs = ("--json", "out.json", "--report", "out.html", "--no-track")
    return ("simulate", file, "--config", "words", *outputs, *options)


def rank(file, *options):
    return ("rank", file, "--config", "words", "--out", "ranked.csv", *options)


@pytest.mark.parametrize("command", [simulate, rank])
@pytest.mark.parametrize("case", FILES)
def test_a_file_that_cannot_be_used(refuse, tmp_path, case, command):
    content, named = FILES[case]
    (tmp_path / f"{case}.csv").write_bytes(content)
    paragraph = refuse(*command(f"{case}.csv"))
    for part in (f"{case}.csv", *named):
        assert part in paragraph


@pytest.mark.parametrize("case", LABELS)
def test_labels_that_make_no_simulation(refuse, tmp_path, case):
    content, named = LABELS[case]
    (tmp_path / f"{case}.csv").write_bytes(content)
    paragraph = refuse(*simulate(f"{case}.csv"))
    for part in (f"{case}.csv", *named):
        assert part in paragraph


@pytest.mark.parametrize("case", ["all_relevant", "none_relevant", "one_record"])
def test_nothing_left_to_rank(refuse, tmp_path, case):
    (tmp_path / f"{case}.csv").write_bytes(LABELS[case][0])
    paragraph = refuse(*rank(f"{case}.csv"))
    assert f"{case}.csv" in paragraph
    assert "activescreen simulate" in paragraph


@pytest.mark.parametrize("command", [simulate, rank])
class TestPlaces:
    """Files that are not where, or not what, they should be."""

    def test_no_such_file(self, refuse, review, command):
        paragraph = refuse(*command("reviews.csv"))
        assert "reviews.csv: There is no such file. Did you mean 'review.csv'?" in paragraph

    def test_a_directory(self, refuse, tmp_path, command):
        (tmp_path / "folder.csv").mkdir()
        assert "folder.csv: This is a directory" in refuse(*command("folder.csv"))

    def test_nothing_unlike_is_suggested(self, refuse, review, tmp_path, command):
        (tmp_path / "price.json").touch()
        assert "Did you mean" not in refuse(*command("price.csv"))

    def test_a_file_one_may_not_read(self, refuse, review, command, monkeypatch):
        real = Path.open

        def deny(path, *how, **more):
            if path.name == "locked.csv":
                raise PermissionError(13, "Permission denied", str(path))
            return real(path, *how, **more)

        monkeypatch.setattr(Path, "open", deny)
        monkeypatch.setattr("os.access", lambda path, mode: not str(path).endswith("locked.csv"))
        review.rename(review.with_name("locked.csv"))
        paragraph = refuse(*command("locked.csv"))
        assert "locked.csv: The file cannot be opened (Permission denied)" in paragraph
        assert "allowed" in paragraph

    def test_an_unknown_configuration(self, refuse, review, command):
        paragraph = refuse(*command(review, "--config", "wrods"))
        assert "'wrods'" in paragraph
        assert "Did you mean 'words'?" in paragraph

    def test_a_configuration_file_that_is_missing(self, refuse, review, command):
        assert "'mine.yaml'" in refuse(*command(review, "--config", "mine.yaml"))

    @pytest.mark.parametrize(
        "text", ["summary: [x\n  y: {", "just words", "summary: only this", "\t"]
    )
    def test_a_configuration_file_that_is_none(self, refuse, review, tmp_path, command, text):
        (tmp_path / "mine.yaml").write_text(text)
        assert "mine.yaml" in refuse(*command(review, "--config", "mine.yaml"))

    def test_a_configuration_of_unknown_parts(self, refuse, review, tmp_path, command):
        (tmp_path / "mine.yaml").write_text(
            "summary: mine\nfields: [title]\nfeatures: {kind: tfidf}\n"
            "classifier: {kind: oracle}\nquery: {kind: relevance}\n"
        )
        paragraph = refuse(*command(review, "--config", "mine.yaml"))
        assert "'oracle'" in paragraph

    def test_an_unknown_label_column(self, refuse, review, command):
        paragraph = refuse(*command(review, "--label-column", "label_includes"))
        assert "review.csv" in paragraph
        assert "'label_includes'" in paragraph
        assert "Did you mean 'label_included'?" in paragraph

    def test_an_unknown_stage(self, refuse, review, command):
        assert "title_abstract, full_text" in refuse(*command(review, "--stage", "third"))


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (("--rules", "qcbc"), ["'qcbc'", "Did you mean 'qbcb'?"]),
        (("--rules", "qbcb,never"), ["'never'", "calibrated_random_phase"]),
        (("--priors", "80"), ["review.csv", "row 80", "up to 79"]),
        (("--priors", "-1"), ["review.csv", "row -1"]),
        (("--priors", "1,one"), ["--priors", "'1,one'", "counted from 0"]),
        (("--priors", "1.5"), ["--priors", "'1.5'"]),
        (("--priors", "3,3"), ["review.csv", "twice"]),
        (("--target", "0"), ["recall of 0", "0.95"]),
        (("--target", "1.5"), ["1.5", "at most 1"]),
        (("--target", "nan"), ["nan"]),
        (("--target", "1.5", "--rules", "none"), ["1.5"]),
        (("--alpha", "0"), ["probability of 0", "0.05"]),
        (("--alpha", "1"), ["probability of 1"]),
        (("--alpha", "0", "--rules", "none"), ["probability of 0"]),
        (("--target", "1", "--rules", "qbcb"), ["recall of 1", "calibrated_random_phase"]),
        (("--retrain-every", "0"), ["'0'", "auto"]),
        (("--retrain-every", "often"), ["'often'", "auto"]),
        (("--stop", "soon"), ["--stop", "last-inclusion or end"]),
    ],
)
def test_options_of_simulate(refuse, review, options, named):
    paragraph = refuse(*simulate(review, *options))
    for part in named:
        assert part in paragraph


class TestOutputs:
    """Places that cannot be written to are refused before the work, and nothing is lost."""

    @pytest.fixture(params=["--json", "--report", "--out"])
    def outputs(self, request, review):
        """The call up to the name of one output."""
        command = "rank" if request.param == "--out" else "simulate"
        return (command, review, request.param)

    def test_a_missing_folder(self, refuse, outputs):
        assert "missing/file: The folder" in refuse(*outputs, "missing/file")

    def test_a_folder(self, refuse, outputs, tmp_path):
        (tmp_path / "folder").mkdir()
        assert "folder: This is a folder" in refuse(*outputs, "folder")

    def test_the_file_that_is_read(self, refuse, outputs, review):
        assert "write over the file that is read" in refuse(*outputs, review)

    def test_the_file_that_is_read_under_another_name(self, refuse, outputs, review, tmp_path):
        (tmp_path / "same.csv").hardlink_to(review)
        assert "write over the file that is read" in refuse(*outputs, "same.csv")

    def test_a_link_such_as_that_to_standard_output(self, refuse, outputs, tmp_path):
        (tmp_path / "elsewhere").write_text("kept")
        (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
        assert "link: This is a link or a device" in refuse(*outputs, "link")

    def test_a_write_protected_file(self, refuse, outputs, tmp_path, monkeypatch):
        (tmp_path / "file").write_text("kept")
        monkeypatch.setattr(
            "os.access", lambda path, mode: mode != os.W_OK or Path(path).name != "file"
        )
        assert "write-protected" in refuse(*outputs, "file")

    def test_a_folder_one_may_not_write_to(self, refuse, outputs, monkeypatch):
        monkeypatch.setattr("os.access", lambda path, mode: mode != os.W_OK)
        assert "You may not write to this folder" in refuse(*outputs, "file")

    @pytest.mark.parametrize(
        ("json_out", "report"), [("out", "out"), ("r.png", "r.html"), ("r.json", "r.svg")]
    )
    def test_one_file_for_two(self, refuse, review, json_out, report):
        call = ("simulate", review, "--json", json_out, "--report", report)
        assert "would write the same file" in refuse(*call)


@pytest.mark.parametrize("call", [simulate("bad.csv"), rank("bad.csv")])
def test_the_installed_program_says_it_the_same_way(command, environment, tmp_path, call):
    (tmp_path / "bad.csv").write_bytes(FILES["bad_label"][0])
    done = subprocess.run(
        [command, *call], cwd=tmp_path, env=environment, capture_output=True, check=False
    )
    assert done.returncode == 2
    assert done.stdout == b""
    assert done.stderr.startswith(b"Error: bad.csv, data row 2 ")
    assert done.stderr.count(b"\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["bad.csv"]
