"""A stopping rule as it is asked for: a registered name, with settings of its own if any."""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from activescreen.errors import ConfigurationError
from activescreen.stopping import RULES, StoppingRule

ALL: Final = "all"
ONE_LOOK: Final = "hypergeometric_random_phase:planned_look=earliest"
"""Rule 1a as it is certified; by its bare name it is looked at again and again."""


@dataclass(frozen=True)
class RuleSpec:
    """What ``name:setting=value:setting=value`` says.

    Attributes
    ----------
    name
        The rule's registered name.
    settings
        Its settings other than target, error and seed.
    """

    name: str
    settings: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return ":".join([self.name, *(f"{key}={value}" for key, value in self.settings.items())])

    @classmethod
    def parse(cls, text: str) -> RuleSpec:
        """Read one rule.

        Raises
        ------
        ConfigurationError
            If the rule is unknown or has no such setting.
        """
        name, *pairs = (part.strip() for part in text.split(":"))
        accepted = inspect.signature(RULES.factory(name)).parameters
        settings = {}
        for pair in pairs:
            key, equals, value = pair.partition("=")
            if not equals or key not in accepted:
                raise ConfigurationError(
                    f"The rule '{name}' has no setting '{pair}'.",
                    where="--rules",
                    remedy=f"Write it as {name}:SETTING=VALUE; its settings are "
                    f"{', '.join(accepted) or 'none'}.",
                )
            settings[key] = yaml.safe_load(value)
        return cls(name, settings)

    def make(self, target_recall: float | str, alpha: float, seed: int = 0) -> StoppingRule:
        """The rule, given as much of target, error and seed as it takes.

        Raises
        ------
        ConfigurationError
            If a setting is out of range.
        """
        common = {"target_recall": target_recall, "alpha": alpha, "seed": seed}
        accepted = inspect.signature(RULES.factory(self.name)).parameters
        given = {key: value for key, value in common.items() if key in accepted}
        return RULES.create(self.name, **{**given, **self.settings})


def parse_rules(text: str) -> tuple[RuleSpec, ...]:
    """Rules written with commas between, or ``all``: each once, in the order given.

    Raises
    ------
    ConfigurationError
        If one is unknown, has no such setting, or none is named.
    """
    names: Sequence[str] = [name.strip() for name in text.split(",") if name.strip()]
    if ALL in names:
        names = [*RULES.names(), ONE_LOOK, *(name for name in names if name != ALL)]
    specs = tuple({str(spec): spec for spec in map(RuleSpec.parse, names)}.values())
    if not specs:
        raise ConfigurationError(
            "No rule is named.", where="--rules", remedy=f"Name some, or write '{ALL}'."
        )
    return specs
