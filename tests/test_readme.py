"""The README's promises: its Python runs, its commands exist."""

import csv
import re
from pathlib import Path

import numpy as np
import pytest

import activescreen as acs

README = Path(__file__).parents[1] / "README.md"
SUBJECTS = {
    True: "peer support delivered online to people with schizophrenia, a feasibility study",
    False: "fertiliser trials in winter wheat under drought, yields of two seasons",
}


def write_review(folder: Path) -> dict[str, bool]:
    """search.csv with 60 labelled records, priors.csv with two of them."""
    rows = [
        {
            "title": f"{SUBJECTS[number % 10 == 0]}, report {number}",
            "abstract": f"Site {number} took part. {SUBJECTS[number % 10 == 0]}.",
            "label_included": int(number % 10 == 0),
        }
        for number in range(60)
    ]
    for name, chosen in (("search.csv", rows), ("priors.csv", rows[:2])):
        with (folder / name).open("w", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(chosen)
    return acs.read_labels(folder / "search.csv")


def test_the_python_example_runs(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    relevant = write_review(tmp_path)

    def screen(records, drawn):
        for place, draw in drawn:
            name = records.ids[place]
            verdict = acs.Verdict.INCLUDE if relevant[name] else acs.Verdict.EXCLUDE
            yield acs.Decision(name, verdict, draw, reviewer="reader of the README")

    text = README.read_text(encoding="utf-8")
    code = re.search(r"```python\n(import activescreen.*?)```", text, re.DOTALL)
    assert code
    names = {"screen": screen}
    exec(code.group(1), names)  # noqa: S102  # the README's own example is what is tested

    assert names["decision"].stop
    assert names["run"].metrics["wss_95"] > 0.5
    printed = capsys.readouterr().out
    assert "60" in printed


@pytest.mark.parametrize(
    "command",
    [
        *("inspect", "dedupe", "convert", "simulate", "rank", "demo", "doctor"),
        *("init", "review", "import", "label", "train", "backup", "restore", "serve"),
        *("compare", "evaluate", "rules", "stop", "certificate", "prisma", "formats"),
    ],
)
def test_every_command_is_in_the_readme(command):
    assert re.search(rf"activescreen {command}|make {command}", README.read_text(encoding="utf-8"))


def test_every_configuration_has_a_card():
    from activescreen.configuration import configuration_names

    models = README.parent / "models"
    cards = {path.stem for path in models.glob("*.md")} - {"README"}
    assert cards == set(configuration_names())
    index = (models / "README.md").read_text(encoding="utf-8")
    assert all(f"[{name}.md]" in index for name in cards)


def test_the_ranking_beats_chance_in_the_readme_example(tmp_path):
    write_review(tmp_path)
    records = acs.read_records(tmp_path / "search.csv")
    run = acs.simulate(records, acs.read_labels(tmp_path / "search.csv"), "words", seed=1)
    assert run.metrics["nauc"] == pytest.approx(1.0)
    assert np.isin(run.order, range(60)).all()
