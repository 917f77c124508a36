"""Run by an environment of ASReview's own: make projects and say what ASReview sees in files.

Prints one JSON object. It imports nothing of ours, so that any version of ASReview can run it.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any


def make(data: str, output: str, version: str) -> None:
    """Simulate a screening of the data, as the command line of that version does."""
    known = ["--prior_idx", "0", "31"] if version == "1" else ["--prior-idx", "0", "31"]
    out = ["-s", output, "--stop_if", "40"] if version == "1" else ["-o", output, "--n-stop", "40"]
    command = [str(Path(sys.executable).parent / "asreview"), "simulate", data, *known, *out]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])


def labels_of_project(path: str, version: str) -> dict[int, int]:
    """Record number -> label, as ASReview itself reads its project."""
    if version == "3":
        from asreview.project.api import Project

        with Project.load(path, tempfile.mkdtemp()).db as database:
            table = database.get_results_table()
    else:
        from asreview import open_state

        with open_state(path) as state:
            if version == "1":
                table = state.get_dataset(["record_id", "label"])
            else:
                table = state.get_results_table()
    table = table[table["label"].notna()]
    return {int(row["record_id"]): int(row["label"]) for _, row in table.iterrows()}


def labels_of_file(path: str, version: str) -> list[Any]:
    """Titles with 1, 0 or None, as ASReview imports them."""
    if version == "1":
        from asreview import ASReviewData

        data = ASReviewData.from_file(path)
        found = [{1: 1, 0: 0}.get(int(label)) for label in data.labels]
        return [[str(title), label] for title, label in zip(data.title, found, strict=True)]
    from asreview.data.ris import RISReader
    from asreview.data.tabular import CSVReader, ExcelReader

    readers = {".csv": CSVReader, ".xlsx": ExcelReader, ".ris": RISReader}
    records = readers[Path(path).suffix].read_records(Path(path), "data")
    return [[record.title, record.included] for record in records]


def main() -> None:
    import asreview

    version = asreview.__version__[0]
    said: dict[str, Any] = {"version": asreview.__version__}
    what, *paths = sys.argv[1:]
    if what == "make":
        make(paths[0], paths[1], version)
        said["labels"] = labels_of_project(paths[1], version)
    else:
        said["files"] = {path: labels_of_file(path, version) for path in paths}
    print(json.dumps(said))


if __name__ == "__main__":
    main()
