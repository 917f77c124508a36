"""One spelling for what databases spell in many ways."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache
from typing import Final

_MARKUP: Final = re.compile(r"</?[a-z][a-z0-9:]*(?:\s[^<>]*)?/?>", re.IGNORECASE)
_WORD: Final = re.compile(r"[^\W_]+")
_LETTERS: Final = str.maketrans(
    {
        "α": " alpha ",
        "β": " beta ",
        "γ": " gamma ",
        "δ": " delta ",
        "ε": " epsilon ",
        "κ": " kappa ",
        "λ": " lambda ",
        "μ": " mu ",
        "µ": " mu ",
        "ω": " omega ",
        # These are letters of their own, which Unicode does not take apart.
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ı": "i",
        "'": "",
        "’": "",
        "‘": "",
        "`": "",
        "ʼ": "",
        "&": " and ",
    }
)
# British and American spelling become one. Other words change too ("four" becomes "for"), but
# alike in both records, and no two titles differ by that alone.
_TRANSATLANTIC: Final = (
    *(("ae", "e"), ("oe", "e"), ("isation", "ization"), ("ise", "ize"), ("ising", "izing")),
    *(("yse", "yze"), ("our", "or"), ("programme", "program"), ("centre", "center")),
    *(("fibre", "fiber"), ("litre", "liter"), ("metre", "meter"), ("catheteris", "catheteriz")),
    *(("ageing", "aging"), ("counsell", "counsel"), ("labell", "label"), ("modell", "model")),
)


def word_set(text: str) -> frozenset[str]:
    """The words of a text, for tables that are easier to read without quotes."""
    return frozenset(text.split())


def normal_text(text: str) -> str:
    """Words in lower case without accents, markup and punctuation, separated by one blank."""
    if not text:
        return ""
    if "&" in text:
        text = html.unescape(text)
    if "<" in text:
        text = _MARKUP.sub("", text)
    text = text.lower().translate(_LETTERS)
    if not text.isascii():
        plain = unicodedata.normalize("NFKD", text)
        text = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(_WORD.findall(text))


def one_english(text: str) -> str:
    """A `normal_text` in which British and American spelling are one."""
    for british, american in _TRANSATLANTIC:
        if british in text:
            text = text.replace(british, american)
    return text


@lru_cache(maxsize=65_536)
def plain_name(text: str) -> str:
    """A name as `normal_text` spells it, where umlauts written in two letters are one."""
    text = normal_text(text)
    for written, plain in (("ae", "a"), ("oe", "o"), ("ue", "u"), ("aa", "a")):
        if written in text:
            text = text.replace(written, plain)
    return text
