"""Times our deduplication in a process of its own: of a CSV file, or of so many made records."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from _made_records import made_records

from activescreen.deduplication import find_duplicates
from activescreen.formats import read_records
from activescreen.records import RecordSet


def peak_mb() -> float:
    """Largest memory so far, of this program alone: ``ru_maxrss`` would count its parent's."""
    with Path("/proc/self/status").open() as status:
        line = next(line for line in status if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def main() -> None:
    """The argument is a file, or the number of records to make."""
    given = sys.argv[1]
    records = (
        RecordSet(made_records(int(given), seed=0))
        if given.isdecimal()
        else read_records(given, keep_raw=False)
    )
    before = peak_mb()
    wall, used = time.perf_counter(), time.process_time()
    found = find_duplicates(records)
    told = {
        "records": len(records),
        "removed": found.removed,
        "uncertain": len(found.uncertain),
        "cpu_seconds": time.process_time() - used,
        "wall_seconds": time.perf_counter() - wall,
        "records_mb": before,
        "peak_mb": peak_mb(),
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
