"""``activescreen certificate verify``: what differs from a certificate, or that it holds."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import typer

from activescreen.cli import console
from activescreen.formats import is_ledger, read_ledger
from activescreen.stopping.certificate import Certificate
from activescreen.stopping.verification import Difference, verify
from activescreen.stopping.wording import counted

EXIT_DIFFERS: Final = 1
_SHOWN: Final = 6


def run_verify(
    file: Path,
    ledger: Path | None,
    registration_hash: str | None,
    label_column: str | None,
    workspace: Path | None = None,
    review: str | None = None,
) -> None:
    """Say in a paragraph that a certificate holds, or list what differs.

    Raises
    ------
    typer.Exit
        With code 1 if something differs.
    """
    certificate = Certificate.load(file)
    decisions = None
    if ledger is not None:
        registration = certificate.registration
        decisions = read_ledger(
            ledger, label_column, registration.stage, registration.votes_per_record
        )
        if not is_ledger(ledger):
            console.tell(
                f"{ledger.name} is no ledger but a file with decisions; what it does not say of "
                "them will differ."
            )
    elif review is not None:
        from activescreen.cli.review_phases import decisions_behind

        decisions = decisions_behind(workspace, review, certificate)
    differences = verify(certificate, decisions, registration_hash)
    if differences:
        _say_differences(file, differences)
        raise typer.Exit(EXIT_DIFFERS)
    behind = f"review '{review}'" if review else ledger.name if ledger else ""
    _say_verified(file, certificate, behind, registration_hash)


def _say_differences(file: Path, differences: list[Difference]) -> None:
    number = counted(len(differences), "thing differs", "things differ")
    console.say(f"{file.name} does not hold; {number}:")
    for difference in differences[:_SHOWN]:
        console.say(f"- {console.printable(difference.sentence)}")
    if len(differences) > _SHOWN:
        console.say(f"- and {len(differences) - _SHOWN:,} more")


def _say_verified(
    file: Path, certificate: Certificate, behind: str, registration_hash: str | None
) -> None:
    if behind:
        checked = f"It was computed again from {behind} and agrees in every record."
    else:
        checked = (
            "It agrees with itself; give --ledger, or --workspace and --review, to check it "
            "against the decisions, too."
        )
    if registration_hash is None:
        age = (
            f"Compare its registration hash {certificate.registration_hash} with the one that "
            "was published before the first draw: only that proves its age."
        )
    else:
        age = "Its registration hash is the published one."
    if earlier := certificate.registration.earlier:
        hashes = ", ".join(phase.hash for phase in earlier)
        age += f" The wave's earlier phases must have been published, too: {hashes}."
    console.say(
        f"{file.name} holds (issued {certificate.issued.isoformat()}, {certificate.badge}). "
        f"{checked} {age} {console.printable(certificate.statement)}"
    )
