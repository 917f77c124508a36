"""What databases add to a title, and records that are notices about a paper rather than papers.

"Peer support.[Erratum appears in JAMA 2009;3(2):7]" is the paper; "Erratum: Peer support (JAMA
(2008) 2 (1-9))" is not, though its title is the paper's.
"""

from __future__ import annotations

import re
from typing import Final

# What became of a paper later, after its title.
_NOTE: Final = re.compile(
    r"(?:[\[(.\]]|\s\*)\s*\[?\s*"
    r"(?:see comments?|comments?|(?:published )?errat(?:um|a)|corrections?|corrigend(?:um|a)"
    r"|retraction|reprint|update|summary)\s+(?:appears? |published )?in\b.*$"
    r"|\[\s*(?:published erratum|corrected|retracted|see comments?)\b[^\[]*$"
    # CINAHL names what is commented on after three dots: "… N Engl J Med. 2009;360(5):544-6".
    r"|\.\.\.\s*(?=\S)(?:.*\d{4}.*[;:(]\s*\d+.*|\[?corrected\]?.*)$"
    # The paper itself, flagged by its publisher.
    r"|^\s*\[?retracted(?: article)?\]?\s*[:.]\s*|\s*[(\[]retracted(?: article)?[)\]]\s*$",
    re.IGNORECASE | re.DOTALL,
)
_MAY_HAVE_NOTE: Final = re.compile(r"\[|\.\.\.|retract| in\b", re.IGNORECASE)

# Language, kind and numbering, as databases put them after a title.
_TAIL: Final = re.compile(
    r"(?<=\S)\s*(?:\[[^\[\]]*\]|\((?:review|abstract|letter|editorial|multiple letters|"
    r"meeting abstract|corrected|poster|with discussion|provocative)\))[\s.]*$",
    re.IGNORECASE,
)
_WHOLE_IN_BRACKETS: Final = re.compile(r"^\s*\[(.+)\][\s.]*$", re.DOTALL)

_OWN: Final = r"(?:the )?author(?:s|'s|s'|’s|s’)? (?:reply|response)"
# As the journals of the American Heart Association name letters: after whom, then on what.
_LETTER: Final = r"letters?(?: by [^:]{1,80}?)? regarding(?: the)? articles?,?"
# Words such as "response" and "correction" begin many a paper's title; a colon tells a notice.
_BEFORE: Final = (
    (
        "correction",
        r"(?:published |author |publisher )?"
        r"(?:(?:errat(?:um|a)|corrigend(?:um|a)|addend(?:um|a)|fe de err(?:at|or)[aeo]s?)\b"
        r"|corrections?\s*(?:to\b|[:.–—])|errors? in\s*:|clarification\s*:"
        r"|(?:correcci[oó]n|corre[cç][aã]o|rectificatif|(?:druckfehler)?berichtigung)"
        r"\s*(?:zur?\s*:|zur?\b|[aà]\s*:|[:.–—]))"
        r"(?:\s*(?:to|for|in|of|on|zur?|al?)\b)?\s*:?",
    ),
    (
        "retraction",
        r"(?:retraction(?: notice| note)?(?:\s+(?:to|of|for|on)\b)?\s*:"
        r"|retraction (?:notice|note|statement)\b"
        r"|(?:notice|statement) of (?:retraction|withdrawal)\b(?: and replacement)?"
        r"|withdrawal notice\b|(?:withdrawn|removed)\s*:"
        r"|(?:editorial )?expression of concern\b)(?:\s*(?:to|for|of|on)\b)?\s*[:.]?",
    ),
    (
        "reply",
        rf"(?:{_OWN}|(?:in )?reply\b|response\s*(?:to)?\s*:"
        rf"|response (?:to|by [^:]{{1,80}}? to) (?:{_LETTER}|letters?|comments?))"
        r"(?:\s*to\b)?\s*:?",
    ),
    (
        "comment",
        r"(?:comments?\s*(?:on\b|to\b|:)|commentary(?:\s+on\b|\s*:|\s+[-–—]\s)|invited commentary\b"
        r"|editorial comment(?:ary)?(?:\s+on\b|\s*:)"
        r"|(?:invited )?discussion\s*(?:of|on)?\s*[:\"“‘]|invited discussion (?:of|on)\b"
        rf"|re\s*:|letter\s*:|letter to the editor\b|{_LETTER})(?:\s*(?:on|to)\b)?\s*:?",
    ),
)
_AFTER: Final = (
    ("correction", r"(?:published )?errat(?:um|a)|corrigend(?:um|a)|corrections?"),
    ("retraction", r"retraction(?: notice)?"),
    ("reply", rf"{_OWN}|(?:the )?(?:reply|response)|reply to\b.{{0,60}}"),
    ("comment", r"(?:invited |editorial )?comment(?:s|ary)?"),
)
_NOTICES_BEFORE: Final = tuple(
    (name, re.compile(rf"^\W*(?:{words})", re.IGNORECASE)) for name, words in _BEFORE
)
# What follows a title without any punctuation must say whose it is to be taken for a notice.
_NOTICES_AFTER: Final = tuple(
    (
        name,
        re.compile(
            rf"(?:[-–—:.(\[]\s*(?:{words})|\s(?:authors?|editorial|invited|published) (?:{words}))"
            r"[\s.)\]]*$",
            re.IGNORECASE,
        ),
    )
    for name, words in _AFTER
)
# "(vol 360, pg 542, 2009)" or "(Journal (2009) 360 (542-544))": of the paper that is corrected.
_CORRECTED: Final = re.compile(
    r"[(\[]\s*(?:vol\.?\s*\d+\s*,"
    r"|[^()\[\]]{3,160}\([^()]{0,20}\b(?:19|20)\d\d\b[^()]{0,20}\)[^\w]{0,4}\(?\w*\d+).*$",
    re.IGNORECASE | re.DOTALL,
)
# The same where the source cut the title before its end.
_CUT_CITATION: Final = re.compile(r"\s[(\[][^()\[\]]{3,160}\([^()]*$")


def without_notes(text: str) -> tuple[str, str]:
    """The title itself, and what kind of notice about a paper the record is.

    Returns
    -------
    The title without what the database added, and ``correction``, ``retraction``, ``reply``,
    ``comment`` or, for a paper, the empty string. Of a notice the title is that of its paper.
    """
    bare = _NOTE.sub("", text).strip() if _MAY_HAVE_NOTE.search(text) else text
    bare = bare or text
    for name, pattern in _NOTICES_AFTER:
        if (found := pattern.search(bare)) and found.start():
            return _stripped(bare[: found.start()]), name
    bare = _stripped(bare)
    for name, pattern in _NOTICES_BEFORE:
        if found := pattern.match(bare):
            rest = _CORRECTED.sub("", bare[found.end() :])
            rest = _stripped(_CUT_CITATION.sub("", rest).strip(" :-–—."))
            return (rest or bare), name
    if (found := _CORRECTED.search(bare)) and found.start():
        return _stripped(bare[: found.start()]), "correction"
    return bare, ""


def _stripped(text: str) -> str:
    """The title without language, kind and numbering after it, and brackets around it."""
    while (shorter := _TAIL.sub("", text)) != text and shorter.strip():
        text = shorter
    whole = _WHOLE_IN_BRACKETS.match(text)
    return (whole.group(1) if whole else text).strip()
