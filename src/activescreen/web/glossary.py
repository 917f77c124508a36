"""The words of the field and of this program, each in a sentence or two.

Pages take them from here where a word is met (`words.html.j2`), and all of them together stand at
``/help/glossary`` and in ``docs/glossary.md``, which is what `as_markdown` gives.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Word:
    """A word and what it means.

    Attributes
    ----------
    key
        Names it in addresses and templates.
    name
        As people write it.
    meaning
        For somebody who never met it.
    met
        Pages on which it is met.
    """

    key: str
    name: str
    meaning: str
    met: str


GROUPS: Final[Mapping[str, tuple[Word, ...]]] = {
    "What is screened": (
        Word(
            "record",
            "record",
            "One entry of a search's result: title, abstract and the like, as a database gave it.",
            "Records, Searches",
        ),
        Word(
            "report",
            "report",
            "A publication that can be read in full: an article, a thesis, an entry in a trial "
            "register. A record tells of one.",
            "Full texts, Studies, Flow",
        ),
        Word(
            "study",
            "study",
            "The research itself, such as one trial. Several reports may be on one study, and a "
            "review counts studies in the end.",
            "Studies, Flow",
        ),
        Word(
            "wave",
            "search wave",
            "All files of one round of searching. An update of the review is another wave; what "
            "was decided before stays, and what is new is screened.",
            "Searches, Stopping",
        ),
        Word(
            "copy",
            "copy",
            "A record of a publication that another record tells of already. One of them is "
            "screened and stands for the others.",
            "Duplicates, Flow",
        ),
        Word(
            "quarantine",
            "quarantine",
            "Entries of a file that could not be read as records. They are set aside with their "
            "text and the reason, and are counted, so that nothing is lost unseen.",
            "Searches",
        ),
        Word(
            "stage",
            "stage",
            "Titles and abstracts are read first; full texts of what was included there come "
            "second. Each is a stage with votes and labels of its own.",
            "Screen, Full texts, Dashboard",
        ),
    ),
    "What people decide": (
        Word(
            "vote",
            "vote",
            "What one reviewer says of a record: include, exclude or maybe. A vote can be changed; "
            "all that was said is kept, and the last one counts.",
            "Screen, Records",
        ),
        Word(
            "label",
            "label",
            "What the votes on a record add up to: included or excluded. It is final when enough "
            "reviewers agree, or when a conflict was settled.",
            "Dashboard, Records",
        ),
        Word(
            "prior",
            "prior label",
            "A label that came with a record from elsewhere, such as a known relevant article. The "
            "model learns from it; nobody's vote is counted for it.",
            "Searches, Set-up",
        ),
        Word(
            "blinding",
            "blinding",
            "Nobody is shown what others said of a record before all its votes are in, so that "
            "votes stay independent.",
            "Conflicts, Pilot",
        ),
        Word(
            "conflict",
            "conflict",
            "A record has all its votes, and they do not add up to a label: raters differ, or "
            "somebody is undecided.",
            "Conflicts, Dashboard",
        ),
        Word(
            "consensus",
            "consensus",
            "All who voted on a record agree to one verdict after they have talked about it. It "
            "settles the conflict; their votes stay as they were.",
            "Conflicts, Records",
        ),
        Word(
            "criterion",
            "criterion",
            "What a record must meet to be included, ordered by PICOS: participants, "
            "intervention, comparison, outcome, study design.",
            "Set-up, Screen",
        ),
        Word(
            "pilot",
            "pilot",
            "A few records that all raters screen before the work begins, to see whether they "
            "read the criteria alike. Until its gate is open, nothing else is screened.",
            "Pilot",
        ),
    ),
    "How far people agree": (
        Word(
            "kappa",
            "kappa",
            "Agreement beyond what chance would give: 1 is full agreement, 0 no more than chance. "
            "It falls where nearly all records are excluded, however well people agree.",
            "Dashboard, Pilot",
        ),
        Word(
            "ac1",
            "AC1",
            "Gwet's measure of agreement beyond chance. It is on the scale of kappa and stays "
            "meaningful where few records are included.",
            "Dashboard, Pilot",
        ),
        Word(
            "pabak",
            "PABAK",
            "Kappa adjusted for prevalence and bias: twice the share of equal verdicts, minus one, "
            "where there are two verdicts.",
            "Dashboard, Pilot",
        ),
    ),
    "Ranking": (
        Word(
            "ranking",
            "ranking",
            "The order in which unread records come: those that a model takes for most likely "
            "relevant first. It is made anew as decisions come in.",
            "Ranking, Records",
        ),
        Word(
            "recall",
            "recall",
            "The share of all relevant records that has been found. Of what is unread nobody knows "
            "how much is relevant, so it is estimated, or claimed with a stated error.",
            "Dashboard, Stopping",
        ),
        Word(
            "wss",
            "WSS",
            "Work saved over sampling: the share of reading that a ranking saved at a given "
            "recall, beyond what reading in random order would save.",
            "Reports of simulations",
        ),
    ),
    "When to stop": (
        Word(
            "rule",
            "stopping rule",
            "What says when reading may end. Its badge tells how far it may be relied on: "
            "certified, to plan by, or a rule of thumb.",
            "Stopping",
        ),
        Word(
            "urn",
            "urn, random phase",
            "At some moment all records that are still unread go into an urn, and are drawn at "
            "random from then on. What the draws turn out to be tells how much is left.",
            "Stopping",
        ),
        Word(
            "registration",
            "registration",
            "What is fixed and published before the first draw: the records, their order, the rule "
            "and its error. Its hash shows later that nothing of it was changed.",
            "Stopping",
        ),
        Word(
            "alpha",
            "error",
            "How often, at most, a procedure claims a recall that was not reached, over all checks "
            "like it. It is not how likely this one review is to be wrong.",
            "Stopping, Set-up",
        ),
        Word(
            "certificate",
            "certificate",
            "A file that says what recall is claimed, with which error, and on which draws. Others "
            "can verify it against the registration.",
            "Stopping",
        ),
        Word(
            "by_model",
            "excluded by the model",
            "Records that nobody read, since a certified stop ended reading. The flow diagram "
            "counts them apart from those that people excluded.",
            "Dashboard, Flow",
        ),
        Word(
            "audit",
            "audit draw",
            "A record drawn at random and mixed unseen into what people read. Many of them bound "
            "what the ranking or the reviewers have missed.",
            "Audits",
        ),
        Word(
            "elusion",
            "elusion",
            "The share of relevant records among those that were left unread. It is estimated by "
            "reading some of these that were drawn at random.",
            "Stopping, Audits",
        ),
    ),
}
"""All words, by what they are about."""

WORDS: Final = {word.key: word for words in GROUPS.values() for word in words}

ADDRESS: Final = "/help/glossary"


def as_markdown() -> str:
    """All words as ``docs/glossary.md`` has them."""
    lines = [
        "# Words",
        "",
        "What the words of the field and of this program mean. Pages explain them where they are",
        f"met, and `{ADDRESS}` of a service shows them all. The texts are in",
        "`src/activescreen/web/glossary.py`.",
    ]
    for group, words in GROUPS.items():
        lines += ["", f"## {group}", "", "| Word | What it means | Where it is met |"]
        lines.append("|---|---|---|")
        lines += [f"| **{word.name}** | {word.meaning} | {word.met} |" for word in words]
    return "\n".join(lines) + "\n"
