"""Languages of publications, in one spelling."""

from __future__ import annotations

import re
from typing import Final

# ISO 639-1 code -> what databases write: names in English and their own, ISO 639-2 codes.
_NAMES: Final = {
    "ar": "arabic ara",
    "bg": "bulgarian bul",
    "ca": "catalan cat",
    "cs": "czech cze ces",
    "da": "danish dan dansk",
    "de": "german ger deu deutsch",
    "el": "greek gre ell",
    "en": "english eng inglés inglês anglais englisch",
    "es": "spanish spa español castellano espanhol",
    "et": "estonian est",
    "fa": "persian per fas farsi",
    "fi": "finnish fin suomi",
    "fr": "french fre fra français francés",
    "he": "hebrew heb",
    "hr": "croatian hrv scr serbo-croatian",
    "hu": "hungarian hun magyar",
    "id": "indonesian ind",
    "it": "italian ita italiano",
    "ja": "japanese jpn",
    "ko": "korean kor",
    "lt": "lithuanian lit",
    "lv": "latvian lav",
    "nl": "dutch dut nld nederlands flemish",
    "no": "norwegian nor norsk nb nn",
    "pl": "polish pol polski",
    "pt": "portuguese por português portugués",
    "ro": "romanian rum ron",
    "ru": "russian rus",
    "sk": "slovak slo slk",
    "sl": "slovenian slv slovene",
    "sr": "serbian srp scc",
    "sv": "swedish swe svenska",
    "th": "thai tha",
    "tr": "turkish tur türkçe",
    "uk": "ukrainian ukr",
    "vi": "vietnamese vie",
    "zh": "chinese chi zho mandarin",
}
_CODES: Final = {name: code for code, names in _NAMES.items() for name in names.split()}
_WORD: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?")


def language_code(text: str) -> str:
    """ISO 639-1 code of the first language that a text names; empty if none is known.

    Takes names (``German``, ``English; French``), ISO 639-2 (``ger``) and 639-1 codes, and codes
    with a country (``en-US``, ``pt_BR``).
    """
    if not text:
        return ""
    for found in _WORD.finditer(text.lower().replace("_", "-")):
        word = found.group()
        stem = word.partition("-")[0]
        for name in (word, stem):
            if name in _CODES:
                return _CODES[name]
            if name in _NAMES:
                return name
    return ""
