"""A small text grammar: ``{symbol}`` is replaced, ``[one|other]`` is chosen from."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from activescreen.errors import ConfigurationError
from activescreen.synthetic.draw import Draw

Symbol = Sequence[str] | Callable[[Draw], str]

_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_SYMBOL = re.compile(r"\{(\w+)\}")
# "a user", "a one-year", "a university", "a European": written with a vowel, spoken without.
_ARTICLE = re.compile(r"\b([Aa]) (?=[aeioAEIO]|u(?!s|ni|ti)|U(?!s|ni|S|K))(?!one|eu|Eu|One)")


class Grammar:
    """Expands templates.

    Parameters
    ----------
    symbols
        For each symbol its phrases (which may hold further symbols), or a function of the draw.
    """

    def __init__(self, symbols: Mapping[str, Symbol]) -> None:
        self._symbols = dict(symbols)

    def extended(self, symbols: Mapping[str, Symbol]) -> Grammar:
        """A grammar with more symbols; those of the same name are replaced."""
        return Grammar({**self._symbols, **symbols})

    def expand(self, template: str, draw: Draw) -> str:
        """One random reading of a template.

        Raises
        ------
        ConfigurationError
            If the template names a symbol that this grammar does not have.
        """
        chosen = 1
        while chosen:  # innermost brackets first, outwards
            template, chosen = _CHOICE.subn(
                lambda match: draw.choice(match[1].split("|")), template
            )

        def replace(match: re.Match[str]) -> str:
            symbol = self._symbols.get(match[1])
            if symbol is None:
                raise ConfigurationError(
                    f"The template '{template}' names a symbol '{match[1]}' that does not exist.",
                    remedy="Add it to the vocabulary or to the topic.",
                )
            if callable(symbol):
                return symbol(draw)
            return self.expand(draw.choice(symbol), draw)

        return _SYMBOL.sub(replace, template)

    def sentence(self, template: str, draw: Draw) -> str:
        """A template read as a sentence: articles agree, the first letter is a capital."""
        text = " ".join(_ARTICLE.sub(r"\1n ", self.expand(template, draw)).split())
        return text[:1].upper() + text[1:]
