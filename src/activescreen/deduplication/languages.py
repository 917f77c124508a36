"""The language of a record: as its source says, or else as its text reads."""

from __future__ import annotations

from typing import Final

from activescreen.records import Record

LEAST_LETTERS: Final = 40
"""Of a shorter text no language is guessed."""

MOST_LETTERS: Final = 400
"""Of a longer text the beginning is read, which tells as much in a fifth of the time."""

LEAST_TITLE: Final = 25
"""The same where only two titles are told apart."""

# The code of ISO 639-1, then English and own names and the codes of ISO 639-2 and 639-3, the
# bibliographic ones (PubMed's "ger", "chi") among them.
_TABLE: Final = """
af afrikaans afr | ar arabic ara | bg bulgarian bul | bs bosnian bos | ca catalan cat
cs czech cze ces | cy welsh wel cym | da danish dan | de german deutsch ger deu
el greek gre ell | en english eng | es spanish castilian español espanol spa | et estonian est
eu basque baq eus | fa persian farsi per fas | fi finnish fin | fr french français francais fre fra
gl galician glg | he hebrew heb | hi hindi hin | hr croatian hrv | hu hungarian hun
hy armenian arm hye | id indonesian ind | is icelandic ice isl | it italian italiano ita
ja japanese jpn | ka georgian geo kat | ko korean kor | lt lithuanian lit | lv latvian lav
mk macedonian mac mkd | ms malay may msa | nl dutch flemish dut nld
no norwegian nor nob nno nb nn | pl polish pol | pt portuguese português portugues por
ro romanian moldavian rum ron | ru russian rus | sk slovak slo slk | sl slovenian slovene slv
sq albanian alb sqi | sr serbian srp | sv swedish swe | th thai tha | tr turkish tur
uk ukrainian ukr | vi vietnamese vie | zh chinese mandarin chi zho cmn
"""
_CODES: Final = {
    name: names[0]
    for names in (line.split() for line in _TABLE.replace("\n", "|").split("|"))
    for name in names
}


def language_code(text: str) -> str:
    """The ISO 639-1 code of a language given by name or code; empty if it is not known.

    Of several languages, as in ``English; German`` or ``eng,ger``, the first known one counts.
    """
    for part in text.lower().replace(";", ",").replace("/", ",").split(","):
        word = part.strip(" .[]()")
        if word[2:3] in ("-", "_"):  # en-GB
            word = word[:2]
        if code := _CODES.get(word):
            return code
    return ""


def language_of(record: Record) -> str:
    """The language of a record as an ISO 639-1 code; empty if it cannot be told.

    What the source says counts; otherwise title and abstract are read by py3langid, offline and
    with one result for one text, if they are long enough to tell.
    """
    if said := language_code(record.language):
        return said
    text = f"{record.title}. {record.abstract}"
    if sum(map(str.isalpha, text)) < LEAST_LETTERS:
        return ""
    return _guess(text[:MOST_LETTERS])


def two_languages(one: Record, other: Record) -> bool:
    """Whether the titles of two records are in two languages, as far as that can be told.

    What the source says is the language of the paper, and databases translate titles: so titles
    are read first, and short ones only if the sources say nothing.
    """
    languages = [_read(record.title) for record in (one, other)]
    if all(languages):
        return languages[0] != languages[1]
    said = [language_code(record.language) for record in (one, other)]
    return all(said) and said[0] != said[1]


def _read(text: str) -> str:
    return _guess(text) if sum(map(str.isalpha, text)) >= LEAST_TITLE else ""


def _guess(text: str) -> str:
    """The likeliest of the languages that bibliographic databases name."""
    import py3langid

    ranked = py3langid.rank(text.lower() if text.isupper() else text)
    return next((_CODES[code] for code, _ in ranked if code in _CODES), "")
