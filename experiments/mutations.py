"""Damaged files through every reader: none may crash, hang, or lose count.

Each input is a real export file with bytes changed, cut, doubled, swapped, put together with
another file, or re-encoded; or a soup of the marks by which formats are told apart. It is read
as a user would read it, and once more by a reader drawn at random. What may come out is records
with a report whose counts agree, or an error for people; nothing else, and within five seconds
of processor time, which other work on the machine does not lengthen.

    python experiments/mutations.py [--inputs N] [--seed S] [--date YYYY-MM-DD]
"""

from __future__ import annotations

import resource
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from time import process_time
from types import FrameType
from typing import Final

import numpy as np
from _common import RESULTS, Row, parser_of, shared_folder, tell, write_results

from activescreen.errors import InputError
from activescreen.formats import READERS, Content, Import, open_imports

PACKAGES: Final = ("defusedxml", "openpyxl", "pylatexenc", "xlrd", "numpy")
OUT: Final = RESULTS / "mutations.csv"
LIMIT_SECONDS: Final = 5.0
LARGEST: Final = 600_000
"""Bytes of a file that is taken; larger ones only cost time."""

MARKS: Final = tuple(
    mark.encode()
    for mark in (
        *("TY  - JOUR\n", "ER  - \n", "TI  - ", "AB  - ", "AU  - A, B\n", "N1  - ", "1.\n"),
        *("PMID- 1\n", "LID - 10.1/x [doi]\n", "      continued\n", "FN x\n", "PT J\n", "EF\n"),
        *("ER\n", "<1>\n", "<2. >\n", "Title\n", "  value\n", "%0 Journal Article\n", "%T x\n"),
        *("@article{k,\n", "title = {a", "}\n", '"', "@string{a=1}\n", "\\'e", "title,abstract\n"),
        *("a,b\n", '"a\n"b', "\t", "<?xml version='1.0'?>\n", "<PubmedArticleSet>", "</record>"),
        *("<PubmedArticle>", "<record><titles><title>", "<!DOCTYPE a [<!ENTITY b 'c'>]>", "&b;"),
        *("Record #1 of 2\n", "ID: CN-1\n", "\r", "\x00", "\ufeff", "\u2028", "é", "PK\x03\x04"),
    )
)

Mutation = Callable[[bytearray, np.random.Generator, Sequence[bytes]], bytes]


@dataclass
class Tally:
    """What came of the inputs of one kind."""

    inputs: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    failures: list[str] = field(default_factory=list)


class TooSlowError(Exception):
    """Reading took longer than it may."""


def change(data: bytearray, rng: np.random.Generator, _others: Sequence[bytes]) -> bytes:
    """Some bytes are others."""
    for place in rng.integers(len(data), size=int(rng.integers(1, 30))):
        data[place] = rng.integers(256)
    return bytes(data)


def cut(data: bytearray, rng: np.random.Generator, _others: Sequence[bytes]) -> bytes:
    """The file ends somewhere, or begins there."""
    place = int(rng.integers(len(data)))
    return bytes(data[:place] if rng.random() < 0.7 else data[place:])


def drop(data: bytearray, rng: np.random.Generator, _others: Sequence[bytes]) -> bytes:
    """Pieces are missing."""
    for _ in range(int(rng.integers(1, 8))):
        place = int(rng.integers(max(len(data), 1)))
        del data[place : place + int(rng.integers(1, 400))]
    return bytes(data)


def double(data: bytearray, rng: np.random.Generator, _others: Sequence[bytes]) -> bytes:
    """Pieces come again elsewhere."""
    for _ in range(int(rng.integers(1, 6))):
        one, other = (int(place) for place in rng.integers(len(data), size=2))
        data[other:other] = data[one : one + int(rng.integers(1, 2000))]
    return bytes(data)


def join(data: bytearray, rng: np.random.Generator, corpus: Sequence[bytes]) -> bytes:
    """Another file is stuck into it."""
    other = corpus[int(rng.integers(len(corpus)))]
    place = int(rng.integers(len(data)))
    return bytes(data[:place]) + other[int(rng.integers(len(other))) :] + bytes(data[place:])


def insert(data: bytearray, rng: np.random.Generator, _others: Sequence[bytes]) -> bytes:
    """Marks of some format stand where they do not belong."""
    for _ in range(int(rng.integers(1, 20))):
        place = int(rng.integers(len(data)))
        data[place:place] = MARKS[int(rng.integers(len(MARKS)))]
    return bytes(data)


def line_ends(data: bytearray, rng: np.random.Generator, _others: Sequence[bytes]) -> bytes:
    """Lines end in another way, all or some."""
    lines = bytes(data).replace(b"\r\n", b"\n").split(b"\n")
    ends = (b"\n", b"\r\n", b"\r", b"\n\n", b"", b"\x85", b"\xe2\x80\xa8")
    chosen = rng.choice(len(ends), size=int(rng.integers(1, 3)))
    return b"".join(line + ends[int(rng.choice(chosen))] for line in lines)


def encode(data: bytearray, rng: np.random.Generator, _others: Sequence[bytes]) -> bytes:
    """The text is in another encoding, perhaps cut."""
    name = str(rng.choice(["utf-16", "utf-16-le", "utf-16-be", "latin-1", "cp1252", "utf-8-sig"]))
    text = bytes(data).decode("utf-8", "replace").encode(name, "replace")
    return text[: int(rng.integers(1, len(text)))] if rng.random() < 0.3 else text


def soup(_data: bytearray, rng: np.random.Generator, _others: Sequence[bytes]) -> bytes:
    """Nothing but marks, and words between them."""
    chosen = rng.integers(len(MARKS), size=int(rng.integers(1, 120)))
    return b"".join(MARKS[place] + (b"word " if rng.random() < 0.5 else b"") for place in chosen)


MUTATIONS: Final[tuple[Mutation, ...]] = (
    *(change, cut, drop, double, join, insert, line_ends, encode, soup),
)


def outcome_of(read: Callable[[], list[Import]]) -> str:
    """``records``, ``refused`` or what went wrong; the time it may take is limited."""
    signal.setitimer(signal.ITIMER_PROF, LIMIT_SECONDS)
    try:
        for source in read():
            number = sum(1 for _ in source)
            report = source.report
            if report.records != number or not report.reconciled:
                return f"counts disagree: {number}, {report.records}, {report.expected}"
    except InputError:
        return "refused"
    except TooSlowError:
        return f"more than {LIMIT_SECONDS:g} s"
    except Exception as error:  # whatever comes is what this study looks for
        return f"{type(error).__name__}: {error}"[:200]
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return "records"


def run(
    inputs: int, seed: int, files: Sequence[Path], keep: Path
) -> tuple[dict[str, Tally], dict[str, Tally]]:
    """Mutate and read; tallies by mutation, and by the reader that was forced."""
    rng = np.random.default_rng(seed)
    corpus = [path.read_bytes() for path in files]
    names = READERS.names()
    by_mutation = {mutation.__name__: Tally() for mutation in MUTATIONS}
    by_reader = {name: Tally() for name in names}
    for number in range(inputs):
        source = number % len(files)
        mutation = MUTATIONS[int(rng.integers(len(MUTATIONS)))]
        data = mutation(bytearray(corpus[source]), rng, corpus)
        path = keep / files[source].name
        path.write_bytes(data)
        where = f"input {number}, {mutation.__name__} of {files[source].name}"
        note(by_mutation[mutation.__name__], where, partial(open_imports, path))
        name = names[int(rng.integers(len(names)))]
        content = Content(path.name, data)
        note(
            by_reader[name],
            f"{where}, forced to {name}",
            partial(forced, content, name),
        )
        if number % 500 == 499:
            tell(f"{number + 1:,} of {inputs:,} inputs")
    return by_mutation, by_reader


def forced(content: Content, name: str) -> list[Import]:
    """The content for a reader that need not recognise it."""
    return [Import(content, READERS.create(name))]


def note(tally: Tally, where: str, read: Callable[[], list[Import]]) -> None:
    """Read once, and count what came of it."""
    begun = process_time()
    outcome = outcome_of(read)
    tally.slowest = max(tally.slowest, process_time() - begun)
    tally.inputs += 1
    good = outcome in {"records", "refused"}
    tally.outcomes[outcome if good else "failed"] += 1
    if not good:
        tally.failures.append(f"{where}: {outcome}")


def rows_of(kind: str, tallies: dict[str, Tally]) -> list[Row]:
    """One row a kind of input."""
    return [
        {
            "by": kind,
            "name": name,
            "inputs": tally.inputs,
            "records": tally.outcomes["records"],
            "refused": tally.outcomes["refused"],
            "failed": tally.outcomes["failed"],
            "slowest_seconds": f"{tally.slowest:.2f}",
        }
        for name, tally in tallies.items()
    ]


def _stop(_: int, frame: FrameType | None) -> None:
    del frame
    raise TooSlowError


def main() -> None:
    """Run the study, print its table and keep it."""
    parser = parser_of(__doc__)
    parser.add_argument("--inputs", type=int, default=10_000, help="How many inputs.")
    parser.add_argument("--seed", type=int, default=20_261_124)
    arguments = parser.parse_args()
    folder = shared_folder("imports")
    files = sorted(
        path
        for path in folder.iterdir()
        if path.name not in {"manifest.csv", "README.md"} and path.stat().st_size < LARGEST
    )
    signal.signal(signal.SIGPROF, _stop)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with tempfile.TemporaryDirectory() as keep:
        by_mutation, by_reader = run(arguments.inputs, arguments.seed, files, Path(keep))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    rows = [*rows_of("mutation", by_mutation), *rows_of("reader", by_reader)]
    for row in rows:
        print(
            f"{row['by']:9} {row['name']:18} {row['inputs']:>6} inputs {row['records']:>6} records "
            f"{row['refused']:>6} refused {row['failed']:>4} failed "
            f"{row['slowest_seconds']:>6} s at most"
        )
    failures = [
        failure
        for tallies in (by_mutation, by_reader)
        for tally in tallies.values()
        for failure in tally.failures
    ]
    memory = f"memory {before / 1024:,.0f} MiB before, at most {peak / 1024:,.0f} MiB"
    print(f"{len(failures)} failures in {arguments.inputs:,} inputs, each read twice; {memory}")
    for failure in failures[:50]:
        print(failure)
    command = f"python experiments/mutations.py --inputs {arguments.inputs}"
    notes = [f"seed {arguments.seed}; {len(files)} files", memory]
    write_results(OUT, rows, command, PACKAGES, arguments.date, notes)
    if failures:
        sys.exit(1)


if __name__ == "__main__":
    main()
