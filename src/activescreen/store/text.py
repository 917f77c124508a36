"""Texts as people and files have them, in columns that cannot hold every character.

PostgreSQL stores no NUL, and no engine stores half a character (a lone surrogate), which damaged
files contain. Both are written as a noncharacter and four hexadecimal digits, and read back.
"""

from __future__ import annotations

import re
from typing import Any, Final

from sqlalchemy import Text
from sqlalchemy.types import TypeDecorator

_MARK: Final = "\ufdd0"
_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff\ufdd0]")
_STORED: Final = re.compile(f"{_MARK}([0-9a-f]{{4}})")


def storable(text: str) -> str:
    """The text as a column can hold it."""
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
        return None if value is None else storable(value)

    def process_result_value(self, value: str | None, dialect: Any) -> str | None:
        """On the way out."""
        del dialect
        return None if value is None else restored(value)
