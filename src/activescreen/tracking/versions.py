"""Versions of what results depend on."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from activescreen import __version__

_PACKAGES: Final = (
    "numpy",
    "scipy",
    "scikit-learn",
    "pandas",
    "torch",
    "sentence-transformers",
    "mlflow",
)


def installed_versions() -> dict[str, str]:
    """Versions of Python, activescreen and what its results depend on; nothing is imported."""
    found = {"python": platform.python_version(), "activescreen": __version__}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found
