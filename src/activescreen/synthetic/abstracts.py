"""Title and abstract of one made-up publication."""

from __future__ import annotations

from collections.abc import Sequence

from activescreen.synthetic.draw import Draw
from activescreen.synthetic.grammar import Grammar
from activescreen.synthetic.laboratory import LABORATORY_WORDS
from activescreen.synthetic.sentences import Style
from activescreen.synthetic.topics import ALL_STYLES, Topic

Sections = tuple[tuple[str, str], ...]

# Words of the question in passing, whatever the subject: a database search finds these too.
_IN_PASSING = (
    "[Peer support|Support by peers] was [not examined|offered at some sites|mentioned by a few].",
    "[Online|Digital|Mobile] [tools|delivery] may widen access.",
    "Future studies might add [a smartphone app|peer workers|an online group|text messages].",
    "The role of [lived experience|the internet|social media|peer specialists] deserves study.",
    "Participants were also recruited [online|through a consumer organization|through Facebook].",
)
_IN_PASSING_SHARE = 0.3
_SENTENCES = {"background": (2, 4), "methods": (2, 4), "results": (3, 4), "conclusions": (1, 2)}


def bind(topic: Topic, draw: Draw) -> Grammar:
    """The topic's grammar with the words of one study settled: whom, what, which outcomes."""
    grammar = topic.grammar
    settled = {
        slot: (grammar.expand(f"{{{slot}}}", draw),)
        for slot in ("population", "intervention", "theme")
    }
    few = {slot: draw.sample(words, 2) for slot, words in LABORATORY_WORDS.items()}
    compound, comparator = few["compound"]
    *outcomes, other_outcome = draw.sample(topic.outcome, 3)
    return grammar.extended(
        {
            **few,
            **settled,
            "compound": (compound,),
            "comparator": (comparator,),
            "outcome": outcomes,
            "other_outcome": (other_outcome,),
        }
    )


def write_title(grammar: Grammar, style: Style, draw: Draw) -> str:
    """One title."""
    return grammar.sentence(draw.choice(style.titles), draw)


def write_abstract(topic: Topic, style_name: str, grammar: Grammar, draw: Draw) -> Sections:
    """An abstract of about 80 to 170 words (editorials: less), section by section."""
    style = ALL_STYLES[style_name]
    planned: dict[str, list[str]] = {}
    for section, (low, high) in _SENTENCES.items():
        templates: Sequence[str] = getattr(style, section)
        if templates:
            # A template that should be likelier is listed twice, but said once.
            planned[section] = list(dict.fromkeys(draw.sample(templates, draw.integer(low, high))))
    for aside in _asides(topic, draw):
        section = draw.choice([name for name in planned if name != "conclusions"])
        planned[section].append(aside)
    if draw.chance(_IN_PASSING_SHARE):
        planned[draw.choice(list(planned))].append(draw.choice(_IN_PASSING))
    return tuple(
        (section, " ".join(grammar.sentence(template, draw) for template in templates))
        for section, templates in planned.items()
    )


def _asides(topic: Topic, draw: Draw) -> list[str]:
    whole = int(topic.aside_share)
    number = whole + draw.chance(topic.aside_share - whole)
    return draw.sample(topic.asides, number)
