"""Names for parts: the same table serves the built-in ones and those of outside packages.

An outside package offers a part with an entry point, for instance::

    [project.entry-points."activescreen.classifiers"]
    my_forest = "my_package:MyForest"
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any, Generic, TypeVar, cast

from activescreen.errors import ConfigurationError
from activescreen.settings import Setting, settings_of

T = TypeVar("T")


class Registry(Generic[T]):
    """A table name -> factory for one kind of part.

    Parameters
    ----------
    kind
        What the parts are, in the singular, as error messages say it.
    group
        Entry-point group in which outside packages offer such parts.
    builtin
        The parts of this package: name -> ``"module:attribute"``. They are imported when they
        are first asked for, so that listing names costs nothing.
    """

    def __init__(self, kind: str, group: str, builtin: dict[str, str]) -> None:
        self.kind = kind
        self.group = group
        self._targets: dict[str, str | Callable[..., T]] = dict(builtin)
        self._outside_loaded = False

    def register(self, name: str, factory: Callable[..., T]) -> None:
        """Add a part at run time.

        Raises
        ------
        ConfigurationError
            If the name is taken.
        """
        if name in self._targets:
            raise ConfigurationError(
                f"A {self.kind} named '{name}' exists already.", remedy="Choose another name."
            )
        self._targets[name] = factory

    def names(self) -> tuple[str, ...]:
        """All names, sorted."""
        self._load_outside()
        return tuple(sorted(self._targets))

    def factory(self, name: str) -> Callable[..., T]:
        """The factory behind a name.

        Raises
        ------
        ConfigurationError
            If nothing has that name; near names are offered.
        """
        self._load_outside()
        target = self._targets.get(name)
        if target is None:
            near = get_close_matches(name, self._targets, n=1)
            hint = f"Did you mean '{near[0]}'? " if near else ""
            raise ConfigurationError(
                f"There is no {self.kind} named '{name}'.",
                remedy=f"{hint}Known are: {', '.join(self.names())}.",
            )
        if isinstance(target, str):
            module, _, attribute = target.partition(":")
            target = cast("Callable[..., T]", getattr(import_module(module), attribute))
            self._targets[name] = target
        return target

    def create(self, name: str, **parameters: Any) -> T:
        """Make a part from its name and parameters.

        Raises
        ------
        ConfigurationError
            If the name or one of the parameters is unknown, or a parameter is of the wrong kind.
        """
        factory = self.factory(name)
        self._check(name, settings_of(factory), parameters)
        try:
            return factory(**parameters)
        except TypeError as error:
            # What Python says of it is kept as the cause; it means nothing to a reader.
            given = ", ".join(f"{key}={value}" for key, value in parameters.items())
            raise ConfigurationError(
                f"The {self.kind} '{name}' does not accept these settings: {given}.",
                remedy=self.settings_in_words(name),
            ) from error

    def settings_in_words(self, name: str) -> str:
        """Which settings a part has, in a sentence."""
        named, more = settings_of(self.factory(name))
        if named:
            return f"Its settings are: {', '.join(map(str, named))}."
        return "See its documentation for the settings it has." if more else "It has no settings."

    def _check(
        self, name: str, known: tuple[tuple[Setting, ...], bool], given: Mapping[str, Any]
    ) -> None:
        """Refuse settings that the part has not, or of the wrong kind, and miss none it needs."""
        named = {setting.name: setting for setting in known[0]}
        for key, value in given.items():
            setting = named.get(key)
            if setting is None and not known[1]:
                near = get_close_matches(key, named, n=1)
                hint = f"Did you mean '{near[0]}'? " if near else ""
                raise ConfigurationError(
                    f"The {self.kind} '{name}' has no setting '{key}'.",
                    remedy=f"{hint}{self.settings_in_words(name)}",
                )
            if setting is not None and not setting.takes(value):
                raise ConfigurationError(
                    f"The setting '{key}' of the {self.kind} '{name}' cannot be '{value}'.",
                    remedy=f"It takes {setting.kind}{_such_as(setting)}.",
                )
        lacking = [each.name for each in known[0] if each.required and each.name not in given]
        if lacking:
            raise ConfigurationError(
                f"The {self.kind} '{name}' needs the setting '{lacking[0]}'.",
                remedy=self.settings_in_words(name),
            )

    def __contains__(self, name: object) -> bool:
        return name in self.names()

    def __iter__(self) -> Iterator[str]:
        return iter(self.names())

    def _load_outside(self) -> None:
        if self._outside_loaded:
            return
        self._outside_loaded = True
        for entry in entry_points(group=self.group):
            self._targets.setdefault(entry.name, entry.value)


def _such_as(setting: Setting) -> str:
    if setting.required or setting.default is None:
        return ""
    return f", for instance {str(setting.default).lower()}"
