"""The commands, their options, and how errors reach the person who typed them.

This file imports nothing heavy: ``activescreen --help`` must answer at once. Each command's
work is in a module of its own, imported when it is called.
"""

from __future__ import annotations

import errno
import os
import re
import sys
from typing import Annotated, Final, NoReturn

import typer

from activescreen._version import __version__
from activescreen.cli.commands.backup import backup
from activescreen.cli.commands.certificate import certificate
from activescreen.cli.commands.compare import compare
from activescreen.cli.commands.convert import convert
from activescreen.cli.commands.dedupe import dedupe
from activescreen.cli.commands.demo import demo
from activescreen.cli.commands.doctor import doctor
from activescreen.cli.commands.evaluate import evaluate
from activescreen.cli.commands.formats import formats
from activescreen.cli.commands.import_ import import_
from activescreen.cli.commands.init import init
from activescreen.cli.commands.inspect import inspect
from activescreen.cli.commands.label import label
from activescreen.cli.commands.prisma import prisma
from activescreen.cli.commands.rank import rank
from activescreen.cli.commands.restore import restore
from activescreen.cli.commands.review import review
from activescreen.cli.commands.rules import rules
from activescreen.cli.commands.serve import serve
from activescreen.cli.commands.simulate import simulate
from activescreen.cli.commands.stop import stop
from activescreen.cli.commands.train import train
from activescreen.errors import ActiveScreenError

EXIT_ERROR: Final = 2
EXIT_INTERRUPTED: Final = 130

_PLACE_ERRORS: Final = (errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EPERM)
"""Failures of a disk or of permissions, which a person can put right; others are ours."""

_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]+\s*")

app = typer.Typer(
    name="activescreen",
    help="Ranked screening for systematic reviews, with honest stopping.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"activescreen {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Ranked screening for systematic reviews, with honest stopping."""


for _command in (
    simulate,
    rank,
    inspect,
    dedupe,
    convert,
    formats,
    rules,
    evaluate,
    demo,
    compare,
    prisma,
    doctor,
    init,
    label,
    train,
    serve,
    backup,
    restore,
):
    app.command()(_command)
app.command(name="import")(import_)
app.add_typer(review)
app.add_typer(stop)
app.add_typer(certificate)


def main() -> None:
    """Run the command line; an error becomes one paragraph and exit code 2."""
    # PyTorch's tokenizers otherwise warn about processes that are started after them.
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    try:
        app()
    except ActiveScreenError as error:
        _fail(error.paragraph)
    except OSError as error:
        if error.errno not in _PLACE_ERRORS:
            raise
        where = f"{error.filename}: " if error.filename else ""
        _fail(f"{where}{error.strerror}. Check that there is room, and that you may write there.")
    except SystemExit as ended:
        # typer turns Ctrl-C into this code; commands end with it after a partial result.
        if ended.code == EXIT_INTERRUPTED:
            sys.stderr.write(
                "Interrupted. What was finished is kept; the same command goes on from there.\n"
            )
        raise


def _fail(message: str) -> NoReturn:
    # Messages quote files, which may hold line breaks and codes that terminals obey.
    sys.stderr.write(f"Error: {_CONTROLS.sub(' ', message)}\n")
    sys.exit(EXIT_ERROR)
