"""Make the whole synthetic review: six exports and the truth about them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from activescreen.synthetic import twins
from activescreen.synthetic.allocation import allocate
from activescreen.synthetic.copies import SourceRecord, copy_of
from activescreen.synthetic.databases import DATABASES
from activescreen.synthetic.draw import Draw
from activescreen.synthetic.exports import WRITERS
from activescreen.synthetic.publications import (
    DISTRACTOR_TOPICS,
    RELEVANT_TOPICS,
    Press,
    Publication,
    strip_relevant,
    strip_some,
)
from activescreen.synthetic.truth import TRUTH_FILE, Place, Truth, write_truth

# The seed paper's flow, as arithmetic has it (the paper prints 5,915 distinct).
RECORDS = 8_030
DUPLICATES = 2_125
DISTINCT = RECORDS - DUPLICATES
WITHIN_SOURCES = 125
PASSING = 39

_README = """\
This folder holds a SYNTHETIC systematic review, made up by a program (activescreen.synthetic).
No study, author, journal, DOI or PubMed number in it exists; nothing in it is evidence about
anything. Its shape (numbers of databases, records, duplicates and inclusions) follows
Fortuna et al. 2020, doi 10.2196/16460.

truth.csv says of every record (file and 0-based row) which publication it is a copy of, whether
that passes title-and-abstract screening, and whether it is finally included.
"""


@dataclass(frozen=True)
class SyntheticReview:
    """Where the synthetic review was written, and what is in it.

    Attributes
    ----------
    folder, files, truth
        Its folder, the six exports, the truth file.
    records
        Records in all files.
    duplicates_across, duplicates_within
        Copies beyond the first: in another database, and once more in the same one.
    distinct
        Distinct publications.
    passing, included
        Of these, how many pass title-and-abstract screening and are finally included.
    """

    folder: Path
    files: tuple[Path, ...]
    truth: Path
    records: int
    duplicates_across: int
    duplicates_within: int
    distinct: int
    passing: int
    included: int

    @property
    def duplicates(self) -> int:
        """Records more than there are publications."""
        return self.duplicates_across + self.duplicates_within


def publications(draw: Draw) -> list[Publication]:
    """The 5,905 distinct publications, in random order."""
    press = Press(draw)
    relevant = press.run(RELEVANT_TOPICS, PASSING)
    distractors = press.run(DISTRACTOR_TOPICS, DISTINCT - PASSING - twins.TOTAL)
    near_twins = twins.add_twins(relevant, distractors, press, draw)
    result = [*strip_relevant(relevant, draw), *strip_some(distractors, draw), *near_twins]
    draw.shuffle(result)
    return result


def generate(folder: str | Path, rng: np.random.Generator | int) -> SyntheticReview:
    """Write a synthetic review shaped like Fortuna et al. 2020.

    Six exports with 8,030 records, of which 2,125 are duplicates; of the 5,905 distinct
    publications 39 pass title-and-abstract screening and 27 are finally included. The same seed
    gives the same bytes.

    Parameters
    ----------
    folder
        Where to write; made if it does not exist. Files of the same names are replaced.
    rng
        A generator, or the seed of one.

    References
    ----------
    Fortuna KL, Naslund JA, LaCroix JM, et al. JMIR Ment Health 2020;7(3):e16460,
    doi 10.2196/16460: the numbers. Everything else is made up.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    draw = Draw(np.random.default_rng(rng))
    printed = publications(draw)
    by_id = {publication.id: publication for publication in printed}
    exports: dict[str, list[SourceRecord]] = {name: [] for name in DATABASES}
    for publication, database in allocate(
        printed, DUPLICATES - WITHIN_SOURCES, WITHIN_SOURCES, draw
    ):
        exports[database].append(copy_of(publication, database, draw))
    truth: dict[Place, Truth] = {}
    files = []
    for name, records in exports.items():
        draw.shuffle(records)
        path = folder / DATABASES[name].file
        path.write_text(WRITERS[name](records), encoding="utf-8", newline="")
        files.append(path)
        for row, record in enumerate(records):
            original = by_id[record.publication]
            truth[path.name, row] = Truth(
                original.id, original.passes, original.included, original.group
            )
    write_truth(folder / TRUTH_FILE, truth)
    (folder / "README.txt").write_text(_README, encoding="utf-8", newline="")
    return _summary(folder, tuple(files), truth)


def _summary(folder: Path, files: tuple[Path, ...], truth: dict[Place, Truth]) -> SyntheticReview:
    distinct = {one.publication: one for one in truth.values()}
    in_file = Counter((file, one.publication) for (file, _), one in truth.items())
    within = sum(copies - 1 for copies in in_file.values())
    return SyntheticReview(
        folder=folder,
        files=files,
        truth=folder / TRUTH_FILE,
        records=len(truth),
        duplicates_across=len(truth) - len(distinct) - within,
        duplicates_within=within,
        distinct=len(distinct),
        passing=sum(one.passes for one in distinct.values()),
        included=sum(one.included for one in distinct.values()),
    )
