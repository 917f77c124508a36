"""certificate: from a half-screened file to a certificate that others can check."""

import csv
import json
from dataclasses import replace

import pytest

from activescreen.formats import read_ledger, write_ledger
from activescreen.ledger import Decision, Verdict
from activescreen.records import RecordSet

NAMES = ("register", "issue", "verify")


def read(path):
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def half(tmp_path, rows, write):
    """The 8 relevant ones and 32 others read, 40 unread; a title that a spreadsheet would run."""
    relevant = [row for row in rows if row["label_included"] == "1"]
    others = [{**row} for row in rows if row["label_included"] == "0"]
    others[-1]["title"] = "=SUM(A1) " + others[-1]["title"]
    halved = [*relevant, *others[:32], *({**row, "label_included": ""} for row in others[32:])]
    return write(tmp_path / "half.csv", halved)


@pytest.fixture
def register(activescreen, half, tmp_path):
    def call(*options, file=half, out="reg.json", draws="draws.csv", stage="title_abstract"):
        return activescreen(
            *("certificate", "register", file, "--out", out, "--draws", draws, "--seed", "5"),
            *(("--stage", stage) if stage else ()),
            *options,
        )

    return call


@pytest.fixture
def fill(tmp_path, write):
    """Fill in so many labels; ``change`` may do more to the rows."""

    def call(number, change=None, label="0"):
        rows = read(tmp_path / "draws.csv")
        for row in rows[:number]:
            row["label"] = label
        if change is not None:
            rows = change(rows)
        return write(tmp_path / "filled.csv", rows)

    return call


@pytest.fixture
def issue(activescreen, half):
    def call(*options, ledger=half, draws="filled.csv"):
        return activescreen(
            *("certificate", "issue", "reg.json", "--ledger", ledger, "--out", "cert.json"),
            *(("--draws", draws) if draws else ()),
            *options,
        )

    return call


@pytest.mark.parametrize("name", NAMES)
def test_each_command_explains_itself(activescreen, name):
    assert activescreen("certificate", name, "--help").code == 0
    assert name in activescreen("certificate", "--help").out


def test_from_half_screened_to_verified(register, fill, issue, activescreen, tmp_path):
    answer = register("--wave", "first search", "--title", "Peer support")
    assert answer.code == 0, answer.err
    registration = json.loads((tmp_path / "reg.json").read_text())
    assert f"Registration hash: {registration['hash']}" in answer.out
    assert "Publish this hash before the first draw" in answer.out
    assert "80 records at stage title and abstract, 40 read with 8 relevant" in answer.out
    drawn = read(tmp_path / "draws.csv")
    assert list(drawn[0]) == ["number", "record_id", "title", "abstract", "label"]
    assert [row["number"] for row in drawn] == [str(n + 1) for n in range(40)]
    assert {row["label"] for row in drawn} == {""}
    assert sum(row["title"].startswith("'=SUM") for row in drawn) == 1

    fill(3)
    early = issue("--ledger-out", "early.jsonl")
    assert early.code == 1
    assert "No certificate yet. 3 random draws with 0 relevant" in early.out
    more = int(early.out.split("If none of them is relevant, ")[1].split()[0])
    assert "Ledger, with the decisions so far: early.jsonl" in early.out
    assert not (tmp_path / "cert.json").exists()

    fill(3 + more)
    done = issue("--html", "cert.html", "--ledger-out", "ledger.jsonl")
    assert done.code == 0, done.err
    assert "in at most 5 % of such checks" in done.out
    assert "the 80 records of 'first search'" in done.out
    assert "Stop certificate" in (tmp_path / "cert.html").read_text(encoding="utf-8")
    assert read_ledger(tmp_path / "ledger.jsonl").freeze().n_read == 43 + more

    for options in ((), ("--ledger", "ledger.jsonl", "--registration-hash", registration["hash"])):
        verified = activescreen("certificate", "verify", "cert.json", *options)
        assert verified.code == 0, verified.out
        assert verified.out.startswith("cert.json holds (issued ")
        assert verified.out.count("\n") == 1
    assert "agrees in every record" in verified.out
    assert "is the published one" in verified.out


def test_a_written_ledger_goes_on_where_it_was(register, fill, issue, activescreen, tmp_path):
    register()
    fill(3, lambda rows: [*rows[:2], {**rows[2], "label": "maybe"}, *rows[3:]])
    blocked = issue("--ledger-out", "ledger.jsonl")
    assert blocked.code == 1
    assert "2 random draws" in blocked.out
    assert "before draw 3 has a final label" in blocked.out
    assert "Settle the open label first" in blocked.out
    fill(40)
    done = issue("--ledger-out", "final.jsonl", ledger="ledger.jsonl")
    assert done.code == 0, done.err
    again = activescreen("certificate", "verify", "cert.json", "--ledger", "final.jsonl")
    assert again.code == 0, again.out
    without = activescreen(
        *("certificate", "issue", "reg.json", "--ledger", "final.jsonl", "--out", "two.json")
    )
    assert without.code == 0, without.err
    same = [
        json.loads((tmp_path / name).read_text())["digest"] for name in ("cert.json", "two.json")
    ]
    assert same[0] == same[1]


def test_what_was_edited_is_named_and_the_code_is_1(register, fill, issue, activescreen, tmp_path):
    register()
    fill(40)
    assert issue("--ledger-out", "ledger.jsonl").code == 0
    text = (tmp_path / "cert.json").read_text(encoding="utf-8")
    said = json.loads(text)
    record = said["decisions"][50][0]
    (tmp_path / "edited.json").write_text(text.replace("95 %", "99 %").replace("80 rec", "90 rec"))
    answer = activescreen("certificate", "verify", "edited.json")
    assert answer.code == 1
    assert "edited.json does not hold" in answer.out
    assert "- its digest is" in answer.out
    assert "- the statement recomputed from its lines is" in answer.out
    lines = (tmp_path / "ledger.jsonl").read_text(encoding="utf-8").splitlines()
    place = next(n for n, line in enumerate(lines) if f'"record_id": "{record}"' in line)
    lines[place] = lines[place].replace("exclude", "include")
    (tmp_path / "other.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    answer = activescreen("certificate", "verify", "cert.json", "--ledger", "other.jsonl")
    assert answer.code == 1
    title = next(row["title"] for row in read(tmp_path / "draws.csv") if row["record_id"] == record)
    assert f"- record {record} ('{title[:20]}" in answer.out
    assert "number 51 in reading order: the label is 1, but the certificate has 0." in answer.out
    wrong = activescreen("certificate", "verify", "cert.json", "--registration-hash", "abc")
    assert wrong.code == 1
    assert "the published registration hash is abc" in wrong.out


def swapped(rows):
    return [*rows[:4], rows[5], rows[4], *rows[6:]]


def renumbered(rows):
    return [{**row, "number": n} for n, row in enumerate(swapped(rows), 1)]


ANOTHER = "draws of another registration"
SORT = "Sort the rows by 'number' again"


@pytest.mark.parametrize(
    ("change", "what", "where", "remedy"),
    [
        (
            lambda rows: [{**rows[0], "label": ""}, *rows[1:]],
            "Draw 1 has no label, but draw 10 has one",
            "line 2",
            "from the top",
        ),
        (swapped, "Draw 5 of the registered order is record", "line 6", SORT),
        (renumbered, "Draw 5 of the registered order is record", "line 6", ANOTHER),
        (lambda rows: rows[1:], "Draw 1 of the", "line 2", "Put back the row of draw 1"),
        (lambda rows: [rows[0], *rows], "Draw 2 of the", "line 3", "come twice"),
        (
            lambda rows: [*rows, {**rows[0], "number": "41"}],
            "more rows than the 40",
            "line 42",
            "added rows",
        ),
        (
            lambda rows: [{**rows[0], "label": "perhaps not"}, *rows[1:]],
            "'perhaps not' in the column 'label' is not a label",
            "line 2",
            "or maybe while",
        ),
        (
            lambda rows: [{k: v for k, v in row.items() if k != "number"} for row in rows],
            "no column 'number'",
            "filled.csv:",
            "certificate register",
        ),
    ],
)
def test_a_table_that_left_the_order_is_refused(register, fill, issue, change, what, where, remedy):
    register()
    fill(10, change)
    refusal = issue().refusal
    assert what in refusal
    assert where in refusal
    assert remedy in refusal
    assert refusal.count("filled.csv") == 1
    assert "leave the cell blank" not in refusal


def test_the_table_of_another_registration_is_told(register, fill, issue, tmp_path):
    register()
    register("--seed", "6", out="other.json", draws="other.csv")
    assert ANOTHER in issue(draws="other.csv").refusal


def test_a_shorter_table_and_other_spreadsheets_are_taken(register, fill, issue, tmp_path):
    register()
    fill(40, lambda rows: rows[:39])
    assert "39 random draws" in issue().out
    text = (tmp_path / "filled.csv").read_text(encoding="utf-8")
    with (tmp_path / "excel.csv").open("w", newline="", encoding="utf-8-sig") as file:
        csv.writer(file, delimiter=";").writerows(csv.reader(text.splitlines()))
    assert "39 random draws" in issue(draws="excel.csv").out


def test_digits_that_a_spreadsheet_took_for_a_number_are_recognised():
    from activescreen.cli.draws import _same_id

    assert _same_id("1.23457E+15", "1234567890123456")
    assert not _same_id("1.23557E+15", "1234567890123456")
    assert not _same_id("4f0c", "4f0d")


def test_one_planned_look_is_certified_for_that_look(register, fill, issue, activescreen):
    rule = ("--rule", "hypergeometric_random_phase", "--planned-look", "earliest")
    price = register(*rule).out.split("with an error of 5 %, ")[1]
    earliest = int(price.split()[0])
    fill(earliest - 1)
    assert "If none of them is relevant, 1 more draw of the 40" in issue().out
    fill(earliest)
    done = issue("--ledger-out", "ledger.jsonl")
    assert "Badge: certified for one planned look." in done.out
    verified = activescreen("certificate", "verify", "cert.json", "--ledger", "ledger.jsonl")
    assert verified.code == 0, verified.out


def test_a_second_phase_names_the_first(register, fill, issue, activescreen, write, tmp_path):
    first = register("--phase", "1").out
    assert "Publish no other one for this wave's phase 1" in first
    fill(3)
    assert issue("--ledger-out", "ledger.jsonl").code == 1
    ledger = read_ledger(tmp_path / "ledger.jsonl")
    unread = ledger.records.ids[ledger.freeze().unread[0]]
    ledger.append(Decision(unread, Verdict.EXCLUDE))
    write_ledger(tmp_path / "on.jsonl", ledger)
    again = ("certificate", "register", "on.jsonl", "--out", "two.json", "--draws", "two.csv")
    apart = register("--phase", "2", out="two.json", draws="two.csv")
    assert "holds no random phase" in apart.refusal
    assert "'certificate issue' with --draws and --ledger-out" in apart.refusal
    refused = activescreen(*again, "--phase", "2")
    assert "only with the registration of phase 1" in refused.refusal
    named = activescreen(*again, "--phase", "2", "--previous", "reg.json")
    assert named.code == 0, named.err
    said = json.loads((tmp_path / "two.json").read_text())
    assert said["population"]["wave"] == "half.csv"
    assert said["previous"]["hash"] == json.loads((tmp_path / "reg.json").read_text())["hash"]
    over = (
        *again[:4],
        "reg.json",
        "--draws",
        "two-b.csv",
        "--phase",
        "2",
        "--previous",
        "reg.json",
    )
    assert "write over the file that is read" in activescreen(*over).refusal
    write(
        tmp_path / "two-filled.csv", [{**row, "label": "0"} for row in read(tmp_path / "two.csv")]
    )
    done = activescreen(
        *("certificate", "issue", "two.json", "--ledger", "on.jsonl", "--out", "two-cert.json"),
        *("--draws", "two-filled.csv", "--ledger-out", "two.jsonl"),
    )
    assert done.code == 0, done.err
    checked = activescreen("certificate", "verify", "two-cert.json", "--ledger", "two.jsonl")
    assert checked.code == 0, checked.out
    assert f"earlier phases must have been published, too: {said['previous']['hash']}" in (
        checked.out
    )


def test_files_that_are_something_else_are_refused(register, fill, issue, half, activescreen):
    register()
    fill(40)
    assert "This is no certificate" in activescreen("certificate", "verify", half).refusal
    assert "This is no certificate" in activescreen("certificate", "verify", "reg.json").refusal
    assert "cannot be read" in activescreen("certificate", "verify", "none.json").refusal
    (half.parent / "empty.csv").write_bytes(b"")
    empty = activescreen("certificate", "verify", "empty.csv").refusal
    assert "This is no certificate." in empty
    assert "JSON" not in empty
    assert "has no column 'number'" in issue(draws=half).refusal


def test_open_labels_and_read_files_are_not_registered(register, half, rows, write, tmp_path):
    open_rows = read(half)
    open_rows[50]["label_included"] = "maybe"
    refusal = register(file=write(tmp_path / "open.csv", open_rows)).refusal
    assert "may not open while 1 record read before it lacks a final label" in refusal
    assert f"('{open_rows[50]['title'][:30]}" in refusal
    assert "nothing to draw" in register(file=write(tmp_path / "all.csv", rows)).refusal
    assert not (tmp_path / "reg.json").exists()


@pytest.mark.parametrize(
    ("options", "what"),
    [
        (("--target", "1.2"), "target recall of 1.2"),
        (("--target", "much"), "target recall of much"),
        (("--alpha", "0"), "error probability of 0"),
        (("--alpha", "nan"), "error probability of nan"),
        (("--rule", "knee"), "no random phase"),
        (("--rule", "hypergeometric_random_phase"), "certifies nothing"),
        (("--planned-look", "soon"), "no planned look"),
        (("--phase", "2"), "would be phase 1, not 2"),
    ],
)
def test_impossible_settings_are_refused(register, options, what):
    assert what in register(*options).refusal


def test_another_ledger_is_refused(register, fill, issue, half, write, tmp_path):
    register()
    fill(40)
    changed = read(half)
    changed[3]["label_included"] = "0"
    assert "not what was registered" in issue(ledger=write(tmp_path / "c.csv", changed)).refusal
    more = [*read(half), {**changed[0], "title": "one more", "label_included": ""}]
    assert "81, not 80" in issue(ledger=write(tmp_path / "m.csv", more)).refusal


def test_no_file_is_written_over_another(register, half, activescreen):
    answer = activescreen(
        "certificate", "register", half, "--out", half.name, "--draws", "draws.csv"
    )
    assert "write over the file that is read" in answer.refusal
    answer = activescreen("certificate", "register", half, "--out", "a", "--draws", "a")
    assert "would write the same file" in answer.refusal


def test_labels_and_registrations_are_not_written_over(register, fill, write, tmp_path):
    register()
    before = (tmp_path / "reg.json").read_text()
    again = register().refusal
    assert "reg.json: There is a file of this name already" in again
    assert "add --phase, and --previous reg.json" in again
    assert register(out="two.json").code == 0  # no label is lost in a blank table
    fill(2)
    labelled = (tmp_path / "filled.csv").read_text()
    assert "are not written over" in register(out="three.json", draws="filled.csv").refusal
    write(tmp_path / "notes.csv", [{"note": "a file of something else"}])
    assert "are not written over" in register(out="three.json", draws="notes.csv").refusal
    assert (tmp_path / "filled.csv").read_text() == labelled
    assert (tmp_path / "reg.json").read_text() == before
    assert not (tmp_path / "three.json").exists()


def test_draws_are_csv_by_name_too(register, tmp_path):
    assert "ends in .csv" in register(draws="draws.xlsx").refusal
    assert not (tmp_path / "reg.json").exists()


def test_the_stage_is_asked_for_where_the_column_does_not_tell_it(register, half, write, tmp_path):
    """As in comparing: ``label_included`` is final, ``label`` says of no stage."""
    told = register(stage=None)
    assert "at stage full text" in told.out
    assert "taken as final inclusions (stage full text)" in told.err
    said = json.loads((tmp_path / "reg.json").read_text())
    assert said["stage"] == "full_text"
    for column, stage in (("label_abstract_screening", "title_abstract"), ("label", None)):
        rows = [{column: row.pop("label_included"), **row} for row in read(half)]
        file = write(tmp_path / f"{column}.csv", rows)
        answer = register(file=file, out=f"{column}.json", stage=None)
        if stage is None:
            assert "Give --stage title_abstract, or --stage full_text" in answer.refusal
        else:
            assert answer.code == 0, answer.err
            assert json.loads((tmp_path / f"{column}.json").read_text())["stage"] == stage


def test_what_no_draws_means_is_said(register, fill, issue):
    register()
    answer = issue(draws=None)
    assert answer.code == 1
    assert "No --draws was given, and half.csv holds none of the draws." in answer.out
    assert "give the command again with --draws" in answer.out
    fill(0)
    assert "The table filled.csv has no label." in issue().out


def test_settled_labels_are_told_where_votes_were_registered(register, fill, issue, tmp_path):
    assert "entered as settled by the team (consensus), whatever the votes" in (
        register("--votes", "2").out
    )
    fill(40)
    done = issue("--html", "cert.html")
    assert "80 of the 80 labels were entered as settled by consensus or by one person" in done.out
    assert "entered as settled" in (tmp_path / "cert.html").read_text(encoding="utf-8")


def test_texts_that_were_replaced_are_found(register, fill, issue, activescreen, tmp_path):
    register()
    fill(40)
    issue("--ledger-out", "ledger.jsonl")
    text = (tmp_path / "ledger.jsonl").read_text(encoding="utf-8")
    lines = [json.loads(line) for line in text.splitlines()]
    for line in lines[1:81]:
        line |= {"title": "xx", "abstract": "xx", "authors": []}
    edited = tmp_path / "edited.jsonl"
    edited.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    check = ("certificate", "verify", "cert.json", "--ledger", "edited.jsonl")
    assert "texts of the records that follow are not those" in activescreen(*check).refusal
    ledger = read_ledger(tmp_path / "ledger.jsonl")
    lines[0]["texts_digest"] = RecordSet(
        replace(record, title="xx", abstract="xx", authors=()) for record in ledger.records
    ).texts_digest
    edited.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    answer = activescreen(*check)
    assert answer.code == 1
    assert "are not those that were registered: 80 of the records read differ" in answer.out
    assert f"- record {ledger.records.ids[0]} ('xx'), number 1 in reading order" in answer.out
    refused = issue(ledger="edited.jsonl", draws=None).refusal
    assert "other texts than those that were registered" in refused


def test_another_or_an_early_ledger_is_diagnosed_first(
    register, fill, issue, half, activescreen, write, tmp_path
):
    register()
    fill(40)
    issue("--ledger-out", "ledger.jsonl")
    check = ("certificate", "verify", "cert.json", "--ledger")
    early = activescreen(*check, half)
    assert early.code == 1
    assert "the ledger ends before the random phase. Give the one that 'certificate issue'" in (
        early.out
    )
    other = activescreen(*check, write(tmp_path / "other.csv", read(half)[:71]))
    assert "the ledger is of other records (71, not 80)" in other.out
    assert max(answer.out.count("\n") for answer in (early, other)) <= 3


def test_copies_are_told_or_refused(register, half, write, tmp_path):
    rows = read(half)
    urn = write(tmp_path / "urn.csv", [*rows, rows[-1], {**rows[0], "label_included": ""}])
    told = register(file=urn)
    assert told.code == 0, told.err
    assert "urn.csv: 2 unread records are exact copies of others" in told.err
    assert "run 'activescreen dedupe'" in told.err
    both = write(tmp_path / "both.csv", [*rows, {**rows[0], "label_included": "0"}])
    refusal = register(file=both, out="both.json").refusal
    assert "both.csv, line 2 and both.csv, line 82" in refusal
    assert f"('{rows[0]['title'][:30]}" in refusal


def test_ranking_and_simulating_warn_of_contradicting_copies(
    activescreen, half, rows, write, tmp_path
):
    halved = read(half)
    both = write(tmp_path / "both.csv", [*halved, {**halved[0], "label_included": "0"}])
    told = activescreen("rank", both, "--out", "ranked.csv")
    assert told.code == 0, told.err
    assert "1 record with exact copies is labelled both relevant and irrelevant" in told.err
    assert "both.csv, line 2 and both.csv, line 82" in told.err
    whole = write(tmp_path / "whole.csv", [*rows, {**rows[0], "label_included": "1"}])
    if rows[0]["label_included"] == "1":
        whole = write(tmp_path / "whole.csv", [*rows, {**rows[0], "label_included": "0"}])
    told = activescreen("simulate", whole, "--seeds", "1", "--jobs", "1", "--no-track")
    assert "labelled both relevant and irrelevant" in told.err


def test_the_next_command_names_the_column_that_was_registered(
    activescreen, register, half, tmp_path, write
):
    two = [{**row, "label_abstract_screening": row["label_included"] and "1"} for row in read(half)]
    file = write(tmp_path / "two.csv", two)
    answer = register("--label-column", "label_included", file=file)
    assert answer.code == 0, answer.err
    said = " ".join(answer.out.split())
    assert f"certificate issue reg.json --ledger {file} --label-column label_included" in said
    other = activescreen("certificate", "issue", "reg.json", "--ledger", file, "--out", "c.json")
    assert "the same column of labels" in other.refusal
