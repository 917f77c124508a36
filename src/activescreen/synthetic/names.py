"""Invented people and journals, so that no made-up finding is ever laid at a real door."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

from activescreen.synthetic.draw import Draw

_FAMILY_HEAD = (
    "Alder", "Bram", "Cald", "Dorn", "Ever", "Fenn", "Grind", "Hask", "Ing", "Jarr", "Kest",
    "Lind", "Mor", "Nav", "Oster", "Pell", "Quill", "Rosk", "Sand", "Tarn", "Ulv", "Varr", "Wend",
    "Yar", "Zell", "Abek", "Okon", "Marí", "Søl", "Müg",
)  # fmt: skip
_FAMILY_TAIL = (
    "mont", "berg", "quist", "ley", "wick", "ström", "ova", "etti", "ander", "field", "aro", "ski",
    "ington", "ez", "ard", "imura", "ade", "holt", "enko", "ias",
)  # fmt: skip
_GIVEN = (
    "Ada", "Bela", "Carys", "Dimitri", "Elif", "Farid", "Greta", "Hugo", "Ines", "Jomo", "Kaia",
    "Lars", "Mina", "Noor", "Otis", "Paz", "Quinn", "Rosa", "Sami", "Tove", "Una", "Vito", "Wren",
    "Xenia", "Yusuf", "Zora",
)  # fmt: skip
FAMILY_NAMES = tuple(head + tail for head, tail in product(_FAMILY_HEAD, _FAMILY_TAIL))

_ABBREVIATIONS = {
    "Journal": "J", "Archives": "Arch", "Annals": "Ann", "International": "Int", "Review": "Rev",
    "Research": "Res", "Psychiatric": "Psychiatr", "Psychiatry": "Psychiatry",
    "Rehabilitation": "Rehabil", "Recovery": "Recov", "Community": "Community", "Digital": "Digit",
    "Mental": "Ment", "Health": "Health", "Telemedicine": "Telemed", "Nursing": "Nurs",
    "Psychology": "Psychol", "Psychosis": "Psychosis", "Studies": "Stud", "Medicine": "Med",
    "Informatics": "Inform", "Behavioural": "Behav", "Clinical": "Clin", "Social": "Soc",
    "Therapeutics": "Ther", "Neuroscience": "Neurosci", "Open": "Open", "Services": "Serv",
    "Letters": "Lett", "Practice": "Pract", "Bulletin": "Bull", "Applied": "Appl",
}  # fmt: skip
_SUBJECTS = (
    "Community Recovery", "Psychiatric Services Research", "Digital Mental Health",
    "Telemedicine Practice", "Nursing Studies", "Clinical Psychosis", "Social Psychology",
    "Behavioural Medicine", "Health Informatics", "Rehabilitation Studies",
    "Clinical Therapeutics", "Applied Neuroscience", "Psychiatric Nursing", "Social Medicine",
)  # fmt: skip
_SHAPES = ("Journal of {}", "Archives of {}", "International Review of {}", "{} Letters", "{} Open")


@dataclass(frozen=True)
class Journal:
    """An invented journal: its full name and the abbreviation that some databases print."""

    name: str
    abbreviation: str


def _abbreviate(name: str) -> str:
    words = [word for word in name.split() if word not in {"of", "and"}]
    return " ".join(_ABBREVIATIONS.get(word, word) for word in words)


JOURNALS = tuple(
    Journal(name, _abbreviate(name))
    for name in (shape.format(subject) for shape, subject in product(_SHAPES, _SUBJECTS))
)


def authors(draw: Draw) -> tuple[tuple[str, str], ...]:
    """One to nine authors: (family name, given names)."""
    number = min(draw.integer(1, 6) + draw.integer(0, 3), 9)
    return tuple(
        (
            family,
            draw.choice(_GIVEN)
            + (f" {draw.choice('ABCDEFGHJKLMNPRSTW')}." if draw.chance(0.5) else ""),
        )
        for family in draw.sample(FAMILY_NAMES, number)
    )
