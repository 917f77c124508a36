"""How long a large RIS file takes to come in, and how much memory, beside rispy.

The made-up review of the demo is written again and again, each record with a number of its own
in title and DOI, until the file has as many records as asked for. Each program reads it in a
process of its own on one core, in turns: ours as ``activescreen inspect --json``, and as
``inspect --records`` which writes every record out again; rispy as ``len(rispy.load(file))``.

    python experiments/import_speed.py [--records N] [--repeats 3] [--peer-python PYTHON]
                                       [--date YYYY-MM-DD]
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Final

from _common import RESULTS, Row, parser_of, tell, write_results
from _processes import ONE_THREAD, calibration_seconds, pin_to_one_core

from activescreen.formats import read_records
from activescreen.synthetic import generate

OUT: Final = RESULTS / "import_speed.csv"
SEED: Final = 0
PEER: Final = (
    "import sys, rispy\n"
    "with open(sys.argv[1], encoding='utf-8') as file: print(len(rispy.load(file)))"
)


def write_large(folder: Path, records: int) -> Path:
    """A RIS file of that many different records."""
    review = generate(folder / "review", SEED)
    raws = [record.raw for record in read_records(*review.files) if record.raw.startswith("TY")]
    path = folder / "large.ris"
    with path.open("w", encoding="utf-8") as file:
        for number in range(records):
            lines = raws[number % len(raws)].split("\n")
            body = "\n".join(
                f"{line}.{number}" if line[:2] in {"TI", "T1", "DO"} else line for line in lines
            )
            file.write(f"{body.rstrip()}\n\n")
    return path


def timed(command: list[str]) -> tuple[float, float, float]:
    """Wall-clock seconds, processor seconds and peak MiB of a process."""
    begun = perf_counter()
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **ONE_THREAD},
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"'{command[0]}' ended with code {process.returncode}.")
    return perf_counter() - begun, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main() -> None:
    """Time them, print the table and keep it."""
    parser = parser_of(__doc__)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--peer-python", help="A Python that has rispy.")
    arguments = parser.parse_args()
    pinned = pin_to_one_core()
    ours = str(Path(sys.executable).with_name("activescreen"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        large = write_large(folder, arguments.records)
        size = large.stat().st_size / 2**20
        programs = {
            "inspect": [ours, "inspect", str(large), "--json", str(folder / "out.json")],
            "inspect, records out": [
                *(ours, "inspect", str(large), "--records", str(folder / "out.jsonl"))
            ],
        }
        if arguments.peer_python:
            programs["rispy"] = [arguments.peer_python, "-c", PEER, str(large)]
        calibration = calibration_seconds()
        runs: dict[str, list[tuple[float, float, float]]] = {name: [] for name in programs}
        for repeat in range(arguments.repeats):
            for program, command in programs.items():
                runs[program].append(timed(command))
                tell(f"{program}, {repeat + 1} of {arguments.repeats}")
    rows: list[Row] = [
        {
            "program": program,
            "records": arguments.records,
            "megabytes": f"{size:.0f}",
            "seconds": f"{median(run[0] for run in times):.1f}",
            "processor_seconds": f"{median(run[1] for run in times):.1f}",
            "peak_mib": f"{max(run[2] for run in times):.0f}",
            "records_per_second": f"{arguments.records / median(run[0] for run in times):.0f}",
        }
        for program, times in runs.items()
    ]
    for row in rows:
        print(
            f"{row['program']:22} {row['seconds']:>7} s {row['processor_seconds']:>7} s busy "
            f"{row['peak_mib']:>6} MiB {row['records_per_second']:>8} records/s"
        )
    note = f"calibration loop {calibration:.2f} s; {'one core' if pinned else 'not pinned'}"
    print(f"{arguments.records:,} records, {size:.0f} MiB; {note}")
    made_by = f"python experiments/import_speed.py --records {arguments.records}"
    notes = [f"seed {SEED}; median of {arguments.repeats}, memory the largest; {note}"]
    write_results(OUT, rows, made_by, ["rich"], arguments.date, notes)


if __name__ == "__main__":
    main()
