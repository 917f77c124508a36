"""Texts written so that reading leaves them as they are."""

from __future__ import annotations

from activescreen.formats.values import plain_text


def protected(text: str) -> str:
    """A title or abstract; coded where reading would take signs in it for markup.

    Examples
    --------
    >>> protected("p < 0.05"), protected("<i>E. coli</i>")
    ('p < 0.05', '&#60;i>E. coli&#60;/i>')
    """
    if ("<" in text or "&" in text) and plain_text(text) != text:
        coded = text.replace("&", "&amp;").replace("<", "&#60;")
        return coded if plain_text(coded) == text else text
    return text
