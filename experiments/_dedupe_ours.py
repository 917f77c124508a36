"""Times our deduplication in a process of its own: of a CSV file, or of so many made records."""

from __future__ import annotations

import json
import resource
import sys
import time

from _made_records import made_records

from activescreen.deduplication import find_duplicates
from activescreen.formats import read_records
from activescreen.records import RecordSet


def main() -> None:
    """The argument is a file, or the number of records to make."""
    given = sys.argv[1]
    records = (
        RecordSet(made_records(int(given), seed=0))
        if given.isdecimal()
        else read_records(given, keep_raw=False)
    )
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    wall, used = time.perf_counter(), time.process_time()
    found = find_duplicates(records)
    told = {
        "records": len(records),
        "removed": found.removed,
        "uncertain": len(found.uncertain),
        "cpu_seconds": time.process_time() - used,
        "wall_seconds": time.perf_counter() - wall,
        "records_mb": before,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
