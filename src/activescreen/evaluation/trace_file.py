"""A recorded screening as one file: arrays beside a line of JSON, no pickle."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from activescreen.errors import InputError, StoppingError
from activescreen.files import write_whole
from activescreen.simulation.recording import Recorded
from activescreen.simulation.trace import Trace
from activescreen.stopping.evidence import Captures, DrawProbabilities, Evidence, Probabilities

TRACE_FORMAT: Final = 1
_META: Final = "meta"
_ARRAYS: Final = ("order", "tail", "trained_at")
_DAMAGE: Final = (
    OSError,
    EOFError,
    ValueError,
    KeyError,
    TypeError,
    zipfile.BadZipFile,
    StoppingError,  # a log that is none
)


def write_recorded(path: Path, recorded: Recorded, key: Mapping[str, Any]) -> None:
    """Write a recorded screening, whole or not at all.

    Parameters
    ----------
    path
        The file, a NumPy ``.npz``; missing folders on the way are made.
    recorded
        The screening. A real review's own ledger is not written.
    key
        What the screening depends on, kept with it as plain data.

    Raises
    ------
    InputError
        If it cannot be written.
    """
    trace, evidence = recorded.trace, recorded.evidence
    data = trace.to_json()
    arrays: dict[str, NDArray[Any]] = {
        name: np.array(data.pop(name), dtype=np.int64) for name in _ARRAYS
    }
    if evidence.probabilities is not None:
        arrays["probabilities.read"] = evidence.probabilities.read
        arrays["probabilities.values"] = evidence.probabilities.values
    if evidence.draws is not None:
        arrays["draws.read"] = evidence.draws.read
        arrays["draws.log_missed"] = evidence.draws.log_missed
    if evidence.captures is not None:
        arrays["captures.read"] = evidence.captures.read
    if evidence.other_order is not None:
        arrays["other_order"] = evidence.other_order
    meta = json.dumps({"key": dict(key), "trace": data}, sort_keys=True)
    buffer = io.BytesIO()
    # The stubs take any name for the flag ``allow_pickle``, which none of ours is.
    np.savez(buffer, **{_META: np.array(meta)}, **arrays)  # type: ignore[arg-type]
    write_whole(path, buffer.getvalue())


def read_recorded(path: Path, key: Mapping[str, Any], population: int) -> Recorded:
    """Read what :func:`write_recorded` wrote.

    Parameters
    ----------
    path
        The file.
    key
        What the screening has to depend on.
    population
        N, the number of records that it has to be of.

    Raises
    ------
    InputError
        If the file is damaged, or holds another screening.
    """
    try:
        # Opened here, because NumPy leaves a file open that turns out to be none of its own.
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        meta = json.loads(str(arrays.pop(_META)))
        found = meta["key"]
        named = {name: arrays[name].tolist() for name in _ARRAYS}
        recorded = Recorded(Trace.from_json({**meta["trace"], **named}), _evidence(arrays))
        recorded.evidence.check(population)
    except _DAMAGE as error:
        raise _damaged(path, f"it cannot be read ({error})") from error
    if found != json.loads(json.dumps(dict(key))):
        raise _damaged(path, "it holds another screening than its name says")
    everything = np.sort(np.concatenate([recorded.trace.order, recorded.trace.tail]))
    if not np.array_equal(everything, np.arange(population)):
        raise _damaged(path, f"it does not name each of {population:,} records once")
    return recorded


def _evidence(arrays: Mapping[str, NDArray[Any]]) -> Evidence:
    probabilities = draws = captures = None
    if "probabilities.read" in arrays:
        probabilities = Probabilities(arrays["probabilities.read"], arrays["probabilities.values"])
    if "draws.read" in arrays:
        draws = DrawProbabilities(arrays["draws.read"], arrays["draws.log_missed"])
    if "captures.read" in arrays:
        captures = Captures(arrays["captures.read"])
    return Evidence(probabilities, draws, captures, arrays.get("other_order"))


def _damaged(path: Path, why: str) -> InputError:
    return InputError(
        f"This saved screening is damaged: {why}.",
        where=str(path),
        remedy="Remove the file; it is made again when it is needed.",
    )
