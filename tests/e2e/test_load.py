"""The load study on a small review: the script works, and finds nothing wrong."""

import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "experiments" / "service" / "load.py"


def test_the_load_study_finds_nothing_lost_doubled_or_told(tmp_path):
    out = tmp_path / "load.csv"
    options = ("--records", "500", "--reviewers", "6", "--pace", "0.4", "--seconds", "12")
    done = subprocess.run(
        [sys.executable, SCRIPT, *options, "--out", out], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for found in ("errors", "decisions lost", "decisions doubled", "votes told too early"):
        assert f"{found}: 0\n" in done.stdout
    lines = [line for line in out.read_text().splitlines() if not line.startswith("#")]
    assert lines[0].startswith("asked,answers,p50_ms")
    assert {line.partition(",")[0] for line in lines} >= {"next", "decision", "record"}
