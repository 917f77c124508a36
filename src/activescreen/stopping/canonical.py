"""JSON that is hashed: one text for one content, read back with every value checked."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from importlib.metadata import version
from pathlib import Path
from typing import Any

from activescreen._version import __version__
from activescreen.errors import InputError


def canonical(content: object) -> str:
    """JSON with sorted keys and no spaces."""
    return json.dumps(
        content, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False
    )


def sha256(content: object) -> str:
    """SHA-256 of the canonical JSON."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def pretty(content: object) -> str:
    """The same content as JSON for people to read, with a line end."""
    text = json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    # Half a character, which UTF-8 has no bytes for, is written as JSON escapes it.
    return text.encode(errors="backslashreplace").decode()


def versions() -> dict[str, str]:
    """The versions that decide what comes out: ours, Python's, and of the random numbers."""
    return {
        "activescreen": __version__,
        "numpy": version("numpy"),
        "python": platform.python_version(),
        "scipy": version("scipy"),
    }


def read_object(path: Path, mark: str, kind: str) -> Fields:
    """The JSON object of a file.

    Parameters
    ----------
    path
        The file.
    mark
        The member that says what it is, with the version of its format, 1.
    kind
        What to call it in a refusal.

    Raises
    ------
    InputError
        If it cannot be read, or is something else.
    """
    remedy = f"Give the {kind} as it was written."
    text = ""
    try:
        text = path.read_text(encoding="utf-8")
        content = json.loads(text)
    except OSError as error:
        raise InputError(
            f"The {kind} cannot be read ({error.strerror or error}).",
            where=str(path),
            remedy="Check the path.",
        ) from error
    except (ValueError, RecursionError) as error:
        # Only of our own file does it help to know where the JSON breaks off.
        ours = f"The {kind} is damaged: {error}." if f'"{mark}"' in text else f"This is no {kind}."
        raise InputError(ours, where=str(path), remedy=remedy) from error
    if not isinstance(content, dict) or mark not in content:
        raise InputError(f"This is no {kind}.", where=str(path), remedy=remedy)
    if type(content[mark]) is not int or content[mark] != 1:
        raise InputError(
            f"The {kind} is of version {content[mark]}; version 1 is known.",
            where=str(path),
            remedy="Use the version of activescreen that wrote it, or a newer one.",
        )
    return Fields({name: value for name, value in content.items() if name != mark}, str(path))


class Fields:
    """The members of a JSON object, each asked for once by its kind.

    Parameters
    ----------
    content
        The object.
    where
        The file and the place in it, for refusals.
    """

    def __init__(self, content: Mapping[str, Any], where: str) -> None:
        self._left = dict(content)
        self._where = where

    def text(self, name: str) -> str:
        """A text."""
        value = self._take(name)
        if not isinstance(value, str):
            raise self.refusal(f"'{name}' is no text.")
        return value

    def number(self, name: str, least: int = 0) -> int:
        """A whole number."""
        value = self._take(name)
        if type(value) is not int or value < least:
            raise self.refusal(f"'{name}' is no whole number from {least} on.")
        return value

    def number_or_none(self, name: str, least: int = 0) -> int | None:
        """A whole number or null."""
        if name in self._left and self._left[name] is None:
            self._left.pop(name)
            return None
        return self.number(name, least)

    def fraction(self, name: str) -> Fraction:
        """An exact fraction as text, such as 19/20."""
        try:
            return Fraction(self.text(name))
        except (ValueError, ZeroDivisionError) as error:
            raise self.refusal(f"'{name}' is no fraction such as 19/20.") from error

    def day(self, name: str) -> date:
        """A date such as 2026-01-31."""
        try:
            return date.fromisoformat(self.text(name))
        except ValueError as error:
            raise self.refusal(f"'{name}' is no date such as 2026-01-31.") from error

    def mapping(self, name: str) -> dict[str, Any]:
        """An object."""
        value = self._take(name)
        if not isinstance(value, dict):
            raise self.refusal(f"'{name}' is no object.")
        return value

    def fields(self, name: str) -> Fields:
        """An object whose members are asked for one by one."""
        return Fields(self.mapping(name), f"{self._where}, '{name}'")

    def fields_if_any(self, name: str) -> Fields | None:
        """An object that need not be there."""
        return self.fields(name) if name in self._left else None

    def texts(self, name: str) -> dict[str, str]:
        """An object of texts."""
        value = self.mapping(name)
        if not all(isinstance(text, str) for text in value.values()):
            raise self.refusal(f"'{name}' holds something that is no text.")
        return value

    def settings(self, name: str) -> dict[str, str | int]:
        """An object of texts and whole numbers."""
        value = self.mapping(name)
        if not all(type(each) in (str, int) for each in value.values()):
            raise self.refusal(f"'{name}' holds something that is neither text nor whole number.")
        return value

    def list(self, name: str) -> list[Any]:
        """A list."""
        value = self._take(name)
        if not isinstance(value, list):
            raise self.refusal(f"'{name}' is no list.")
        return value

    def done(self) -> None:
        """Refuse members that nobody asked for: they are not covered by what is claimed."""
        if self._left:
            raise self.refusal(f"There is a member '{next(iter(self._left))}' that is not known.")

    def refusal(self, what: str, remedy: str | None = None) -> InputError:
        """A refusal that names the place."""
        remedy = remedy or "Take the file as it was written."
        return InputError(what, where=self._where, remedy=remedy)

    def _take(self, name: str) -> Any:
        if name not in self._left:
            raise self.refusal(f"The member '{name}' is missing.")
        return self._left.pop(name)
