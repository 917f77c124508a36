"""Every stopping rule on twelve reviews: how often it keeps its word, and what it reads.

Every review is screened to its end by the default configuration with three seeds, by AutoStop's
own draws, and by several models together for Chao; each rule then ends every screening, looking
after every record, with a thousand random orders where it draws by itself. The stress cases are
made of the first seed's screenings. The program fails if a rule with a guarantee fell short more
often than chance explains and its exact computation does not settle it.

    python experiments/stopping_rules.py [--redraws 1000] [--no-stress] [--date YYYY-MM-DD]
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from time import perf_counter
from typing import Any, Final

from _common import RESULTS, Row, parser_of, read_truth, settings_of, tell, write_results

from activescreen.configuration import load_configuration
from activescreen.evaluation import (
    Job,
    Protocol,
    evaluate,
    parse_rules,
    plateau_job,
    screened_of,
    summary,
)
from activescreen.evaluation import Row as Evaluated
from activescreen.evaluation.traces import Kind, TraceLibrary
from activescreen.reports.evaluation import evaluation_chart
from activescreen.reports.recall_curve import save_chart

STUDY: Final = "stopping_rules"
PACKAGES: Final = ("numpy", "scipy", "scikit-learn", "torch", "sentence-transformers")


def jobs_of(settings: Mapping[str, Any], protocol: Protocol) -> list[Job]:
    """The finished screenings; those that are not kept from an earlier call are made now."""
    configuration = load_configuration(settings["configuration"])
    kinds = [Kind(kind) for kind in protocol.kinds]
    jobs = []
    for number, review in enumerate(settings["reviews"], 1):
        tell(f"{number}/{len(settings['reviews'])}: {review}")
        truth = read_truth(review)
        found = TraceLibrary().recorded(truth, configuration, settings["seeds"], kinds)
        jobs += [
            Job(review, configuration.name, str(kind), screened_of(one.ledger(truth), one.evidence))
            for kind in kinds
            for one in found[kind]
        ]
    return jobs


def replayed(jobs: Sequence[Job], protocol: Protocol) -> list[Evaluated]:
    """Every rule on every screening."""
    begun, total = perf_counter(), protocol.size(jobs)
    rows: list[Evaluated] = []
    for done, gathered in evaluate(jobs, protocol):
        if done == total:
            rows = gathered.rows()
    tell(f"{total:,} screenings, {len(protocol.rules)} rules: {perf_counter() - begun:.0f} s")
    return rows


def show(rows: Sequence[Evaluated]) -> None:
    """The summary, a line a rule."""
    print(
        f"{'rule':50}{'badge':28}{'kept':>7}{'worst':>7}{'reviews':>9}{'proven':>8}"
        f"{'read':>7}{'beyond':>8}{'all read':>9}"
    )
    for line in sorted(summary(rows), key=lambda line: (line["stress"], line["read_share"])):
        name = f"{line['rule']}{' | ' + line['stress'] if line['stress'] else ''}"
        kept = "–" if line["coverage"] is None else f"{line['coverage']:.3f}"
        worst = "–" if line["worst_coverage"] is None else f"{line['worst_coverage']:.3f}"
        print(
            f"{name:50}{line['badge']:28}{kept:>7}{worst:>7}"
            f"{line['reviews_kept']:>6}/{line['reviews']}{line['reviews_kept_low']:>8.2f}"
            f"{line['read_share']:>7.3f}{line['excess_share']:>8.3f}"
            f"{line['never_fired'] / line['runs']:>9.3f}"
        )


def settle(rows: Sequence[Evaluated]) -> None:
    """Say what was flagged; fail if something stays unexplained."""
    flagged = [row for row in rows if row.flagged]
    for row in flagged:
        verdict = "cleared" if row.cleared else "NOT CLEARED"
        print(
            f"flagged: {row.rule} on {row.review} {row.stress}: {row.missed}/{row.runs} runs fell "
            f"short, exact chance {row.exact_miss}: {verdict}"
        )
    if any(not row.cleared for row in flagged):
        raise SystemExit("A rule with a guarantee did not keep its word.")
    print(f"{len(flagged)} flagged, all of them cleared by the exact computation.")


def kept_rows(rows: Sequence[Evaluated]) -> list[Row]:
    """The rows as they are written, rounded."""
    return [
        {
            key: round(value, 6) if isinstance(value, float) else "" if value is None else value
            for key, value in row.to_json().items()
        }
        for row in rows
    ]


def main() -> None:
    settings = settings_of(STUDY)
    parser = parser_of(__doc__)
    parser.add_argument("--redraws", type=int, default=settings["redraws"])
    parser.add_argument("--no-stress", action="store_true")
    options = parser.parse_args()
    protocol = Protocol(
        parse_rules(settings["rules"]),
        float(settings["target"]),
        settings["alpha"],
        options.redraws,
    )
    jobs = jobs_of(settings, protocol)
    rows = replayed(jobs, protocol)
    show(rows)
    save_chart(evaluation_chart(rows), RESULTS / f"{STUDY}.svg")
    if not options.no_stress:
        first = len(settings["stress_seeds"])
        per_kind = len(settings["seeds"])
        few = [job for place, job in enumerate(jobs) if place % per_kind < first]
        few.append(plateau_job(settings["configuration"]))
        rows += [row for row in replayed(few, replace(protocol, stress=True)) if row.stress]
        show([row for row in rows if row.stress])
    settle(rows)
    write_results(
        RESULTS / f"{STUDY}.csv",
        kept_rows(rows),
        f"python experiments/{STUDY}.py --redraws {options.redraws}",
        PACKAGES,
        options.date,
        [f"seeds {', '.join(map(str, settings['seeds']))}; {options.redraws} redraws"],
    )


if __name__ == "__main__":
    main()
