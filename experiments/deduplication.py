"""What deduplication finds on gold sets, beside the peer and a baseline; how fast, how it grows.

    python experiments/deduplication.py --peer-python PATH/TO/python [accuracy] [speed] [scaling]
                                        [--date YYYY-MM-DD]

`accuracy` scores every gold set, `speed` times both programs on one file and one core, in turns,
`scaling` times ours on made records up to 200,000 and draws the plot.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
from pathlib import Path
from time import process_time
from typing import Any, Final

import altair as alt
import pandas as pd
import vl_convert as vlc
from _common import RESULTS, Row, parser_of, settings_of, tell, write_results
from _duplicates import (
    Gold,
    Score,
    baseline,
    peer_version,
    read_gold,
    run_child,
    run_peer,
    score,
    write_for_peer,
)
from _processes import calibration_seconds, pin_to_one_core

from activescreen.deduplication import PairDecision, find_duplicates

PACKAGES: Final = ("numpy", "rapidfuzz", "py3langid")
OURS: Final = "activescreen"
Turn = tuple[str, Path | None, str, Path]
PARTS: Final = ("accuracy", "speed", "scaling")
COMMAND: Final = "python experiments/deduplication.py --peer-python PATH/TO/python"


def row_of(gold: Gold, tool: str, tuned_on: str, found: Score, **more: str | float) -> Row:
    """A score as a row of the results."""
    return {
        "set": gold.name,
        "records": len(gold.records),
        "duplicates": gold.duplicates,
        "tool": tool,
        "tp": found.tp,
        "fp": found.fp,
        "fn": found.fn,
        "sensitivity": round(found.sensitivity, 4),
        "precision": round(found.precision, 4),
        "cpu_seconds": more.get("cpu_seconds", ""),
        "pairs_to_decide": more.get("pairs_to_decide", ""),
        "tuned_on": tuned_on,
    }


def ours(gold: Gold, tuned_on: str) -> list[Row]:
    """Our score, and that after a person has decided the uncertain pairs as the gold set does."""
    used = process_time()
    found = find_duplicates(gold.records)
    used = process_time() - used
    ids, clusters = gold.records.ids, gold.clusters
    decisions = [
        PairDecision(ids[pair.one], ids[pair.other], clusters[pair.one] == clusters[pair.other])
        for pair in found.uncertain
    ]
    after = find_duplicates(gold.records, decisions=decisions)
    return [
        row_of(gold, OURS, tuned_on, score(found.groups, gold), cpu_seconds=round(used, 2)),
        row_of(
            gold,
            f"{OURS}, uncertain pairs decided",
            tuned_on,
            score(after.groups, gold),
            pairs_to_decide=len(decisions),
        ),
    ]


def accuracy(settings: dict[str, Any], python: Path, peer: str) -> list[Row]:
    """Every gold set, every tool."""
    rows: list[Row] = []
    for name, tuned_on in settings["sets"].items():
        tell(f"accuracy: {name}")
        gold = read_gold(name)
        rows += ours(gold, tuned_on)
        if name not in settings["too_slow_for_peer"]:
            groups, told = run_peer(python, gold)
            by_authors = "not by its authors" if name == "tafenoquine" else "by its authors"
            seconds = round(told["cpu_seconds"], 2)
            rows.append(row_of(gold, peer, by_authors, score(groups, gold), cpu_seconds=seconds))
        rows.append(row_of(gold, "identifier or title", "no", score(baseline(gold), gold)))
    return rows


def speed(settings: dict[str, Any], python: Path, peer: str) -> list[Row]:
    """Both programs on the first records of one set, in turns."""
    wanted = settings["speed"]
    gold = read_gold(wanted["set"])
    cut = Gold(gold.name, gold.path, gold.records[: wanted["records"]], gold.clusters)
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        theirs, mine = Path(folder) / "peer.csv", Path(folder) / "ours.csv"
        write_for_peer(gold, theirs)
        _cut(theirs, wanted["records"])
        _as_ours(theirs, mine)
        for repeat in range(1, wanted["repeats"] + 1):
            turns: list[Turn] = [(OURS, None, "_dedupe_ours.py", mine)]
            if repeat <= wanted["peer_repeats"]:
                turns.insert(repeat % 2, (peer, python, "_dedupe_peer.py", theirs))
            for tool, interpreter, program, file in turns:
                tell(f"speed: {tool}, {repeat}")
                before = calibration_seconds()
                told = run_child(interpreter, program, str(file))
                rows.append(
                    {
                        "records": len(cut.records),
                        "tool": tool,
                        "repeat": repeat,
                        "cpu_seconds": round(told["cpu_seconds"], 2),
                        "wall_seconds": round(told["wall_seconds"], 2),
                        "records_per_cpu_second": round(len(cut.records) / told["cpu_seconds"], 1),
                        "peak_mb": round(told["peak_mb"]),
                        "calibration_seconds": round(before, 4),
                    }
                )
    return rows


def _cut(path: Path, records: int) -> None:
    """Leave so many records in a file."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = [row for row, _ in zip(csv.reader(stream), range(records + 1), strict=False)]
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)


def _as_ours(source: Path, target: Path) -> None:
    """The same records under our names."""
    table = pd.read_csv(source, dtype=str, keep_default_na=False)
    table["authors"] = table["author"].str.replace(" and ", "; ")
    table["journal"] = table["journal"] + table["booktitle"]
    kept = ["title", "authors", "year", "journal", "volume", "number", "pages", "doi", "abstract"]
    table[kept].to_csv(target, index=False)


def scaling(settings: dict[str, Any]) -> list[Row]:
    """Ours on made records of growing number, each in a process of its own."""
    rows: list[Row] = []
    for size in settings["scaling"]:
        tell(f"scaling: {size:,} records")
        before = calibration_seconds()
        told = run_child(None, "_dedupe_ours.py", str(size))
        rows.append(
            {
                "records": size,
                "removed": told["removed"],
                "uncertain": told["uncertain"],
                "cpu_seconds": round(told["cpu_seconds"], 2),
                "wall_seconds": round(told["wall_seconds"], 2),
                "microseconds_per_record": round(told["cpu_seconds"] / size * 1e6, 1),
                "records_mb": round(told["records_mb"]),
                "peak_mb": round(told["peak_mb"]),
                "calibration_seconds": round(before, 4),
            }
        )
    return rows


def draw(rows: list[Row], path: Path) -> None:
    """Seconds and memory over the number of records, both axes logarithmic."""
    table = pd.DataFrame(rows)
    first = table.iloc[0]
    table["in proportion"] = table["records"] / first["records"] * first["cpu_seconds"]
    long = table.rename(columns={"cpu_seconds": "processor seconds"}).melt(
        "records", ["processor seconds", "in proportion"], "line", "seconds"
    )
    lines = ["processor seconds", "in proportion"]
    x = alt.X("records:Q", scale=alt.Scale(type="log", nice=False), title="records")
    seconds = (
        alt.Chart(long, width=320, height=260)
        .mark_line(point=True)
        .encode(
            x=x,
            y=alt.Y("seconds:Q", scale=alt.Scale(type="log"), title="processor seconds"),
            color=alt.Color("line:N", title=None, sort=lines, legend=alt.Legend(orient="bottom")),
            strokeDash=alt.StrokeDash(
                "line:N", legend=None, scale=alt.Scale(domain=lines, range=[[1, 0], [4, 4]])
            ),
        )
    )
    memory = (
        alt.Chart(table, width=320, height=260)
        .mark_line(point=True)
        .encode(
            x=x,
            y=alt.Y("peak_mb:Q", scale=alt.Scale(type="log"), title="peak memory, MB"),
        )
    )
    svg = vlc.vegalite_to_svg((seconds | memory).to_json())
    path.write_text(svg, encoding="utf-8")


def show_accuracy(rows: list[Row]) -> None:
    for row in rows:
        counts = f"{row['tp']:>6}/{row['fp']}/{row['fn']}"
        print(
            f"{row['set']!s:14}{row['tool']!s:38}{counts:14} sensitivity {row['sensitivity']:.4f} "
            f"precision {row['precision']:.4f}  {row['pairs_to_decide']}"
        )


def arguments_of() -> argparse.Namespace:
    parser = parser_of(__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="Which.  [default: all]")
    parser.add_argument("--peer-python", type=Path, required=True, help="The peer's Python.")
    return parser.parse_args()


def main() -> None:
    options = arguments_of()
    settings = settings_of("deduplication")
    python = options.peer_python.absolute()
    peer = peer_version(python, f"{settings['peer']['name']} {settings['peer']['version']}")
    pinned = "kept on one core" if pin_to_one_core() else "NOT kept on one core"
    notes = [f"seed {settings['seed']}; peer: {peer}, one process; {pinned}"]
    parts = options.parts or PARTS
    if "accuracy" in parts:
        rows = accuracy(settings, python, peer)
        path = RESULTS / "deduplication.csv"
        write_results(path, rows, f"{COMMAND} accuracy", PACKAGES, options.date, notes)
        show_accuracy(rows)
    if "speed" in parts:
        rows = speed(settings, python, peer)
        path = RESULTS / "deduplication_speed.csv"
        write_results(path, rows, f"{COMMAND} speed", PACKAGES, options.date, notes)
        print(pd.DataFrame(rows).to_string(index=False))
    if "scaling" in parts:
        rows = scaling(settings)
        path = RESULTS / "deduplication_scaling.csv"
        write_results(path, rows, f"{COMMAND} scaling", PACKAGES, options.date, notes)
        draw(rows, RESULTS / "deduplication_scaling.svg")
        print(pd.DataFrame(rows).to_string(index=False))


if __name__ == "__main__":
    main()
