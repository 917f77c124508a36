"""The settings of a part, read off its factory: their names, what each takes, in words."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from numbers import Integral, Real
from typing import Any, Final, Protocol

_KINDS: Final[dict[str, tuple[type | tuple[type, ...], str]]] = {
    "int": (Integral, "a whole number"),
    "float": (Real, "a number"),
    "Fraction": (Real, "a number"),
    "str": (str, "a text"),
    "bool": (bool, "true or false"),
    "Sequence[str]": ((list, tuple), "a list of texts"),
    "None": (type(None), "none"),
}
_LITERAL: Final = "Literal["


@dataclass(frozen=True)
class Setting:
    """One setting.

    Attributes
    ----------
    name
        Its name.
    annotation
        What it takes, as the factory's signature says it; may be empty.
    default
        Its value where none is given; ``inspect.Parameter.empty`` if one has to be.
    """

    name: str
    annotation: str
    default: object

    @property
    def required(self) -> bool:
        """Whether a value has to be given."""
        return self.default is inspect.Parameter.empty

    @property
    def kind(self) -> str:
        """What it takes, in words; empty where that cannot be said in a few."""
        parts = self.annotation.split(" | ")
        if "Fraction" in parts:
            # A text is taken only for a number that binary could not hold.
            parts = [part for part in parts if part != "str"]
        words: list[str] = []
        for part in parts:
            if part.startswith(_LITERAL):
                words.append(part.removeprefix(_LITERAL).removesuffix("]"))
            elif part in _KINDS and part != "None":
                words.append(_KINDS[part][1])
        return " or ".join(dict.fromkeys(words))

    def takes(self, value: object) -> bool:
        """Whether a value is of the kind wanted, as far as the signature tells."""
        parts = self.annotation.split(" | ")
        if not all(part in _KINDS or part.startswith(_LITERAL) for part in parts):
            return True
        literals = ", ".join(
            part.removeprefix(_LITERAL).removesuffix("]")
            for part in parts
            if part.startswith(_LITERAL)
        )
        if isinstance(value, bool) and "bool" not in parts:
            return False
        if isinstance(value, str) and repr(value) in literals.split(", "):
            return True
        return any(isinstance(value, _KINDS[part][0]) for part in parts if part in _KINDS)

    def __str__(self) -> str:
        told = [self.kind] if self.kind else []
        if not self.required:
            told.append(f"{plain_value(self.default)} by default")
        return f"{self.name} ({'; '.join(told)})" if told else self.name


def settings_of(factory: Callable[..., Any]) -> tuple[tuple[Setting, ...], bool]:
    """The settings that a factory names, and whether it takes others, too."""
    if isinstance(factory, type) and not _has_own_init(factory):
        return (), False
    try:
        parameters = inspect.signature(factory).parameters.values()
    except ValueError:  # some classes written in C tell nothing
        return (), True
    named = tuple(
        Setting(each.name, _written(each.annotation), each.default)
        for each in parameters
        if each.kind not in (each.VAR_POSITIONAL, each.VAR_KEYWORD, each.POSITIONAL_ONLY)
    )
    return named, any(each.kind is each.VAR_KEYWORD for each in parameters)


def _has_own_init(factory: type) -> bool:
    """Whether a class says how it is made; a protocol's stand-in takes anything, saying nothing."""
    makers = (
        next(owner for owner in factory.__mro__ if maker in vars(owner))
        for maker in ("__init__", "__new__")
    )
    return any(owner is not object and Protocol not in owner.__bases__ for owner in makers)


def _written(annotation: object) -> str:
    if annotation is inspect.Parameter.empty:
        return ""
    return annotation if isinstance(annotation, str) else getattr(annotation, "__name__", "")


def plain_value(value: object) -> str:
    """A value as people type it."""
    if value is None or value == ():
        return "none"
    return str(value).lower() if isinstance(value, bool) else str(value)
