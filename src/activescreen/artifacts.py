"""Saving and loading a fitted learner without pickle, and checking that it is the one meant.

A model file is a zip: ``manifest.json`` names every member with its SHA-256, ``learner.json``
holds the settings, and the arrays are ``.npy`` files without objects. Nothing in it is code, so
loading one runs none.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from activescreen._version import __version__
from activescreen.configuration import Configuration
from activescreen.errors import ModelError
from activescreen.features import FeatureState
from activescreen.files import write_whole
from activescreen.learner import ActiveLearner

_FORMAT: Final = 1
_MANIFEST: Final = "manifest.json"
_LEARNER: Final = "learner.json"
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""Members carry no date, so that the same model gives the same file and hash."""
_UNREADABLE: Final = (
    *(zipfile.BadZipFile, zlib.error, EOFError),  # damage
    *(NotImplementedError, RuntimeError),  # a compression or an encryption that we do not write
    *(KeyError, ValueError),  # no manifest, or one that is no JSON
)


def save(learner: ActiveLearner, path: Path) -> str:
    """Write a fitted learner to a file.

    Parameters
    ----------
    learner
        Fitted with at least one inclusion and one exclusion.
    path
        The file; replaced as a whole.

    Returns
    -------
    SHA-256 of the file, to be given to :func:`load`.

    Raises
    ------
    ModelError
        If the learner has learned nothing yet.
    """
    if not learner.has_model:
        raise ModelError(
            "This learner has no model yet.",
            remedy="Fit it on a ledger with at least one inclusion and one exclusion.",
        )
    state = learner.extractor.state()
    settings = {
        "configuration": asdict(learner.configuration),
        "seed": learner.seed,
        "question": learner.question,
        "model_hash": learner.model_hash,
        "features": state.settings,
    }
    arrays = {f"features/{name}": array for name, array in state.arrays.items()}
    arrays["classifier/coef"] = learner.classifier.coef_
    arrays["classifier/intercept"] = learner.classifier.intercept_
    members = {_LEARNER: json.dumps(settings, sort_keys=True, indent=1).encode()}
    members |= {f"{name}.npy": _npy(array) for name, array in arrays.items()}
    manifest = {
        "format": _FORMAT,
        "activescreen": __version__,
        "sha256": {name: hashlib.sha256(data).hexdigest() for name, data in members.items()},
    }
    packed = _zip({_MANIFEST: json.dumps(manifest, sort_keys=True, indent=1).encode(), **members})
    write_whole(path, packed)
    return hashlib.sha256(packed).hexdigest()


def load(path: Path, sha256: str | None = None) -> ActiveLearner:
    """Read a learner that :func:`save` wrote; it ranks, and has no ledger.

    Parameters
    ----------
    path
        The file.
    sha256
        The hash that it must have; None: only the file's own manifest is checked, which
        guards against damage but not against somebody else's file.

    Raises
    ------
    ModelError
        If the file is missing, damaged, or another than the one meant.
    """
    members = _read(path, sha256)
    settings = json.loads(members[_LEARNER])
    arrays = {
        name.removesuffix(".npy"): np.load(io.BytesIO(data), allow_pickle=False)
        for name, data in members.items()
        if name.endswith(".npy")
    }
    raw = settings["configuration"]
    configuration = Configuration(**{**raw, "fields": tuple(raw["fields"])})
    learner = ActiveLearner(configuration, settings["seed"], settings["question"])
    prefix = "features/"
    learned = {k.removeprefix(prefix): v for k, v in arrays.items() if k.startswith(prefix)}
    learner.extractor.restore(FeatureState(settings["features"], learned))
    learner.restore_model(
        arrays["classifier/coef"], arrays["classifier/intercept"], settings["model_hash"]
    )
    return learner


def _read(path: Path, sha256: str | None) -> Mapping[str, bytes]:
    if not path.is_file():
        raise ModelError("There is no model file.", where=str(path), remedy="Check the path.")
    packed = path.read_bytes()
    if sha256 is not None and hashlib.sha256(packed).hexdigest() != sha256.lower():
        raise ModelError(
            "The model file is not the one meant: its SHA-256 differs.",
            where=str(path),
            remedy="Fetch it again from where it was saved; do not use this one.",
        )
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        manifest = json.loads(members.pop(_MANIFEST))
    except _UNREADABLE as error:
        raise _damaged(path) from error
    if not isinstance(manifest, dict) or not isinstance(manifest.get("sha256"), dict):
        raise _damaged(path)
    if manifest.get("format") != _FORMAT:
        raise ModelError(
            f"The model file has format {manifest.get('format')}, this version reads {_FORMAT}.",
            where=str(path),
            remedy="Use the version of activescreen that wrote it, or train again.",
        )
    actual = {name: hashlib.sha256(data).hexdigest() for name, data in members.items()}
    if actual != manifest["sha256"]:
        raise _damaged(path)
    return members


def _damaged(path: Path) -> ModelError:
    return ModelError(
        "This is not an undamaged model file.", where=str(path), remedy="Fetch or save it again."
    )


def _npy(array: NDArray[Any]) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=False)
    return buffer.getvalue()


def _zip(members: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return buffer.getvalue()
