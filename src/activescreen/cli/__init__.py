"""The command line."""

from activescreen.cli.app import main

__all__ = ["main"]
