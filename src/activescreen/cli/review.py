"""``activescreen review``: making reviews, and looking at them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table

from activescreen.cli import console
from activescreen.cli.hints import of_review
from activescreen.cli.times import now, shown
from activescreen.errors import InputError
from activescreen.protocol import Criterion, Protocol
from activescreen.review.overview import Overview, create_review, list_reviews, overview
from activescreen.review.protocol.values import cleaned
from activescreen.stopping.base import check_alpha, check_target
from activescreen.stopping.wording import counted, percent, stage_in_words
from activescreen.store import open_store
from activescreen.workspace import Workspace


@dataclass(frozen=True, slots=True)
class CreateOptions:
    """What ``review create`` was asked for."""

    workspace: Path | None
    name: str
    question: str
    votes: int
    target: str
    alpha: float
    rule: str
    criteria: Sequence[str]
    exclusion_reasons: Sequence[str]
    include_terms: Sequence[str]
    exclude_terms: Sequence[str]
    pilot_size: int
    pilot_agreement: float
    config: str
    seed: int


def run_create(options: CreateOptions) -> None:
    """Make a review, and say what to do next."""
    protocol = cleaned(
        Protocol(
            question=options.question,
            criteria=tuple(map(_criterion, options.criteria)),
            exclusion_reasons=tuple(options.exclusion_reasons),
            target_recall=check_target(options.target),
            alpha=check_alpha(options.alpha),
            stopping_rule=options.rule,
            votes_per_record=options.votes,
            include_terms=tuple(options.include_terms),
            exclude_terms=tuple(options.exclude_terms),
            pilot_size=options.pilot_size,
            pilot_agreement=options.pilot_agreement,
        )
    )
    with open_store(Workspace(options.workspace)) as database:
        review = create_review(
            database, options.name, protocol, options.config, options.seed, now()
        )
    console.say(
        f"Review '{review.name}': {counted(protocol.votes_per_record, 'vote')} a record, target "
        f"{percent(protocol.target_recall)} recall, {protocol.stopping_rule}."
    )
    console.say(f"Next: {of_review('import', options.workspace, review.name)} FILE...")


def run_list(folder: Path | None) -> None:
    """One line a review."""
    with open_store(Workspace(folder)) as database:
        found = list_reviews(database)
    if not found:
        console.say("There is no review yet; make one with: activescreen review create NAME.")
        return
    table = Table()
    table.add_column("review")
    for name in ("screened", "imported", "decisions", "votes a record"):
        table.add_column(name, justify="right")
    for review, held in found:
        votes = review.protocol.votes_per_record
        numbers = (held.places, held.records, held.events, votes)
        table.add_row(console.printable(review.name), *(f"{number:,}" for number in numbers))
    console.out.print(table)


def run_show(folder: Path | None, name: str) -> None:
    """A review at a glance."""
    with open_store(Workspace(folder)) as database:
        seen = overview(database, name)
    protocol = seen.review.protocol
    console.say(f"Review '{seen.review.name}', made {shown(seen.review.created)}")
    if protocol.question:
        console.say(f"Question: {console.printable(protocol.question)}")
    console.say(
        f"Protocol: {counted(protocol.votes_per_record, 'vote')} a record, target "
        f"{percent(protocol.target_recall)} recall with an error of {protocol.alpha:g}, "
        f"{protocol.stopping_rule}; {counted(len(protocol.criteria), 'criterion', 'criteria')}"
    )
    _say_records(seen)
    _say_decisions(seen)
    _say_model(seen)


def _say_records(seen: Overview) -> None:
    origins = ", ".join(f"{number:,} {origin}" for origin, number in seen.by_origin.items())
    console.say(
        f"Records: {seen.counted.records:,} imported{f' ({origins})' if origins else ''}, "
        f"{seen.copies:,} copies of others, {seen.counted.places:,} to screen"
    )
    if seen.doubts:
        console.say(f"Pairs that a person must decide on: {seen.doubts:,}")
    for wave in seen.waves:
        files = [file for file in seen.files if file.wave == wave.number]
        listed = ", ".join(f"{file.name} ({file.report.records:,})" for file in files)
        console.say(f"- {wave.name}, {shown(wave.created)}: {console.printable(listed)}")


def _say_decisions(seen: Overview) -> None:
    for each in seen.stages:
        console.say(
            f"{stage_in_words(each.stage).capitalize()}: {each.read:,} read, "
            f"{each.relevant:,} relevant, {each.open:,} open"
        )
    who = ", ".join(
        f"{name or 'nobody named'} {number:,}" for name, number in seen.reviewers.most_common()
    )
    console.say(
        f"Decisions: {seen.counted.events:,}{f' ({console.printable(who)})' if who else ''}"
    )


def _say_model(seen: Overview) -> None:
    ranking = seen.ranking
    if ranking is None:
        console.say("Model: none yet; train one with: activescreen train")
    else:
        console.say(
            f"Model: {ranking.model_hash[:12]}, {ranking.configuration} (seed {ranking.seed}), "
            f"trained {shown(ranking.created)} on {counted(ranking.seen.events, 'decision')}, "
            f"ranks by {ranking.ranked_by}"
        )
    if seen.registrations:
        console.say(
            f"{counted(seen.registrations, 'registered random phase')}, "
            f"{counted(seen.certificates, 'certificate')}"
        )


def _criterion(text: str) -> Criterion:
    element, equals, words = text.partition("=")
    if not equals or not words.strip():
        raise InputError(
            f"'{text}' does not say which criterion it is.",
            where="--criterion",
            remedy="Write ELEMENT=TEXT, for instance participants=adults.",
        )
    return Criterion(element.strip().lower(), words.strip())
