"""``formats``: which formats are read and written, and what each one carries."""

from __future__ import annotations

from rich.table import Table

from activescreen.cli import console
from activescreen.formats import READERS, WRITERS


def run() -> None:
    """Print the readers, then the writers."""
    reads = Table(
        title="Read (recognised by content, whatever the extension)", title_justify="left"
    )
    reads.add_column("format", no_wrap=True)
    reads.add_column("what it is")
    reads.add_column("usual extensions")
    for name in READERS:
        reader = READERS.create(name)
        reads.add_row(reader.name, reader.title, " ".join(reader.extensions))
    writes = Table(title="Written (--to FORMAT)", title_justify="left")
    writes.add_column("format", no_wrap=True)
    writes.add_column("what it is")
    writes.add_column("extension")
    writes.add_column("carries besides the records")
    for name in WRITERS:
        writer = WRITERS.create(name)
        writes.add_row(writer.name, writer.title, " ".join(writer.extensions), writer.carries)
    console.out.print(reads)
    console.out.print(writes)
    console.say("Any of them may be packed with gzip or zip when it is read.")
