"""Label noise: a model-based remark beside a certified claim, never a factor in it.

Every rule certifies recall of *labels*. What reviewers overlook together no label shows, so a
sensitivity measured on their own consensus is itself an estimate from a model.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from scipy.special import betaincinv

from activescreen.errors import InputError
from activescreen.ledger import RELEVANT, Decision, FrozenLedger, Verdict
from activescreen.stopping.base import Badge, check_alpha, check_target
from activescreen.stopping.wording import counted, percent, percent_down

_MODEL = Badge.MODEL_BASED


@dataclass(frozen=True, slots=True)
class DoubleScreened:
    """Relevant records by who included them before consensus.

    Attributes
    ----------
    both, first_only, second_only
        Records that the consensus includes, by who had included them.
    neither
        Records that it includes although both had excluded them.

    Raises
    ------
    InputError
        If one is negative.
    """

    both: int
    first_only: int
    second_only: int
    neither: int = 0

    def __post_init__(self) -> None:
        if min(self.both, self.first_only, self.second_only, self.neither) < 0:
            raise InputError(
                "A number of double-screened records is negative.", remedy="Give counts."
            )

    @property
    def relevant(self) -> int:
        """Records that the consensus includes."""
        return self.both + self.first_only + self.second_only + self.neither


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """Share of the relevant records that are recognised.

    Attributes
    ----------
    recognised, relevant
        Counts behind it.
    value
        The share; None without a relevant record.
    low
        Exact one-sided lower bound (Clopper & Pearson 1934, 10.1093/biomet/26.4.404).
    """

    recognised: int
    relevant: int
    value: float | None
    low: float


@dataclass(frozen=True, slots=True)
class NoiseRemark:
    """What label noise may do to a claim: a remark, badged as resting on a model.

    Attributes
    ----------
    badge
        Always model-based.
    first, second
        Sensitivity of each reviewer, measured on the relevant records that the other included.
    team, team_low
        Sensitivity of two reviewers together if they miss independently, and its lower bound;
        None without a relevant record.
    error
        Error of the claim and of the bounds, added.
    recall
        Recall of all that is relevant, if the model is right: no bound.
    statement
        What may be shown.
    """

    badge: Badge
    first: Sensitivity
    second: Sensitivity
    team: float | None
    team_low: float | None
    error: float
    recall: float | None
    statement: str


def sensitivity(recognised: int, relevant: int, alpha: float = 0.05) -> Sensitivity:
    """Sensitivity with its exact lower bound at one-sided error ``alpha``.

    Raises
    ------
    InputError
        If more were recognised than there are, or a count is negative.
    """
    check_alpha(alpha)
    if not 0 <= recognised <= relevant:
        raise InputError(
            f"{recognised:,} of {relevant:,} relevant records cannot have been recognised.",
            remedy="Give the relevant records, and those of them that were included.",
        )
    low = 0.0
    if recognised:
        low = float(betaincinv(recognised, relevant - recognised + 1, alpha))
    return Sensitivity(recognised, relevant, recognised / relevant if relevant else None, low)


def label_noise(
    pairs: DoubleScreened,
    target_recall: Fraction | float | str = 0.95,
    alpha: float = 0.05,
    noise_alpha: float = 0.05,
) -> NoiseRemark:
    """The remark beside a claim of ``target_recall`` at error ``alpha``.

    If both miss independently of each other and of the record, a relevant record is missed by
    both with probability (1 - s1)(1 - s2). What both missed, no consensus knows, so the first
    reviewer is measured on what the second one included and the other way round, as in capture
    and recapture. The lower bounds of s1 and s2 spend half of ``noise_alpha`` each.

    Parameters
    ----------
    pairs
        Double-screened records before consensus.
    target_recall, alpha
        The certified claim; it stays as it is.
    noise_alpha
        Error of the two lower bounds together.
    """
    target, error = check_target(target_recall), check_alpha(alpha)
    half = check_alpha(noise_alpha) / 2
    first = sensitivity(pairs.both, pairs.both + pairs.second_only, half)
    second = sensitivity(pairs.both, pairs.both + pairs.first_only, half)
    team = team_low = recall = None
    if first.value is not None and second.value is not None:
        team = 1 - (1 - first.value) * (1 - second.value)
        team_low = 1 - (1 - first.low) * (1 - second.low)
        recall = float(target) * team_low
    total = error + noise_alpha
    remark = _statement(pairs, first, second, team_low, recall, target, error, total)
    return NoiseRemark(_MODEL, first, second, team, team_low, total, recall, remark)


def double_screened(
    ledger: FrozenLedger, decisions: Iterable[Decision], first: str, second: str
) -> DoubleScreened:
    """Count the finally relevant records on which two reviewers both voted, by their votes.

    A reviewer's last vote counts: what was agreed on in consensus is a resolution, no vote. A
    record on which either was unsure is left out.

    Parameters
    ----------
    ledger
        Final labels.
    decisions
        All events, as a ``Ledger`` yields them.
    first, second
        The reviewers' names as in the events.
    """
    relevant = {ledger.records.ids[place] for place in ledger.order[ledger.labels == RELEVANT]}
    votes: dict[str, dict[str, Verdict]] = {}
    for event in decisions:
        voted = event.stage == ledger.stage and not event.resolves
        if voted and event.reviewer in (first, second) and event.record_id in relevant:
            votes.setdefault(event.record_id, {})[event.reviewer] = event.verdict
    counts = {(one, other): 0 for one in (True, False) for other in (True, False)}
    for mine in votes.values():
        if len(mine) == 2 and Verdict.MAYBE not in mine.values():
            pair = mine[first] is Verdict.INCLUDE, mine[second] is Verdict.INCLUDE
            counts[pair] += 1
    return DoubleScreened(
        both=counts[True, True],
        first_only=counts[True, False],
        second_only=counts[False, True],
        neither=counts[False, False],
    )


def _statement(
    pairs: DoubleScreened,
    first: Sensitivity,
    second: Sensitivity,
    team_low: float | None,
    recall: float | None,
    target: Fraction,
    alpha: float,
    total: float,
) -> str:
    if team_low is None or recall is None:
        return (
            "No relevant record was included by one reviewer and read by the other, so nothing can "
            "be said about labelling errors."
        )
    return (
        f"A remark on labelling errors, which rests on a model and leaves the claim as it is. Of "
        f"{counted(second.relevant, 'relevant record')} that the first reviewer included, the "
        f"second included {second.recognised:,}; of {first.relevant:,} that the second included, "
        f"the first included {first.recognised:,}: sensitivities of at least "
        f"{percent_down(first.low)} and {percent_down(second.low)}. If they miss records "
        f"independently, two together recognise at least {percent_down(team_low)}; "
        f"{percent(target)} recall of labels would then be about {percent_down(recall)} of all "
        f"that is relevant, at an error of {percent(alpha)} + {percent(total - alpha)} = "
        f"{percent(total)}. This is no "
        "bound: reviewers miss the same records in common, what a ranking put before them is no "
        "random sample of what is relevant, and false inclusions inflate the number found."
    )
