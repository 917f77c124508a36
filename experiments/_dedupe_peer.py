"""Runs bib-dedupe on a CSV file, in an environment that has it, and prints its groups as JSON."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import pandas as pd
from bib_dedupe import verbose_print
from bib_dedupe.bib_dedupe import block, cluster, match, prep


def peak_mb() -> float:
    """Largest memory so far, of this program alone: ``ru_maxrss`` would count its parent's."""
    with Path("/proc/self/status").open() as status:
        line = next(line for line in status if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def main() -> None:
    verbose_print.verbosity_level = 0
    records = pd.read_csv(sys.argv[1], dtype=str, keep_default_na=False)
    wall, used = time.perf_counter(), time.process_time()
    groups = cluster(match(block(prep(records, cpu=1), cpu=1), cpu=1))
    told = {
        "groups": groups,
        "cpu_seconds": time.process_time() - used,
        "wall_seconds": time.perf_counter() - wall,
        "peak_mb": peak_mb(),
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
