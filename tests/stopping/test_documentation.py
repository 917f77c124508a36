"""The Python of docs/stopping.md runs and says what the text says."""

import re
from pathlib import Path

import numpy as np

from activescreen.ledger import Decision, Ledger, Verdict
from activescreen.ranking import Ranking

TEXT = (Path(__file__).parents[2] / "docs" / "stopping.md").read_text(encoding="utf-8")
AUDIT, NOISE = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)


def test_an_audit_is_planned_drawn_and_mixed_in(make_records):
    records = make_records(3000)
    ledger = Ledger(records)
    for record in records.ids[:1000]:
        ledger.append(Decision(record, Verdict.EXCLUDE, reviewer="Ann"))
    ranking = Ranking(records, np.arange(3000), np.zeros(3000), "made")
    names = {"records": records, "ledger": ledger, "ranking": ranking}
    exec(AUDIT, names)  # noqa: S102  # the documentation's own example is what is tested
    assert len(names["queue"]) == 25
    assert names["bound"] is None
    assert len(names["batch"].sample) == 150


def test_label_noise_is_remarked_on(make_records, capsys):
    records = make_records(40)
    ledger = Ledger(records, votes_per_record=2)
    for record in records.ids[:27]:
        for reviewer in ("Ann", "Ben"):
            ledger.append(Decision(record, Verdict.INCLUDE, reviewer=reviewer))
    exec(NOISE, {"ledger": ledger})  # noqa: S102  # likewise
    assert "27 relevant records that the first reviewer included" in capsys.readouterr().out
