"""``prisma``: the flow diagram of a review, from whoever knows its numbers."""

from __future__ import annotations

from pathlib import Path

from activescreen.cli import console
from activescreen.cli.outputs import check_outputs
from activescreen.prisma import FlowNumbers, Status, check, read_numbers, unknown
from activescreen.reports.prisma import check_suffix, write_flow


def run_file(source: Path, out: Path | None, *, notes: bool = True) -> None:
    """Draw the numbers in a file, and print what the checks say.

    Raises
    ------
    InputError
        If the file cannot be read, holds something else, or the diagram cannot be written.
    """
    check_target(out, source)
    deliver(read_numbers(source), out, notes=notes)


def run_review(folder: Path | None, review: str, out: Path | None, *, notes: bool = True) -> None:
    """Draw the flow of a review in a workspace, and print what the checks say.

    Raises
    ------
    InputError
        If there is no such review, or the diagram cannot be written.
    """
    from activescreen.review.flow.nameless import nameless_files
    from activescreen.review.flow.sums import flow_of_review
    from activescreen.store import open_store
    from activescreen.workspace import Workspace

    check_target(out)
    with open_store(Workspace(folder)) as database:
        numbers = flow_of_review(database, review)
        nameless = nameless_files(database, review)
    deliver(numbers, out, notes=notes)
    for each in nameless:
        console.say(
            f"{console.printable(each.file.name)} names no database or other source: its "
            f"{each.records:,} record{' is' if each.records == 1 else 's are'} counted under its "
            "own name, until somebody names the source on the page of searches."
        )


def check_target(out: Path | None, source: Path | None = None) -> None:
    """Refuse a place that no flow diagram can be written to, before any work is done.

    Raises
    ------
    InputError
        If the suffix is not known, or the place is no place for a file.
    """
    if out is not None:
        check_suffix(out)
        check_outputs(source, {"--out": out})


def deliver(numbers: FlowNumbers, out: Path | None, *, notes: bool = True) -> None:
    """Print what the checks say of a flow, and write its diagram.

    Parameters
    ----------
    numbers
        The numbers, wherever they come from.
    out
        The picture (.svg, .png) or the numbers with the checks (.json); None: only check.
    notes
        Whether the picture says what is not known and what does not add up.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    _say_checks(numbers)
    if out is not None:
        write_flow(out, numbers, notes=notes)
        console.say(f"{'Numbers' if out.suffix.lower() == '.json' else 'Diagram'}: {out}")


def _say_checks(numbers: FlowNumbers) -> None:
    came = check(numbers)
    failed = [each for each in came if each.status is Status.FAILS]
    held = sum(each.status is Status.HOLDS for each in came)
    if failed:
        console.say(f"The numbers do not add up in {len(failed)} of {len(came)} relations:")
        for each in failed:
            console.say(f"- {console.printable(each.sentence)}")
    elif held == len(came):
        console.say(f"The numbers add up in all {held} relations of the diagram.")
    else:
        console.say(
            f"The numbers add up in {held} of {len(came)} relations; in the others, numbers are "
            "not known."
        )
    missing = unknown(numbers)
    if missing:
        console.say(f"Not known: {console.printable('; '.join(missing))}.")
