"""Several search waves together: each has its own certificate, and their errors add up.

Alpha is not carried from one wave to the next: every wave has its own, on its own named
population. Within a wave, repeated phases share it (alpha/2^j). What may be said of all waves at
once is a statement of its own, by the union bound.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from activescreen.errors import StoppingError
from activescreen.ledger import RELEVANT
from activescreen.stopping.certificate import Certificate
from activescreen.stopping.verification import verify
from activescreen.stopping.wording import counted, percent_down, percent_up, stage_in_words


@dataclass(frozen=True, slots=True)
class CumulativeClaim:
    """What the certificates of several search waves say together.

    Attributes
    ----------
    waves
        Names of the waves.
    stage
        Their screening stage.
    records, read, found
        Over all waves.
    target_recall
        The least of their targets: if every wave reaches its own, all together reach this.
    alpha
        The sum of the waves' error probabilities.
    statement
        What may be claimed, with its conditions.
    """

    waves: tuple[str, ...]
    stage: str
    records: int
    read: int
    found: int
    target_recall: Fraction
    alpha: Fraction
    statement: str


def together(certificates: Sequence[Certificate]) -> CumulativeClaim:
    """The cumulative statement over search waves.

    A wave with repeated phases is charged its whole alpha, since an earlier phase might have
    stopped as well.

    Parameters
    ----------
    certificates
        One a wave.

    Raises
    ------
    StoppingError
        If a certificate does not hold, a wave or a record comes twice, the stages differ, or
        the error probabilities add up to 1.
    """
    if not certificates:
        raise StoppingError("There is no certificate.", remedy="Give one a search wave.")
    for certificate in certificates:
        _check_holds(certificate)
    registrations = [certificate.registration for certificate in certificates]
    waves = tuple(registration.population.wave for registration in registrations)
    _check_apart(certificates, waves)
    alpha = sum((registration.alpha for registration in registrations), Fraction(0))
    if alpha >= 1:
        raise StoppingError(
            f"The error probabilities add up to {percent_up(alpha)}, so together they claim "
            "nothing.",
            remedy="Give each wave a smaller alpha when it is registered.",
        )
    claim = CumulativeClaim(
        waves=waves,
        stage=registrations[0].stage,
        records=sum(registration.population.records for registration in registrations),
        read=sum(len(certificate.rows) for certificate in certificates),
        found=sum(row.label == RELEVANT for each in certificates for row in each.rows),
        target_recall=min(registration.target_recall for registration in registrations),
        alpha=alpha,
        statement="",
    )
    alphas = [registration.alpha for registration in registrations]
    return replace(claim, statement=_statement(claim, alphas))


def _statement(claim: CumulativeClaim, alphas: Sequence[Fraction]) -> str:
    names = ", ".join(f"'{wave}'" for wave in claim.waves)
    added = " + ".join(percent_up(alpha) for alpha in alphas)
    return (
        f"{counted(len(claim.waves), 'search wave')} ({names}) at stage "
        f"{stage_in_words(claim.stage)}, {counted(claim.records, 'record')} together, "
        f"{claim.read:,} of them read: each has a certificate of its own. Their error "
        f"probabilities add up ({added} = {percent_up(claim.alpha)}): procedures like these "
        f"wrongly declare {percent_down(claim.target_recall)} recall over all waves in at most "
        f"{percent_up(claim.alpha)} of such reviews, whatever the true numbers of relevant "
        "records. This statement stands beside those of the waves and replaces none of them. It "
        "covers the named populations only, not what the searches missed, not labelling errors, "
        "not records from other sources or of later searches."
    )


def _check_holds(certificate: Certificate) -> None:
    differences = verify(certificate)
    if differences:
        raise StoppingError(
            f"A certificate does not hold: {differences[0].sentence}",
            where=f"wave '{certificate.registration.population.wave}'",
            remedy="Take the certificate as it was issued.",
        )


def _check_apart(certificates: Sequence[Certificate], waves: Sequence[str]) -> None:
    stages = {certificate.registration.stage for certificate in certificates}
    if len(stages) > 1:
        raise StoppingError(
            f"The certificates are of different stages: {', '.join(sorted(stages))}.",
            remedy="Each stage has a statement of its own.",
        )
    of_record: dict[str, int] = {}
    digests: dict[str, str] = {}
    for place, (certificate, wave) in enumerate(zip(certificates, waves, strict=True)):
        digest = certificate.registration.population.ids_digest
        if wave in waves[:place] or digest in digests:
            raise StoppingError(
                f"The wave '{wave}' comes twice, or another has the same records.",
                remedy="Give one certificate a wave: of repeated phases the last, each wave "
                "under a name of its own.",
            )
        digests[digest] = wave
        for row in certificate.rows:
            other = of_record.setdefault(row.record, place)
            if other != place:
                raise StoppingError(
                    f"The waves '{waves[other]}' and '{wave}' have a record in common.",
                    where=f"record {row.record}",
                    remedy="A record belongs to the wave that found it first; a later wave's "
                    "population is what is new in it.",
                )
