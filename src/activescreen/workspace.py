"""Where a user's work is kept: one folder, and a cache that may be thrown away."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import platformdirs

from activescreen.errors import InputError

WORKSPACE_VARIABLE: Final = "ACTIVESCREEN_WORKSPACE"
CACHE_VARIABLE: Final = "ACTIVESCREEN_CACHE"
DEFAULT_FOLDER: Final = "activescreen-workspace"


class Workspace:
    """The folder that holds runs, reports and the tracking store.

    A folder is made when it is first asked for, so that looking around writes nothing.

    Parameters
    ----------
    path
        The folder. None: the one that ``ACTIVESCREEN_WORKSPACE`` names, else
        ``activescreen-workspace`` in the current folder.
    """

    REVIEWS: Final = "reviews.db"
    """Name of the file with the reviews, where no other database is named."""

    def __init__(self, path: str | os.PathLike[str] | None = None) -> None:
        chosen = path or os.environ.get(WORKSPACE_VARIABLE) or DEFAULT_FOLDER
        self.path: Path = Path(chosen).expanduser().absolute()

    def __repr__(self) -> str:
        return f"<Workspace {self.path}>"

    @property
    def database(self) -> Path:
        """The file of the embedded tracking store; its folder exists, the file perhaps not."""
        return self._folder() / "mlflow.db"

    def make(self) -> None:
        """Make the folder itself.

        Raises
        ------
        InputError
            If it cannot be made.
        """
        self._folder()

    @property
    def artifacts(self) -> Path:
        """Folder of the files that tracked runs keep."""
        return self._folder("artifacts")

    @property
    def reports(self) -> Path:
        """Folder of reports and plots."""
        return self._folder("reports")

    @property
    def originals(self) -> Path:
        """Folder of imported files as they came."""
        return self._folder("originals")

    @property
    def runs(self) -> Path:
        """Folder of what simulations gave back."""
        return self._folder("runs")

    @property
    def interrupted(self) -> Path:
        """Folder of what an interrupted study had finished."""
        return self._folder("interrupted")

    def _folder(self, name: str = "") -> Path:
        new = not self.path.is_dir()
        folder = _make(self.path / name, WORKSPACE_VARIABLE)
        if new:
            # A review's records and labels are not to be committed by accident when the
            # workspace lies in a repository.
            (self.path / ".gitignore").write_text("*\n", encoding="utf-8")
        return folder


def cache_dir() -> Path:
    """The folder for what can be computed again, such as embeddings.

    It is the one that ``ACTIVESCREEN_CACHE`` names, else the platform's own for this user.

    Raises
    ------
    InputError
        If it cannot be made.
    """
    named = os.environ.get(CACHE_VARIABLE)
    folder = Path(named) if named else Path(platformdirs.user_cache_dir("activescreen"))
    return _make(folder.expanduser().absolute(), CACHE_VARIABLE)


def _make(folder: Path, variable: str) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            f"This folder cannot be made: {error.strerror or error}.",
            where=str(folder),
            remedy=f"Set {variable} to a folder in which you may write.",
        ) from error
    return folder
