"""What holds for every command."""

import errno
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from activescreen.cli import app as module
from activescreen.cli.app import app
from activescreen.errors import InputError

COMMANDS = [command.name or command.callback.__name__ for command in app.registered_commands]

CONTRACT = {
    "simulate": (
        *("--priors", "--seed", "--seeds", "--config", "--rules", "--retrain-every", "--stop"),
        *("--json", "--report", "--no-track"),
    ),
    "rank": ("--out", "--label-column", "--stage"),
    "demo": ("--headless",),
    "doctor": (),
}


def test_the_version_is_that_of_the_package(activescreen):
    answer = activescreen("--version")
    assert answer.code == 0
    assert answer.out == f"activescreen {version('activescreen')}\n"


@pytest.mark.parametrize("command", CONTRACT)
def test_every_command_explains_its_options(activescreen, command):
    answer = activescreen(command, "--help")
    assert answer.code == 0
    for option in CONTRACT[command]:
        assert re.search(rf"{option}\b", answer.out), option


def test_help_lists_every_command_and_no_command_shows_it(activescreen):
    answer = activescreen("--help")
    assert answer.code == 0
    assert all(command in answer.out for command in CONTRACT)
    assert "simulate" in (bare := activescreen()).out + bare.err


def test_every_command_is_in_the_readme():
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    assert set(COMMANDS) >= set(CONTRACT)
    for command in COMMANDS:
        assert re.search(rf"activescreen {command}\b|make {command}\b", readme), command


@pytest.mark.parametrize("question", ["--help", "--version"])
def test_nothing_heavy_is_imported_for_a_quick_answer(question):
    code = (
        "import sys; sys.argv = ['activescreen', sys.argv[1]]\n"
        "from activescreen.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print('HEAVY', *{'torch', 'mlflow', 'pandas', 'sklearn', 'scipy', 'numpy', 'altair'}"
        " & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, question], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1].strip() == "HEAVY"


@pytest.mark.parametrize(
    "arguments",
    [
        ("simulate",),
        ("simulate", "review.csv", "--seeds", "0"),
        ("simulate", "review.csv", "--seed", "first"),
        ("simulate", "review.csv", "--seed", "-1"),
        ("rank", "review.csv"),
        ("rank", "review.csv", "--no-such-option"),
        ("no-such-command",),
    ],
)
def test_a_wrong_call_is_told_apart_from_a_finished_one(activescreen, review, arguments):
    answer = activescreen(*arguments)
    assert answer.code == 2
    assert "Traceback" not in answer.err
    assert "Usage: " in answer.err
    assert "Error: " in answer.err


def test_no_code_of_a_file_reaches_the_terminal(activescreen, monkeypatch):
    def refuse(**options):
        raise InputError("'\x1b[2J\x07red\x9b' is no label.\n\n  Really.", where="a\nb.csv")

    monkeypatch.setattr("activescreen.cli.demo.run", refuse)
    assert activescreen("demo").err == "Error: a b.csv: ' [2J red ' is no label. Really.\n"


def test_a_full_disk_is_one_paragraph(activescreen, monkeypatch):
    def fill(**options):
        raise OSError(errno.ENOSPC, "No space left on device", "some/file")

    monkeypatch.setattr("activescreen.cli.demo.run", fill)
    assert "some/file: No space left on device" in activescreen("demo").refusal


def test_a_fault_of_ours_is_not_dressed_up(monkeypatch):
    def fail(**options):
        raise OSError(errno.EBADF, "Bad file descriptor")

    monkeypatch.setattr("activescreen.cli.demo.run", fail)
    monkeypatch.setattr(sys, "argv", ["activescreen", "demo"])
    with pytest.raises(OSError, match="Bad file descriptor"):
        module.main()


def test_ctrl_c_ends_with_its_own_code_and_says_so(activescreen, monkeypatch):
    def interrupt(**options):
        raise KeyboardInterrupt

    monkeypatch.setattr("activescreen.cli.demo.run", interrupt)
    answer = activescreen("demo")
    assert answer.code == 130
    assert answer.err.startswith("Interrupted.")
