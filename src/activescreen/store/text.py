"""Texts as people and files have them, in columns that cannot hold every character.

PostgreSQL stores no NUL, and no engine stores half a character (a lone surrogate), which damaged
files contain. Both are written as a noncharacter and four hexadecimal digits, and read back.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import Text
from sqlalchemy.types import TypeDecorator

_MARK: Final = "\ufdd0"
_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff\ufdd0]")
_STORED: Final = re.compile(f"{_MARK}([0-9a-f]{{4}})")


def storable(text: str) -> str:
    """The text as a column can hold it."""
    if text.isascii() and "\0" not in text:  # nearly every one, and this is quick
        return text
    return _UNSTORABLE.sub(lambda found: f"{_MARK}{ord(found.group()):04x}", text)


def restored(text: str) -> str:
    """The text that `storable` was given."""
    if _MARK not in text:
        return text
    return _STORED.sub(lambda found: chr(int(found.group(1), 16)), text)


class AnyText(TypeDecorator[str]):
    """A text column that gives back exactly what was put in."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:
        """On the way in."""
        del dialect
        return _stored(value)

    def process_result_value(self, value: str | None, dialect: Any) -> str | None:
        """On the way out."""
        del dialect
        return _read(value)

    # What is done with each value of 100,000 rows is one call, and not three within each other.

    def bind_processor(self, dialect: Any) -> Callable[[str | None], str | None]:
        """What is done with each value on the way in."""
        del dialect
        return _stored

    def result_processor(self, dialect: Any, coltype: object) -> Callable[[str | None], str | None]:
        """What is done with each value on the way out."""
        del dialect, coltype
        return _read


def _stored(value: str | None) -> str | None:
    return None if value is None else storable(value)


def _read(value: str | None) -> str | None:
    return value if value is None or _MARK not in value else restored(value)
