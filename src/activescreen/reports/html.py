"""A study as one HTML file that needs nothing else: no network, no script."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, Final

from activescreen.files import write_whole
from activescreen.reports.curves import left_to_find
from activescreen.reports.glossary import Term, term
from activescreen.reports.page import inline_svg, render_page
from activescreen.reports.recall_curve import recall_chart
from activescreen.reports.recall_estimate_chart import recall_estimate_chart
from activescreen.reports.study import Study
from activescreen.reports.summary import Section, overview, sections
from activescreen.reports.words import count, percent
from activescreen.reports.yield_chart import yield_chart
from activescreen.simulation.run import SimulationRun

ROWS_SHOWN: Final = 12
"""So many prior rows are listed; the runs themselves have them all."""


def write_report(path: Path, study: Study) -> None:
    """Write the report of a study, all or nothing.

    Parameters
    ----------
    path
        The HTML file; folders on the way are made.
    study
        What to report.

    Raises
    ------
    InputError
        If the file cannot be written.
    ValueError
        If the study has no run.
    """
    write_whole(path, render_report(study).encode())


def render_report(study: Study) -> str:
    """The report as HTML. Every text from data is escaped.

    Raises
    ------
    ValueError
        If the study has no run.
    """
    if not study.runs:
        raise ValueError("a report needs at least one run")
    parts = sections(study)
    files = list(dict.fromkeys(part.file for part in parts))
    return render_page(
        "report.html.j2",
        study=study,
        charts=_drawn(chain.from_iterable(_charts(study, file) for file in files)),
        sections=parts,
        overview=overview(study) if len(parts) > 1 else None,
        terms=_terms(study.runs),
        target=percent(study.target_recall),
        facts=_facts(study),
        has_rules=any(part.rules for part in parts),
        label=_label(parts),
    )


def _charts(study: Study, file: str) -> Iterator[tuple[str, Any]]:
    """The pictures of one review, each with what it shows in words."""
    runs = [run for run in study.runs if run.file == file]
    baseline = [run for run in study.baseline if run.file == file]
    yield (
        f"The steeper the line, the sooner the relevant records of {file} came up. The figures "
        "behind it are in the tables below.",
        recall_chart(runs, baseline, target=study.target_recall),
    )
    found = [run for run in runs if left_to_find(run) and len(run.labels) > len(run.priors)]
    configs = list(dict.fromkeys(run.config for run in found))
    for config in configs:
        which = f", {config}" if len(configs) > 1 else ""
        yield (
            "What reading still gave: a bar at or below the dashed line is no better than random "
            "order.",
            yield_chart(
                [run for run in found if run.config == config],
                title=f"Relevant records found per 100 read{which}",
            ),
        )
    estimated = next((run for run in runs if run.estimates), None)
    if estimated is not None:
        yield (
            f"What the team would have been told on the way (seed {estimated.seed}), beside the "
            "true recall, which nobody knows while reading. Records known at the start count here. "
            "A lower bound that is far too low holds at every look, too: how close the estimate "
            "came is the error beside it.",
            recall_estimate_chart(estimated, target=study.target_recall, title="Recall estimate"),
        )


def _drawn(charts: Iterable[tuple[str, Any]]) -> list[dict[str, str]]:
    """Pictures as markup, each with ids of its own."""
    return [
        {"caption": caption, "svg": inline_svg(chart, f"chart{place}")}
        for place, (caption, chart) in enumerate(charts)
    ]


def _label(parts: Sequence[Section]) -> dict[int, str]:
    """Heading of each section: the file, with the configuration where a file has several."""
    files = [part.file for part in parts]
    return {
        place: part.file if files.count(part.file) == 1 else f"{part.file}, {part.config}"
        for place, part in enumerate(parts)
    }


def _terms(runs: Sequence[SimulationRun]) -> list[Term]:
    keys = dict.fromkeys(key for run in runs for key in run.metrics)
    return [shown for key in keys if (shown := term(key)).meaning]


def _facts(study: Study) -> list[tuple[str, str]]:
    """What one needs to run the study again, name and value."""
    facts = []
    for run in _one_a_file(study.runs):
        hashed = f", SHA-256 {run.data_hash}" if run.data_hash else ""
        size = f"{count(run.population)} records, {count(run.relevant)} relevant{hashed}"
        facts.append((f"File {run.file}", size))
    facts.append(("Configuration", ", ".join(dict.fromkeys(run.config for run in study.runs))))
    facts += [(f"Setting {name}", str(value)) for name, value in study.settings.items()]
    several = len({run.file for run in study.runs}) > 1
    for run in study.runs:
        where = f"{run.file}, " if several else ""
        facts.append((f"Run: {where}{run.config}, seed {run.seed}", _run_facts(run)))
    if study.versions:
        listed = ", ".join(f"{name} {version}" for name, version in study.versions.items())
        facts.append(("Versions", listed))
    return facts


def _run_facts(run: SimulationRun) -> str:
    rows = ", ".join(str(row) for row in run.priors[:ROWS_SHOWN]) or "none"
    more = f" and {len(run.priors) - ROWS_SHOWN} more" if len(run.priors) > ROWS_SHOWN else ""
    parts = [
        f"known at the start: rows {rows}{more}" if run.priors else "nothing known at the start"
    ]
    if "total" in run.seconds:
        spent = ", ".join(
            f"{name} {seconds:.1f} s" for name, seconds in run.seconds.items() if name != "total"
        )
        detail = f" ({spent})" if spent else ""
        parts.append(f"time {run.seconds['total']:.1f} s{detail}")
    if run.model_hash:
        parts.append(f"last model {run.model_hash[:16]}")
    if not run.complete:
        parts.append(f"interrupted after {count(len(run.order))} records")
    return "; ".join(parts)


def _one_a_file(runs: Sequence[SimulationRun]) -> list[SimulationRun]:
    return list({run.file: run for run in reversed(runs)}.values())[::-1]
