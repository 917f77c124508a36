"""How two titles compare, by their words rather than by their letters.

The titles of a review's records are alike anyhow. What tells copies from twins is whether the
words that differ are spellings of each other, stand in one title only, or replace each other.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from typing import Final

from rapidfuzz.distance import DamerauLevenshtein, Levenshtein

from activescreen.deduplication.spelling import word_set
from activescreen.deduplication.titles import SHORT_TITLE, SMALL_WORDS, Title

_SAME_ORDER: Final = 0.75
_FEWEST_SHARED: Final = 0.4
_CHANGED_SHARE: Final = 0.6
_MOST_SLIPS: Final = 4
"""With more words that differ on both sides, they are other words and no spellings."""

_LONG_WORD: Final = 6
"""In shorter words one other letter mostly makes another word."""

_CONTRASTS: Final = tuple(
    tuple(pair.split("/"))
    for pair in sorted(
        word_set(
            "hyper/hypo hyper/normo hypo/normo inter/intra pre/post pre/per micro/macro pro/anti "
            "over/under in/ex endo/exo peri/pre up/down mono/bi uni/bi uni/multi intra/extra "
            "super/sub para/peri"
        )
    )
)
_NEGATIONS: Final = word_set("non un in im ir a an dis anti de re")
# One such word more, and it is another paper.
_TELLING: Final = word_set(
    "not no without non anti reply protocol rationale design children adults women men "
    "pilot follow extension interim final poster preliminary results update"
)


class TitleMatch(StrEnum):
    """How two titles compare."""

    EQUAL = "the same title"
    SPELLING = "a title that differs in spelling"
    NEARLY = "titles that differ by a letter or a word"
    CONTAINED = "one title within the other"
    CHANGED = "titles in which a few words differ"
    DIFFERENT = "different titles"
    TRANSLATED = "titles in two languages"
    MISSING = "no title to compare"


@lru_cache(maxsize=20_000)
def compare_titles(a: Title, b: Title) -> TitleMatch:
    """How two titles compare."""
    if not a.words or not b.words:
        return TitleMatch.MISSING
    if a.compact == b.compact:
        return TitleMatch.EQUAL
    left, right = set(a.words), set(b.words)
    common = left & right
    if len(common) < _FEWEST_SHARED * min(len(left), len(right)):
        return TitleMatch.DIFFERENT
    share = len(common) / max(len(left), len(right))
    only_a, only_b = left - common - SMALL_WORDS, right - common - SMALL_WORDS
    if min(len(only_a), len(only_b)) > _MOST_SLIPS:
        return TitleMatch.CHANGED if share >= _CHANGED_SHARE else TitleMatch.DIFFERENT
    only_a, only_b, doubtful = _unmatched(only_a, only_b)
    lettered = _lettered_apart(a.words, b.words)
    if lettered and len(only_a | only_b) <= 1:
        return TitleMatch.NEARLY
    if not only_a and not only_b:
        # "A on B" and "B on A" have the same words.
        if Levenshtein.normalized_similarity(a.compact, b.compact) < _SAME_ORDER:
            return TitleMatch.CHANGED
        return TitleMatch.NEARLY if doubtful else TitleMatch.SPELLING
    if not only_a or not only_b:
        shorter, longer = (a, b) if not only_a else (b, a)
        return _contained(shorter, longer, only_a | only_b)
    return TitleMatch.CHANGED if share >= _CHANGED_SHARE else TitleMatch.DIFFERENT


def _contained(shorter: Title, longer: Title, added: set[str]) -> TitleMatch:
    if len(added) == 1 and len(longer.words) > 2 * SHORT_TITLE and not added & _TELLING:
        return TitleMatch.NEARLY
    within = longer.compact.startswith(shorter.compact) or longer.compact.endswith(shorter.compact)
    if within:
        return TitleMatch.CONTAINED
    half = len(shorter.words) * 2 > len(longer.words)
    return TitleMatch.CHANGED if half else TitleMatch.DIFFERENT


def _lettered_apart(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether other letters follow one word: hepatitis A and B, though "a" is a small word."""
    letters, others = _letters(one), _letters(other)
    return any(letters[word].isdisjoint(others[word]) for word in letters.keys() & others.keys())


def _letters(words: tuple[str, ...]) -> dict[str, set[str]]:
    """Single letters by the word before them."""
    found: dict[str, set[str]] = {}
    for before, word in pairwise(words):
        if len(word) == 1 and word.isalpha() and word != "s" and before not in SMALL_WORDS:
            found.setdefault(before, set()).add(word)
    return found


def _unmatched(left: set[str], right: set[str]) -> tuple[set[str], set[str], bool]:
    """Words of each side that are no spelling of one of the other, and whether one may be none."""
    doubtful = False
    for word in sorted(left):
        twin = next((other for other in sorted(right) if one_word(word, other)), None)
        if twin is not None:
            left, right = left - {word}, right - {twin}
            doubtful = doubtful or _may_be_another(word, twin)
    return _unjoined(left, right), _unjoined(right, left), doubtful


def _may_be_another(one: str, other: str) -> bool:
    """Whether two words that differ by a slip may well be two: "rats", "cats"; "Iran", "Iraq"."""
    if one[:-1] == other or other[:-1] == one:
        return False
    return one[0] != other[0] or max(len(one), len(other)) < _LONG_WORD


def _unjoined(words: set[str], others: set[str]) -> set[str]:
    """Words that neither are two of the others written as one, nor such a half."""
    if not words or not others:
        return words
    pairs = {one + two for one in others for two in others if one != two}
    halves = {
        half
        for half in words
        for word in others
        if word.startswith(half) or word.endswith(half)
        for rest in words - {half}
        if word in (half + rest, rest + half)
    }
    return words - pairs - halves


def one_word(one: str, other: str) -> bool:
    """Whether two words are spellings of one: one slip of the pen, singular and plural.

    ``hypertension`` and ``hypotension``, ``il6`` and ``il8``, ``typical`` and ``atypical`` are
    not.
    """
    shorter, longer = (one, other) if len(one) <= len(other) else (other, one)
    if len(shorter) < 4 or len(longer) - len(shorter) > 2:
        return False
    # Singular and plural, noun and adjective; this and the distance are quick, and mostly no.
    ending = longer.startswith(shorter) and longer[len(shorter) :] in ("es", "al", "ly")
    allowed = 1 if len(shorter) < 12 else 2
    slip = DamerauLevenshtein.distance(one, other, score_cutoff=allowed) <= allowed
    if not (ending or slip) or any(letter.isdigit() for letter in one + other):
        return False
    if longer.endswith(shorter) and longer.removesuffix(shorter) in _NEGATIONS:
        return False
    return ending or not any(
        (one.startswith(first) and other.startswith(second))
        or (one.startswith(second) and other.startswith(first))
        for first, second in _CONTRASTS
    )
