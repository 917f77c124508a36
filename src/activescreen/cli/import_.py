"""``activescreen import``: the files of a search join a review."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from activescreen.cli import console, findings
from activescreen.cli.hints import of_review
from activescreen.cli.outputs import check_outputs
from activescreen.cli.pairs import read_decisions, write_pairs
from activescreen.cli.times import now
from activescreen.deduplication import PairDecision
from activescreen.originals import Originals
from activescreen.records import RecordSet
from activescreen.review.board import Boards
from activescreen.review.imports.changes import Changes, changes_of, write_changes
from activescreen.review.imports.importing import import_search
from activescreen.review.imports.searches import Imported, Search, clean_source
from activescreen.stopping.wording import counted
from activescreen.store import open_store
from activescreen.store.searches import Origin
from activescreen.workspace import Workspace


@dataclass(frozen=True)
class ImportOptions:
    """What the command was asked for."""

    workspace: Path | None
    review: str
    files: Sequence[Path]
    wave: str
    origin: str
    source: str
    labels: bool
    label_column: str | None
    stage: str | None
    deduplicate: bool
    decisions: Sequence[Path]
    review_pairs: Path | None
    changes: Path | None
    mapping: Mapping[str, str]
    accept_mismatch: bool


_UNITS: Final = {"Comparing pairs": "pairs"}


def run(options: ImportOptions) -> None:
    """Import, show the doctor's reports, and say what joined the review."""
    for file in (*options.files, *options.decisions):
        outputs = {"--review-pairs": options.review_pairs, "--changes": options.changes}
        check_outputs(file, outputs)
    workspace = Workspace(options.workspace)

    def decided(records: RecordSet) -> Iterable[PairDecision]:
        return read_decisions(options.decisions, records)

    search = Search(
        files=options.files,
        wave=options.wave.strip(),
        origin=Origin(options.origin),
        source=clean_source(options.source),
        mapping=options.mapping,
        accept_mismatch=options.accept_mismatch,
        deduplicate=options.deduplicate,
        pair_decisions=decided,
        labels=options.labels,
        label_column=options.label_column,
        stage=options.stage,
    )
    with open_store(workspace) as database, console.Bars() as bars:
        done = import_search(
            database,
            options.review,
            search,
            Originals(workspace.originals),
            now(),
            lambda what, at, total: bars.show(what, at, total, _UNITS.get(what, "records")),
        )
        anew = changes_of(database, Boards(), options.review, done.wave.number)
    for stored in done.files:
        findings.show(stored.report)
    if options.review_pairs is not None:
        write_pairs(options.review_pairs, done.everything, done.uncertain)
    if options.changes is not None:
        write_changes(options.changes, anew)
    _say(options, done, anew)


def _say(options: ImportOptions, done: Imported, anew: Changes) -> None:
    copies = done.copies.total()
    console.say(
        f"\n{done.wave.name}: {counted(done.records, 'record')} imported, {copies:,} copies of "
        f"others among them, {done.known:,} known to the review already"
        + (f" ({done.known_decided:,} with a decision, which is kept)" if done.known else "")
        + f"; {done.added:,} new to screen."
    )
    _say_anew(options, anew)
    if done.uncertain:
        pairs = counted(len(done.uncertain), "pair")
        where = (
            f"They are in {options.review_pairs}."
            if options.review_pairs
            else "They count as different records."
        )
        console.say(f"{pairs} may be one publication; a person must say so. {where}")
    if done.events:
        console.say(f"{counted(done.events, 'event')} of the ledger were taken over as they are.")
    elif done.priors:
        console.say(
            f"Prior decisions: {counted(done.priors, 'record')} came with one, {done.relevant:,} "
            "of them relevant."
        )
    for remark in done.remarks:
        console.say(f"Note: {remark}")
    _say_left_out(done)
    console.say(
        f"Next: {of_review('rank', options.workspace, options.review, '--out', 'ranked.csv')}"
    )


def _say_anew(options: ImportOptions, anew: Changes) -> None:
    if not anew.changes:
        return
    fields = ", ".join(
        f"{field.value} {changed + filled:,}" for field, (changed, filled) in anew.counted.items()
    )
    where = (
        f"They are in {options.changes}."
        if options.changes
        else "The search's page lists them; '--changes CHANGES.csv' would have written them."
    )
    console.say(
        f"Of {counted(anew.records, 'record')} known before it says something anew ({fields}); "
        f"what the review has stays. {where}"
    )
    if anew.marked_included:
        is_are = "is" if anew.marked_included == 1 else "are"
        console.say(
            f"Note: {counted(anew.marked_included, 'included record')} {is_are} marked as "
            "retracted, doubted or corrected."
        )


def _say_left_out(done: Imported) -> None:
    if known := done.labels.known:
        console.say(
            f"Note: {counted(known, 'label')} of records that were known already were left out: "
            "what the review decided holds. To add them as decisions, give the file to "
            "'activescreen label'."
        )
    if contradicting := done.labels.contradicting:
        console.say(
            f"Note: copies of {counted(contradicting, 'record')} have labels that contradict each "
            "other; these count as unlabelled."
        )
    if done.undecided:
        console.say(
            f"Note: {counted(done.undecided, 'label')} of 'maybe' or 'conflict' count as "
            "unlabelled."
        )
