"""A stopping rule as it is asked for: a registered name, with settings of its own if any."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from activescreen.errors import ConfigurationError
from activescreen.registry import Registry
from activescreen.settings import settings_of
from activescreen.stopping import RULES, StoppingRule

ALL: Final = "all"
ONE_LOOK: Final = "hypergeometric_random_phase:planned_look=earliest"
"""The rule as it is certified; by its bare name it is looked at again and again."""


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
        return cls(*parse_part(RULES, text, "--rules"))

    def make(self, target_recall: float | str, alpha: float, seed: int = 0) -> StoppingRule:
        """The rule, given as much of target, error and seed as it takes.

        Raises
        ------
        ConfigurationError
            If a setting is out of range.
        """
        common = {"target_recall": target_recall, "alpha": alpha, "seed": seed}
        accepted = {setting.name for setting in settings_of(RULES.factory(self.name))[0]}
        given = {key: value for key, value in common.items() if key in accepted}
        return RULES.create(self.name, **{**given, **self.settings})


def parse_part(
    registry: Registry[Any], text: str, where: str | None = None
) -> tuple[str, dict[str, Any]]:
    """The name and the settings that ``name:setting=value:setting=value`` says.

    Raises
    ------
    ConfigurationError
        If the part is unknown, has no such setting, or a value cannot be read.
    """
    name, *pairs = (part.strip() for part in text.split(":"))
    accepted = {setting.name for setting in settings_of(registry.factory(name))[0]}
    settings = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or key not in accepted:
            raise ConfigurationError(
                f"The {registry.kind} '{name}' has no setting '{pair}'.",
                where=where,
                remedy=f"Write it as {name}:SETTING=VALUE. {registry.settings_in_words(name)}",
            )
        try:
            settings[key] = None if value.lower() == "none" else yaml.safe_load(value)
        except yaml.YAMLError as error:
            raise ConfigurationError(
                f"'{value}' is no value for the setting '{key}' of the {registry.kind} '{name}'.",
                where=where,
                remedy="Write a number, a word, or true or false.",
            ) from error
    return name, settings


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
