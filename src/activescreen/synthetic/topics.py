"""What the made-up literature is about: kinds of study, subjects, and how common each is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from activescreen.synthetic import vocabulary
from activescreen.synthetic.grammar import Grammar
from activescreen.synthetic.laboratory import LABORATORY_STYLES, LABORATORY_WORDS
from activescreen.synthetic.sentences import STYLES, Style

ALL_STYLES: dict[str, Style] = {**STYLES, **LABORATORY_STYLES}
_BASE = Grammar({**vocabulary.COMMON, **LABORATORY_WORDS})


@dataclass(frozen=True)
class Topic:
    """One subject.

    Attributes
    ----------
    name
        Short name, unique.
    group
        The neighbouring subject it belongs to, such as "digital but not peer".
    weight
        Publications on it, relative to the other topics it is drawn with (see `apportion`).
    styles
        Kinds of study, each as likely as it is often named.
    population, intervention, who, how, outcome, theme, keywords
        Phrases for the slots of the sentence templates.
    asides
        Sentences that only this subject has.
    aside_share
        Mean number of asides an abstract.
    passes, included
        Whether its publications pass title-and-abstract screening, and are finally included.
    """

    name: str
    group: str
    weight: int
    styles: tuple[str, ...]
    population: tuple[str, ...]
    intervention: tuple[str, ...]
    theme: tuple[str, ...]
    keywords: tuple[str, ...]
    who: tuple[str, ...] = ("{clinicians}",)
    how: tuple[str, ...] = ("{in_person}",)
    outcome: tuple[str, ...] = vocabulary.RECOVERY_OUTCOMES
    asides: tuple[str, ...] = ()
    aside_share: float = 1.0
    passes: bool = False
    included: bool = False

    @cached_property
    def grammar(self) -> Grammar:
        """The shared grammar with this topic's words in its slots."""
        return _BASE.extended(
            {
                "population": self.population,
                "intervention": self.intervention,
                "theme": self.theme,
                "who": self.who,
                "how": self.how,
                "outcome": self.outcome,
            }
        )


def apportion(topics: Sequence[Topic], total: int) -> list[int]:
    """How many of ``total`` publications each topic gets: by weight, largest remainders first.

    Weights that add up to ``total`` are the counts themselves.
    """
    weights = [topic.weight for topic in topics]
    exact = [total * weight / sum(weights) for weight in weights]
    counts = [int(share) for share in exact]
    by_remainder = sorted(range(len(topics)), key=lambda place: counts[place] - exact[place])
    for place in by_remainder[: total - sum(counts)]:
        counts[place] += 1
    return counts
