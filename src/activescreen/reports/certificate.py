"""A stop certificate as one page that prints on one sheet of A4: no network, no script."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from activescreen.ledger import RELEVANT
from activescreen.reports.page import render_page
from activescreen.reports.words import count
from activescreen.stopping.certificate import Certificate
from activescreen.stopping.registration import Registration
from activescreen.stopping.wording import counted, percent_down, percent_up, stage_in_words

HOLDS_IF: Final = (
    "The draws followed the registered order, and nothing else was read from the urn meanwhile.",
    "No record was added to the urn or taken from it after the registration.",
    "Every label that counts was final; an open one stops the count before it.",
    "The registration hash was published before the first draw, and no other one for this search "
    "wave or phase. Compare the two: a file cannot prove its own age, and of several published "
    "registrations the one that stops could be chosen.",
    "The reviewers' own records agree with these decisions: nothing here can show that labels were "
    "falsified before it was issued.",
)
DOES_NOT_SAY: Final = (
    "What the search missed. Recall is that among the imported records.",
    "Whether the reviewers' labels are right. It speaks of what they label relevant.",
    "Anything about records from other sources, of later searches, or of another stage.",
    "How likely it is that the recall of this one review is reached: the error is that of the "
    "procedure, over all checks like it.",
)


def render_certificate(certificate: Certificate) -> str:
    """The certificate as HTML. Every text from data is escaped."""
    return render_page("certificate.html.j2", **certificate_values(certificate))


def certificate_values(certificate: Certificate) -> dict[str, Any]:
    """What a page of a certificate shows, by the names that templates know."""
    return {
        "certificate": certificate,
        "registration": certificate.registration,
        "stage": stage_in_words(certificate.registration.stage),
        "summary": _summary(certificate),
        "facts": list(_facts(certificate)),
        "conditions": HOLDS_IF,
        "limits": DOES_NOT_SAY,
    }


def _summary(certificate: Certificate) -> str:
    population = certificate.registration.population.records
    found = sum(row.label == RELEVANT for row in certificate.rows)
    text = (
        f"{count(len(certificate.rows))} of {counted(population, 'record')} read, {count(found)} "
        "relevant among them"
    )
    figures = certificate.figures
    if figures.get("kind") != "random phase":
        return f"{text}."
    parts = [
        f"{count(figures['read_before'])} before the random phase with "
        f"{count(figures['found_before'])}",
        f"{counted(figures['stopped_after_draws'], 'draw')} until the rule stopped with "
        f"{count(figures['found_at_stop'])}",
    ]
    if later := figures["drawn_after_stop"]:
        parts.append(f"{counted(later, 'later draw')} with {count(figures['found_after_stop'])}")
    return f"{text}: {', '.join(parts)}."


def _facts(certificate: Certificate) -> Iterator[tuple[str, str]]:
    registration = certificate.registration
    population, opening = registration.population, registration.opening
    yield "Review", registration.title
    yield "Population", f"{population.wave}: {counted(population.records, 'record')}"
    yield "Registered", f"{registration.created.isoformat()}, {_before(registration)}"
    yield "Urn", f"{counted(opening.urn, 'unread record')}, {_drawn(certificate)}"
    target = f"target {percent_down(registration.target_recall)} ({registration.target_recall})"
    yield "Rule", f"{registration.rule}, {target}, {_alpha(registration)}"
    if registration.parameters:
        listed = ", ".join(f"{name} {value}" for name, value in registration.parameters.items())
        yield "Parameters", listed
    figures = list(_figures(certificate))
    yield from figures or [("Figures", "none: no inference was needed")]
    yield "Votes a record", _votes(certificate)
    yield "Permutation seed", str(registration.seed)
    yield "Data hash", population.data_hash
    yield "Texts digest", population.texts_digest
    yield "Registration hash", certificate.registration_hash
    for phase in registration.earlier:
        yield f"Phase {phase.phase} registration hash", phase.hash
    yield "Decisions hash", certificate.decisions_hash
    yield "Certificate digest", certificate.digest
    yield "Versions", ", ".join(f"{name} {what}" for name, what in certificate.versions.items())


def _before(registration: Registration) -> str:
    opening = registration.opening
    return f"after {counted(opening.read, 'record')} with {opening.found:,} relevant"


def _drawn(certificate: Certificate) -> str:
    drawn = len(certificate.rows) - certificate.registration.opening.read
    stopped = certificate.figures.get("stopped_after_draws")
    where = "" if stopped is None else f"; the rule stopped after {stopped:,}"
    return f"{counted(drawn, 'random draw')}{where}"


def _figures(certificate: Certificate) -> Iterator[tuple[str, str]]:
    """The figures of the look at which the rule stopped, each with what it means."""
    figures = certificate.figures
    error = percent_up(certificate.registration.phase_alpha)
    meanings = {
        "level": "each look tests at this level, lowered until all looks together err in at most "
        f"{error}",
        "boundary": f"draws after which the rule stops with {figures.get('found_at_stop', 0):,} "
        "relevant among them",
        "p": "p-value of the hypergeometric test at the look",
        "planned_look": "draws after which the one look was planned",
        "worst_miss": f"exact error at the worst number of relevant records; at most {error}",
        "worst_count": "relevant records in the urn at which the error is that large",
    }
    for name, meaning in meanings.items():
        if name in figures:
            yield name.replace("_", " ").capitalize(), f"{figures[name]}: {meaning}"


def _votes(certificate: Certificate) -> str:
    text = str(certificate.registration.votes_per_record)
    settled = certificate.figures.get("settled_labels")
    if not settled:
        return text
    return (
        f"{text}; {settled:,} of {counted(len(certificate.rows), 'label')} entered as settled by "
        "consensus or by one person (adjudicator or owner)"
    )


def _alpha(registration: Registration) -> str:
    if registration.phase is None:
        return f"error {percent_up(registration.alpha)}"
    before = "; earlier phases have their own" if registration.earlier else ""
    return (
        f"phase {registration.phase} with {percent_up(registration.phase_alpha)} of "
        f"{percent_up(registration.alpha)}{before}"
    )
