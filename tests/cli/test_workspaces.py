"""Commands on a workspace, as a team types them."""

import csv
import re
import zipfile

import pytest


def read(path):
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def call(activescreen, database_url):
    """Call a command on the workspace ``W``; it must succeed."""

    def on(command, *more, workspace="W", code=0):
        answer = activescreen(*command.split(), "--workspace", workspace, *more)
        assert answer.code == code, (answer.out, answer.err)
        return answer

    assert activescreen("init", "W").code == 0
    on.raw = activescreen
    return on


@pytest.fixture
def screened(call, tmp_path, rows, write):
    """A review of 80 records of which 8 are relevant, with two prior decisions."""
    call("review create", "peers", "--config", "words", "--target", "0.8")
    kept = [next(row for row in rows if row["label_included"] == label) for label in "10"]
    known = [{**row, "label_included": row["label_included"] * (row in kept)} for row in rows]
    call("import", "--review", "peers", write(tmp_path / "search.csv", known))
    return call


def fill(path, rows, number):
    """Fill in the labels of the first rows of a table, as their titles tell them."""
    truth = {row["title"]: row["label_included"] for row in rows}
    table = read(path)
    for row in table[:number]:
        row["label"] = truth[row["title"]]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(table[0]))
        writer.writeheader()
        writer.writerows(table)
    return path


def test_a_review_from_its_first_search_to_its_certificate(screened, rows, write, tmp_path):
    call, ranked, draws = screened, tmp_path / "ranked.csv", tmp_path / "draws.csv"
    of = ("--review", "peers")

    answer = call("rank", *of, "--out", ranked)
    assert "80 records, 2 with a decision (1 relevant), 78 ranked" in answer.out
    assert list(read(ranked)[0])[:4] == ["rank", "score", "record_id", "title"]

    answer = call("label", *of, fill(ranked, rows, 30), "--reviewer", "Zoë")
    assert re.search(r"30 decisions added \(\d included, \d\d excluded\)", answer.out)
    answer = call("label", *of, ranked, "--reviewer", "Zoë")
    assert "0 decisions added; 30 were there already" in answer.out

    answer = call("train", *of)
    assert re.search(r"Model [0-9a-f]{12} \(words\): trained on 32 records", answer.out)
    assert "trained now" not in call("rank", *of, "--out", ranked).out

    answer = call("certificate register", *of, "--out", "reg.json", "--draws", draws)
    assert "Registration hash: " in answer.out
    assert "to claim 80 % recall" in answer.out
    refusal = call("rank", *of, "--out", "no.csv", code=2).refusal
    assert "registered order only" in refusal

    answer = call("certificate issue", *of, "reg.json", "--out", "cert.json", code=1)
    assert "No certificate yet" in answer.out
    assert "48 decisions on draws added" in call("label", *of, fill(draws, rows, 48)).out
    call("certificate issue", *of, "reg.json", "--out", "cert.json", "--draws", draws)
    answer = call("certificate verify", *of, "cert.json")
    assert "computed again from review 'peers' and agrees in every record" in answer.out

    late = [{**row, "label_included": ""} for row in rows[:5]]
    late += [
        {"title": f"A new one, number {n}", "abstract": "", "label_included": ""} for n in "12"
    ]
    answer = call("import", *of, write(tmp_path / "late.csv", late), "--from", "register")
    assert "5 known to the review already (5 with a decision, which is kept)" in answer.out
    assert "2 new to screen" in answer.out
    assert call("certificate verify", *of, "cert.json").code == 0

    drawn = call("prisma", *of, "--out", "flow.svg").out
    assert "add up in all" in drawn
    assert "search.csv names no database or other source: its 80 records" in drawn
    assert (tmp_path / "flow.svg").read_text().startswith("<svg")
    shown = call("review show", "peers").out
    assert "87 imported (80 database, 7 register), 5 copies of others, 82 to screen" in shown
    assert "Title and abstract: 80 read, 8 relevant, 0 open" in shown
    assert "Zoë 30" in shown
    assert "1 registered random phase, 1 certificate" in shown


def test_a_backup_opens_in_another_workspace(screened, activescreen, tmp_path, monkeypatch):
    screened("backup", "peers.zip")
    assert zipfile.ZipFile(tmp_path / "peers.zip").testzip() is None
    before = screened("review show", "peers").out
    monkeypatch.delenv("ACTIVESCREEN_DATABASE", raising=False)
    answer = screened("restore", "peers.zip", workspace="elsewhere")
    assert "Review 'peers': 80 records and 2 decisions restored." in answer.out
    assert screened("review show", "peers", workspace="elsewhere").out == before
    refusal = screened("restore", "peers.zip", workspace="elsewhere", code=2).refusal
    assert "--as" in refusal
    screened("restore", "peers.zip", "--as", "second", workspace="elsewhere")
    listed = screened("review list", workspace="elsewhere").out
    assert "second" in listed


def test_two_votes_and_a_consensus(call, tmp_path, rows, write):
    call("review create", "peers", "--votes", "2", "--config", "words")
    search = [{**row, "label_included": ""} for row in rows]
    call("import", "--review", "peers", write(tmp_path / "search.csv", search))
    table = write(tmp_path / "one.csv", [{**rows[0], "label_included": "1"}])
    refusal = call("label", "--review", "peers", table, code=2).refusal
    assert "--reviewer NAME" in refusal
    call("label", "--review", "peers", table, "--reviewer", "ann")
    table = write(tmp_path / "one.csv", [{**rows[0], "label_included": "0"}])
    call("label", "--review", "peers", table, "--reviewer", "bea")
    assert "1 read, 0 relevant, 1 open" in call("review show", "peers").out
    call("label", "--review", "peers", table, "--resolve")
    assert "1 read, 0 relevant, 0 open" in call("review show", "peers").out


def test_what_a_later_search_says_anew_is_told_and_listed(call, tmp_path, rows, write):
    call("review create", "peers", "--config", "words")
    of = ("--review", "peers")
    first = [
        {**row, "doi": f"10.1234/x.{n}", "label_included": str(n)} for n, row in enumerate(rows[:2])
    ]
    call("import", *of, write(tmp_path / "first.csv", first))
    later = [{**row, "label_included": "", "year": "2021"} for row in first]
    later[1]["title"] = f"RETRACTED: {later[1]['title']}"
    answer = call("import", *of, write(tmp_path / "later.csv", later), "--changes", "changes.csv")
    assert "Of 2 records known before it says something anew (retraction 1, year 2)" in answer.out
    assert "They are in changes.csv." in answer.out
    assert "1 included record is marked as retracted" in answer.out
    table = read(tmp_path / "changes.csv")
    assert [row["field"] for row in table] == ["retraction", "year", "year"]
    assert table[0]["title"] == first[1]["title"]
    answer = call("import", *of, tmp_path / "later.csv", "--wave", "again")
    assert "something anew" not in answer.out
    refusal = call("import", *of, tmp_path / "later.csv", "--changes", "later.csv", code=2).refusal
    assert "would write over the file that is read" in refusal


def test_labels_need_no_more_than_ids(screened, tmp_path, write):
    screened("rank", "--review", "peers", "--out", "ranked.csv")
    ids = [row["record_id"] for row in read(tmp_path / "ranked.csv")]
    table = write(tmp_path / "ids.csv", [{"record_id": ids[0], "label": "1"}])
    assert "1 decision added (1 included)" in screened("label", "--review", "peers", table).out


def test_init_says_what_it_did(activescreen, database_url, tmp_path):
    assert "Workspace: W" in activescreen("init", "W").out
    assert "up to date; nothing was changed" in activescreen("init", "W").out
    assert activescreen("review", "list", "--workspace", "W").code == 0


def test_pairs_to_decide_on_are_written_and_taken_back(call, tmp_path, write):
    call("review create", "peers", "--config", "words")
    alike = {
        "title": "Peer support delivered online to people with psychosis: a review of trials",
        "authors": "Fortuna, K.",
        "abstract": "",
    }
    one = write(tmp_path / "a.csv", [{**alike, "year": "2018", "journal": "Trials"}])
    other = write(tmp_path / "b.csv", [{**alike, "year": "2018", "journal": "Recovery"}])
    pairs = ("--review-pairs", tmp_path / "pairs.csv")
    answer = call("import", "--review", "peers", one, other, *pairs)
    (pair,) = read(tmp_path / "pairs.csv")
    assert "1 pair may be one publication" in answer.out
    call("review create", "again", "--config", "words")
    write(tmp_path / "pairs.csv", [{**pair, "decision": "same"}])
    answer = call("import", "--review", "again", one, other, "--decisions", pairs[1])
    assert "1 new to screen" in answer.out


class TestRefusals:
    def test_no_workspace(self, activescreen, tmp_path, monkeypatch):
        monkeypatch.delenv("ACTIVESCREEN_DATABASE", raising=False)
        for command in (["review", "list"], ["train", "--review", "peers"]):
            refusal = activescreen(*command, "--workspace", "nowhere").refusal
            assert "no database of reviews" in refusal
            assert "activescreen init" in refusal
        assert not (tmp_path / "nowhere").exists()

    def test_no_review(self, call):
        refusal = call("train", "--review", "peers", code=2).refusal
        assert "There is no review 'peers'" in refusal

    @pytest.mark.parametrize(
        ("options", "why"),
        [
            (["--target", "1.2"], "target recall"),
            (["--target", "1/0"], "target recall"),
            (["--alpha", "0"], "error probability"),
            (["--rule", "guess"], "guess"),
            (["--config", "wrds"], "Did you mean 'words'"),
            (["--criterion", "adults"], "ELEMENT=TEXT"),
            (["--criterion", "people=adults"], "not a PICOS element"),
        ],
    )
    def test_a_review_that_could_not_be_screened(self, call, options, why):
        assert why in call("review create", "peers", *options, code=2).refusal
        assert "no review yet" in call("review list").out

    def test_a_file_and_a_review_or_neither(self, screened, activescreen, tmp_path):
        out = ("--out", "r.csv")
        assert (
            "Both FILE and --review" in activescreen("rank", "f.csv", "--review", "p", *out).refusal
        )
        assert "Neither FILE nor a review" in activescreen("rank", *out).refusal
        assert "no review of it" in activescreen("rank", "f.csv", "--workspace", "W", *out).refusal
        refusal = screened("rank", "--review", "peers", "--seed", "3", *out, code=2).refusal
        assert "--seed say how a file is read" in refusal

    def test_a_file_that_is_not_there_leaves_the_review_empty(self, call):
        call("review create", "peers")
        refusal = call("import", "--review", "peers", "missing.csv", code=2).refusal
        assert "no such file" in refusal
        assert "0 imported" in call("review show", "peers").out

    def test_draws_without_a_phase(self, screened, tmp_path, write):
        row = {"number": "1", "record_id": "x", "title": "t", "abstract": "", "label": "1"}
        table = write(tmp_path / "draws.csv", [row])
        refusal = screened("label", "--review", "peers", table, code=2).refusal
        assert "no registered random phase" in refusal


def test_a_review_made_with_all_that_its_protocol_says(call, rows, write, tmp_path):
    import json

    criteria = ("--criterion", "participants=adults", "--criterion", "outcomes=recovery")
    terms = ("--include-term", "peer support", "--exclude-term", "mice", "--exclude-term", "mice")
    call("review create", "full", *criteria, *terms, "--pilot-size", "20", "--config", "words")
    assert "2 criteria" in call("review show", "full").out
    answer = call("review create", "none", "--pilot-agreement", "0", code=2)
    assert "agreement of 0 cannot be demanded" in answer.refusal
    file = write(tmp_path / "found.csv", rows[:5])
    call("import", "--review", "full", file, "--from", "other", "--source", "Google  Scholar")
    call("prisma", "--review", "full", "--out", tmp_path / "flow.json")
    assert "Google Scholar" in json.dumps(json.loads((tmp_path / "flow.json").read_text()))
