"""certificate: from a half-screened file to a certificate that others can check."""

import csv
import json

import pytest

from activescreen.formats import read_ledger, write_ledger
from activescreen.ledger import Decision, Verdict

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
    def call(*options, file=half):
        return activescreen(
            *("certificate", "register", file, "--out", "reg.json", "--draws", "draws.csv"),
            *("--seed", "5", *options),
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
            *("certificate", "issue", "reg.json", "--ledger", ledger, "--draws", draws),
            *("--out", "cert.json", *options),
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
    assert f"- record {record}, the 51. read: the label is 1, but the certificate has 0." in (
        answer.out
    )
    wrong = activescreen("certificate", "verify", "cert.json", "--registration-hash", "abc")
    assert wrong.code == 1
    assert "the published registration hash is abc" in wrong.out


def swapped(rows):
    return [*rows[:4], rows[5], rows[4], *rows[6:]]


def renumbered(rows):
    return [{**row, "number": n} for n, row in enumerate(swapped(rows), 1)]


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda rows: [{**rows[0], "label": ""}, *rows[1:]], "Draw 1 has no label, but draw 10"),
        (swapped, "Row 5 is not the registered draw"),
        (renumbered, "Row 5 is not the registered draw"),
        (lambda rows: rows[1:], "Row 1 is not the registered draw"),
        (lambda rows: [*rows, {**rows[0], "number": "41"}], "Row 41 is more than the 40"),
        (lambda rows: [{**rows[0], "label": "perhaps not"}, *rows[1:]], "is not a label"),
        (
            lambda rows: [{k: v for k, v in row.items() if k != "number"} for row in rows],
            "no column 'number'",
        ),
    ],
)
def test_a_table_that_left_the_order_is_refused(register, fill, issue, change, what):
    register()
    fill(10, change)
    assert what in issue().refusal


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
    refused = activescreen(*again, "--phase", "2")
    assert "only with the registration of phase 1" in refused.refusal
    named = activescreen(*again, "--phase", "2", "--previous", "reg.json")
    assert named.code == 0, named.err
    said = json.loads((tmp_path / "two.json").read_text())
    assert said["population"]["wave"] == "half.csv"
    assert said["previous"]["hash"] == json.loads((tmp_path / "reg.json").read_text())["hash"]
    over = (*again[:4], "reg.json", "--draws", "two.csv", "--phase", "2", "--previous", "reg.json")
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
    assert "has no column 'number'" in issue(draws=half).refusal


def test_open_labels_and_read_files_are_not_registered(register, half, rows, write, tmp_path):
    open_rows = read(half)
    open_rows[50]["label_included"] = "maybe"
    assert "may not open while 1 record" in (
        register(file=write(tmp_path / "open.csv", open_rows)).refusal
    )
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
    assert "81 records, not 80" in issue(ledger=write(tmp_path / "m.csv", more)).refusal


def test_no_file_is_written_over_another(register, half, activescreen):
    answer = activescreen(
        "certificate", "register", half, "--out", half.name, "--draws", "draws.csv"
    )
    assert "write over the file that is read" in answer.refusal
    answer = activescreen("certificate", "register", half, "--out", "a", "--draws", "a")
    assert "would write the same file" in answer.refusal
