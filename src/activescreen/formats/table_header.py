"""The column names of a table: on which row they stand, and which columns of one name count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from activescreen.errors import InputError
from activescreen.formats.columns import field_of, is_header, recognised

Row = tuple[int, list[str]]
"""Line or spreadsheet row on which it starts, counted from 1, and its cells."""

HEADER_SEARCH = 15
"""Rows with anything in them among which the column names are looked for."""

MOST_BLANK = 2_000
_NOTHING = str.maketrans("", "", '"\t,;')


def is_filled(cells: Iterable[str]) -> bool:
    """Whether there is more in a row than blanks, separators and quotation marks."""
    for cell in cells:
        if cell[:1].isalnum():
            return True
        if cell and not cell.isspace() and cell.translate(_NOTHING).strip():
            return True
    return False


def first_rows(rows: Iterator[Row]) -> list[Row]:
    """Rows from the beginning, enough to find the column names."""
    found: list[Row] = []
    filled = 0
    for row in rows:
        found.append(row)
        filled += is_filled(row[1])
        if filled >= HEADER_SEARCH or len(found) >= MOST_BLANK:
            break
    return found


def header_place(rows: Sequence[Row], mapping: Mapping[str, str]) -> int:
    """Place of the column names among the first rows.

    Embase writes its search before them, people a title. The row that names most fields counts,
    or one with a column that a person has named; without any, the first that is not blank.
    """
    wanted = {column.strip().casefold() for column in mapping.values()}
    filled = [place for place, (_, cells) in enumerate(rows) if is_filled(cells)]
    best, most = filled[0] if filled else 0, 0
    for nth, place in enumerate(filled):
        cells = rows[place][1]
        named = len(wanted & {cell.strip().casefold() for cell in cells}) if wanted else 0
        score = 2 * named + (recognised(cells) if is_header(cells, nth) else 0)
        if score > most:
            best, most = place, score
    return best


def names_title(cells: Sequence[str]) -> bool:
    """Whether a column of titles or abstracts is named among these cells."""
    return any(field_of(cell) in {"title", "abstract"} for cell in cells)


def merged_header(upper: Sequence[str], lower: Sequence[str]) -> list[str] | None:
    """One row of column names out of two, where cells were merged; ``None`` if there are not two.

    The second row must name two fields that the first does not, and have nothing below the title.
    """
    below = [at for at, cell in enumerate(lower) if cell.strip()]
    titled = [at for at, cell in enumerate(upper) if field_of(cell) in {"title", "abstract"}]
    named = {field_of(lower[at]) for at in below} - {""}
    if len(named) < 2 or any(at in below for at in titled):
        return None
    if any(len(lower[at]) > 60 for at in below):
        return None
    width = max(len(upper), len(lower))
    padded = [*upper, *[""] * (width - len(upper))]
    return [
        lower[at] if at < len(lower) and lower[at].strip() else padded[at] for at in range(width)
    ]


class Twins:
    """Columns of one name that is needed: only one of them may say anything.

    Parameters
    ----------
    groups
        Places of the columns of each such name.
    header
        Column names.
    file
        The file's name.
    """

    def __init__(self, groups: Sequence[tuple[int, ...]], header: Sequence[str], file: str) -> None:
        self._groups = groups
        self._header = header
        self._file = file
        self._chosen: dict[int, int] = {}

    def settle(self, cells: list[str], where: str) -> None:
        """Put what the one column says under the first of the name.

        Raises
        ------
        InputError
            If two of them say something, and not the same.
        """
        for group in self._groups:
            says = [at for at in group if at < len(cells) and cells[at].strip()]
            if not says:
                continue
            chosen = self._chosen.setdefault(group[0], says[0])
            different = any(cells[at].strip() != cells[says[0]].strip() for at in says[1:])
            if different or (chosen not in says):
                raise InputError(
                    f"More than one column is named '{self._header[group[0]]}', so it is not "
                    f"clear which one counts (see {where}).",
                    where=self._file,
                    remedy="Rename or delete the columns that are not meant, and read the file "
                    "again.",
                )
            first = group[0]
            if chosen != first:
                cells[first], cells[chosen] = cells[chosen], cells[first]
