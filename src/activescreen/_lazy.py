"""Names that a package offers and imports only when they are first used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def lazy_names(package: str, places: Mapping[str, str]) -> Callable[[str], Any]:
    """A module-level ``__getattr__`` for a package (PEP 562).

    Parameters
    ----------
    package
        The package's ``__name__``.
    places
        Name -> module inside the package that defines it. A name that maps to itself followed
        by ``/`` is that subpackage.
    """

    def get(name: str) -> Any:
        place = places.get(name)
        if place is None:
            raise AttributeError(f"module '{package}' has no attribute '{name}'")
        if place == f"{name}/":
            return import_module(f"{package}.{name}")
        return getattr(import_module(f"{package}.{place}"), name)

    return get
