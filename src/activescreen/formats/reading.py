"""From files to records: which reader takes which file, and what is refused."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path

from activescreen.errors import InputError
from activescreen.formats.base import READERS, Reader
from activescreen.formats.columns import check_mapping
from activescreen.formats.containers import contents_of
from activescreen.formats.content import Content
from activescreen.formats.importing import Import, check_any, check_reconciled
from activescreen.import_report import ImportReport
from activescreen.records import Record, RecordSet

# Below this a reader only says that it could try, as CSV can with any text.
_SURE = 0.5
_HARDLY = 0.1
# How like an existing name one that is missing has to be, to be taken for a slip of the finger.
_CLOSE = 0.75
_BLANK = b"\x00\x09\x0a\x0d\x20\xef\xbb\xbf\xff\xfe"

# Formats that people hand in and that no reader takes yet, by how their text looks.
_PAGE = re.compile(
    r"\A\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_FOREIGN = tuple(
    (re.compile(pattern, re.IGNORECASE | re.MULTILINE), kind)
    for pattern, kind in (
        (r"\A\s*<[?!a-z]", "an XML file"),
        (
            r"\A\s*[{\[]\s*[\"{\[]",
            "a JSON file without references (no object in it has a title and authors, an abstract, "
            "a date or a DOI)",
        ),
        (
            r"\A\s*1[.:] \S[^\x00]*^PMID: \d|\A\s*1: [^\x00]*\bPMID: \d",
            "PubMed's text for people to read (save it with the format 'PubMed' instead)",
        ),
        (
            r"\A(?:\s*\d{4,8}\s*$)+\s*\Z",
            "a list of PubMed ids without any text (save it with the format 'PubMed' instead)",
        ),
    )
)


def read_records(
    *paths: str | Path,
    mapping: Mapping[str, str] | None = None,
    accept_mismatch: bool = False,
    keep_raw: bool = True,
) -> RecordSet:
    """Read bibliographic records from files.

    The format is recognised from the content; the extension decides only between formats that
    fit equally well. Files packed with gzip or zip are unpacked.

    Parameters
    ----------
    *paths
        One or more files. Their records are put together in the order given.
    mapping
        Field of a record -> column (or RIS tag) that holds it, for names that are not recognised,
        for instance ``{"title": "Titel"}``.
    accept_mismatch
        Take what was read of a file even if an independent count finds another number of records.
    keep_raw
        Keep the piece of the file that each record was made of. Without it a third of the memory
        is saved; ``fields`` still holds every column or tag.

    Returns
    -------
    The records, and in ``reports`` one import report a file.

    Raises
    ------
    InputError
        If a file cannot be read, is empty or of no known format, has neither a title nor an
        abstract column, holds no record, holds another number of records than were read, or if
        no file has a mapped column.
    ConfigurationError
        If the mapping names a field that records do not have.
    """
    records: list[Record] = []
    reports: list[ImportReport] = []
    for source in open_imports(*paths, mapping=mapping):
        records += source if keep_raw else map(_without_raw, source)
        if accept_mismatch:
            check_any(source.report)
        else:
            check_reconciled(source.report)
        reports.append(source.report)
    check_mapping_used(mapping or {}, reports)
    return RecordSet(records, reports)


def _without_raw(record: Record) -> Record:
    return replace(record, raw="")


def open_imports(*paths: str | Path, mapping: Mapping[str, str] | None = None) -> list[Import]:
    """Open files to be read record by record, for those who do not want all in memory.

    Parameters
    ----------
    *paths, mapping
        As in `read_records`.

    Returns
    -------
    One import a file, in the order given; an archive may hold several.

    Raises
    ------
    InputError
        If a file is not there, is empty or of no known format.
    ConfigurationError
        If the mapping names a field that records do not have.
    """
    if not paths:
        raise InputError("No file was given.", remedy="Name at least one file with references.")
    named = named_apart([Path(path) for path in paths])
    return [source for path, name in named for source in open_import(path, name, mapping)]


def open_import(
    path: Path, name: str = "", mapping: Mapping[str, str] | None = None
) -> list[Import]:
    """Open one file: several imports if it is an archive, otherwise one.

    Parameters
    ----------
    path
        The file.
    name
        What reports and sources call it; by default its name without folders.
    mapping
        As in `read_records`.

    Raises
    ------
    InputError, ConfigurationError
        As `open_imports`.
    """
    check_mapping(mapping or {})
    contents = _contents(name or path.name, path)
    return [Import(content, recognise(content), mapping) for content in contents]


def recognise(content: Content) -> Reader:
    """The reader that is surest of the content.

    Raises
    ------
    InputError
        If none is, with what the file seems to be.
    """
    readers = [READERS.create(name) for name in READERS]
    scored = [
        (reader.recognises(content), content.extension in reader.extensions, reader.name, reader)
        for reader in readers
    ]
    sure, _, _, best = max(scored, key=lambda score: score[:3])
    beginning = content.head[:2000].replace("\r", "\n")
    if _PAGE.match(beginning):
        # Its style sheet or text may look like an entry of BibTeX or a line of a table.
        raise _unreadable(
            content, "an HTML page, perhaps an error page that was saved instead of the export"
        )
    if sure >= _SURE:
        return best
    foreign = next((kind for looks, kind in _FOREIGN if looks.search(beginning)), "")
    # One cell a line is a table only if the file is called one.
    table = sure > _HARDLY or (sure > 0 and content.extension in best.extensions)
    if table and not foreign:
        return best
    begins = next((line.strip()[:40] for line in beginning.split("\n") if line.strip()), "")
    kind = content.binary or foreign or f"of no known format (it begins with '{begins}')"
    raise _unreadable(content, kind)


def _unreadable(content: Content, kind: str) -> InputError:
    return InputError(
        f"The file cannot be read: it is {kind}.",
        where=content.name,
        remedy=f"Export the references as one of: {', '.join(READERS)}.",
    )


def named_apart(paths: Sequence[Path]) -> list[tuple[Path, str]]:
    """Each path with a name that tells it from the others, without folders where that is enough.

    Raises
    ------
    InputError
        If one file is given twice.
    """
    seen: set[Path] = set()
    for path in paths:
        resolved = path.resolve()
        if resolved in seen:
            raise InputError(
                "The file is given twice.", where=str(path), remedy="Name each file once."
            )
        seen.add(resolved)
    counts = Counter(path.name for path in paths)
    return [(path, path.name if counts[path.name] == 1 else str(path)) for path in paths]


def _contents(name: str, path: Path) -> list[Content]:
    try:
        contents = contents_of(path, name)
    except IsADirectoryError as error:
        raise InputError(
            "This is a directory, not a file.",
            where=str(path),
            remedy="Name a file in it.",
        ) from error
    except FileNotFoundError as error:
        raise InputError(
            "There is no such file.", where=str(path), remedy=_near(path) or "Check the path."
        ) from error
    except OSError as error:
        raise InputError(
            f"The file cannot be opened ({error.strerror or error}).",
            where=str(path),
            remedy="Check that you are allowed to read it and that no other program holds it.",
        ) from error
    for content in contents:
        if not content.beginning.strip(_BLANK):
            blank = "The file is empty but for blanks and zeros at its beginning."
            raise InputError(
                blank if content.beginning else "The file is empty.",
                where=content.name,
                remedy="Export the references again.",
            )
    return contents


def _near(path: Path) -> str:
    if not path.parent.is_dir():
        return f"There is no folder '{path.parent}' either; check the path."
    kind = path.suffix.lower()
    names = [
        other.name for other in path.parent.iterdir() if not kind or other.suffix.lower() == kind
    ]
    # Without the suffix, which would make any two names alike.
    stems = {name.removesuffix(path.suffix): name for name in names}
    near = get_close_matches(path.name.removesuffix(path.suffix), stems, n=1, cutoff=_CLOSE)
    return f"Did you mean '{stems[near[0]]}'?" if near else ""


def check_mapping_used(mapping: Mapping[str, str], reports: Sequence[ImportReport]) -> None:
    """Refuse a mapping of which no file has a column.

    Raises
    ------
    InputError
        If a mapped column is in none of the files.
    """
    for field, column in mapping.items():
        wanted = column.strip().casefold()
        if all(report.columns.get(field, "").casefold() != wanted for report in reports):
            files = ", ".join(report.file for report in reports)
            raise InputError(
                f"There is no column '{column}', to which the field '{field}' was mapped.",
                where=files,
                remedy="Check the spelling against the first line of the file.",
            )
