"""What goes to ASReview and comes from it, with its versions 1, 2 and 3 doing their part.

Each version makes a project of a made-up review and says which labels are in it; our reader must
find the same. The review with these labels is then written as CSV, Excel and RIS, and each version
says what it imports from them; that must be the same again.

    python experiments/asreview_exchange.py --peer-python v1/bin/python v2/bin/python v3/bin/python
"""

from __future__ import annotations

import csv
import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any, Final

import pandas as pd
from _common import HERE, RESULTS, Row, parser_of, tell, write_results

from activescreen.formats import WRITERS, Screening, read_records
from activescreen.formats.asreview_file import ROW
from activescreen.formats.decisions import screening_of

STUDY: Final = "asreview_exchange"
WRITTEN: Final = ("asreview", "asreview_xlsx", "asreview_ris")
_TOPICS: Final = ("gardening", "bread baking", "night trains", "paper boats", "bee keeping")


def write_review(path: Path) -> None:
    """Sixty made-up records, every fifth of them about the one topic that is included."""
    with path.open("w", newline="", encoding="utf-8") as stream:
        rows = csv.writer(stream)
        rows.writerow(["title", "abstract", "authors", "year", "doi", "included"])
        for row in range(60):
            topic = _TOPICS[row % len(_TOPICS)]
            title = f"Study {row} of {topic} & “mood” in Ærø"
            abstract = f"We looked at {topic}, p < 0.05; =1+1 is no formula."
            doi = f"10.5555/made.{row}"
            rows.writerow(
                [title, abstract, "Aas, Berit; Bø, C.", 2001 + row % 20, doi, int(row % 5 == 0)]
            )


def asked(python: str, *arguments: str) -> dict[str, Any]:
    """What an environment of ASReview says."""
    command = [python, str(HERE / "_asreview_side.py"), *arguments]
    # ASReview leaves a cache in the folder it is started in.
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=tempfile.gettempdir()
    )
    if done.returncode:
        raise SystemExit(f"ASReview failed:\n{done.stderr[-2000:]}")
    found = json.loads(done.stdout.splitlines()[-1])
    return found if isinstance(found, dict) else {}


def from_asreview(python: str, data: Path, folder: Path) -> tuple[Row, Screening]:
    """A project of that version, and what our reader makes of it."""
    path = folder / "project.asreview"
    said = asked(python, "make", str(data), str(path))
    screening = screening_of(read_records(path))
    numbers = {int(record.fields[ROW]): record.id for record in screening.records}
    labels = {int(number): bool(label) for number, label in said["labels"].items()}
    same = sum(screening.label(numbers[number]) is label for number, label in labels.items())
    more = sum(screening.label(record_id) is not None for record_id in numbers.values())
    row: Row = {
        "asreview": said["version"],
        "way": "from ASReview",
        "file": ".asreview project",
        "records": len(screening.records),
        "labels": len(labels),
        "same": same,
        "different": more - same,
    }
    return row, screening


def to_asreview(python: str, screening: Screening, folder: Path) -> list[Row]:
    """Our files, and what that version imports from them."""
    paths = {}
    for name in WRITTEN:
        writer = WRITERS.create(name)
        paths[name] = folder / f"{name}{writer.extensions[0]}"
        writer.write(paths[name], screening)
    said = asked(python, "import", *map(str, paths.values()))
    expected = {record.title: screening.label(record.id) for record in screening.records}
    rows: list[Row] = []
    for name, path in paths.items():
        found = {
            title: None if label is None else bool(label)
            for title, label in said["files"][str(path)]
        }
        same = sum(found.get(title, ...) is label for title, label in expected.items())
        rows.append(
            {
                "asreview": said["version"],
                "way": "to ASReview",
                "file": f"{name} ({path.suffix})",
                "records": len(found),
                "labels": sum(label is not None for label in found.values()),
                "same": same,
                "different": len(expected) - same,
            }
        )
    return rows


def main() -> None:
    parser = parser_of(__doc__)
    parser.add_argument(
        "--peer-python", nargs="+", required=True, help="Python of each environment with ASReview."
    )
    options = parser.parse_args()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "review.csv"
        write_review(data)
        for number, python in enumerate(options.peer_python):
            tell(f"{number + 1}/{len(options.peer_python)}")
            place = Path(folder) / str(number)
            place.mkdir()
            row, screening = from_asreview(python, data, place)
            rows += [row, *to_asreview(python, screening, place)]
    print(pd.DataFrame(rows).to_string(index=False))
    command = f"python experiments/{STUDY}.py --peer-python …"
    write_results(RESULTS / f"{STUDY}.csv", rows, command, (), options.date)


if __name__ == "__main__":
    main()
