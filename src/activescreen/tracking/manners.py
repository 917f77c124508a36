"""Calling MLflow without noise, telemetry or long waits."""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

# MLflow reads these at every call. They bound its waiting, which is minutes by default, and keep
# it from reporting usage over the network and from printing links.
_SETTINGS: Final = {
    "MLFLOW_HTTP_REQUEST_TIMEOUT": "3",
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "1",
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT": "true",
}
_NOISY: Final = ("mlflow", "alembic", "urllib3")


@contextmanager
def manners() -> Iterator[None]:
    """Call MLflow in here; all that it needs set is put back afterwards."""
    levels = {name: logging.getLogger(name).level for name in _NOISY}
    with warnings.catch_warnings(), _environment(_SETTINGS):
        # Only MLflow's code runs in here, and its deprecations are not for our users.
        warnings.simplefilter("ignore")
        quiet_loggers()
        try:
            yield
        finally:
            for name, level in levels.items():
                logging.getLogger(name).setLevel(level)


def quiet_loggers() -> None:
    """Errors are told in our own words; importing MLflow sets its levels anew."""
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)


@contextmanager
def _environment(settings: Mapping[str, str]) -> Iterator[None]:
    """Set what the user has not set, for as long as it lasts."""
    added = [name for name in settings if name not in os.environ]
    os.environ.update({name: settings[name] for name in added})
    try:
        yield
    finally:
        for name in added:
            os.environ.pop(name, None)
