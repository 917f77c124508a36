"""The service: an API and pages over the use cases in ``review``, and nothing of its own."""

from activescreen.web.app import create_app
from activescreen.web.settings import Settings

__all__ = ["Settings", "create_app"]
