"""Which configuration ranks a review: what there is to choose from, and the logged choice.

A choice is an entry ``configuration`` of the journal with the fields ``from`` and ``to`` (names)
and ``seed``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from activescreen.configuration import configuration_names, load_configuration, model_card
from activescreen.errors import AccessError, ConfigurationError
from activescreen.review.permissions import Access, Permission
from activescreen.review.ranking.trainer import Trainer
from activescreen.store.database import Database
from activescreen.store.journal import Kind, add_entry
from activescreen.store.reviews import Review, find_review, set_configuration


@dataclass(frozen=True, slots=True)
class Choice:
    """A configuration that may be chosen.

    Attributes
    ----------
    name, summary
        What it is called, and what it is, in a line.
    purpose, limits
        What its card says of what it is for, and of what it cannot do; empty where it says nothing.
    """

    name: str
    summary: str
    purpose: str
    limits: str


def choices() -> list[Choice]:
    """The configurations that come with the package."""
    found = []
    for name in configuration_names():
        card = model_card(name)
        summary = load_configuration(name).summary
        limits = card.get("What it cannot do", "")
        found.append(Choice(name, summary, card.get("For what", ""), limits))
    return found


def choose(
    connection: Connection,
    review: Review,
    configuration: str,
    seed: int,
    author: str,
    now: datetime,
) -> Review:
    """Rank a review with another configuration or seed from now on, and log it.

    Parameters
    ----------
    connection, review
        A connection that may write, and the review.
    configuration, seed
        What to rank with.
    author, now
        Who wants it (empty where a command does), and the time.

    Raises
    ------
    ConfigurationError
        If there is no such configuration.
    """
    load_configuration(configuration)
    if (configuration, seed) == (review.configuration, review.seed):
        return review
    said = {"from": review.configuration, "to": configuration, "seed": seed}
    add_entry(connection, review, Kind.CONFIGURATION, author, now, said)
    return set_configuration(connection, review, configuration, seed)


def request_training(
    database: Database, access: Access, trainer: Trainer, configuration: str, now: datetime
) -> None:
    """Have a review trained soon, with another configuration if one is named.

    Parameters
    ----------
    database, access, trainer
        Where, who wants it of which review, and who trains.
    configuration
        One that comes with the package; empty: as before.
    now
        The time.

    Raises
    ------
    AccessError
        If another one is named, and the person's role does not allow that.
    ConfigurationError
        If there is none of that name.
    """
    if configuration:
        if not access.may(Permission.MANAGE):
            raise AccessError(
                f"As {access.role} of this review you may not choose what ranks it.",
                remedy="Ask an owner of the review.",
            )
        # A name that ends in .yaml would be taken for a file of the service's machine.
        if configuration not in configuration_names():
            raise ConfigurationError(
                f"There is no configuration named '{configuration}'.",
                where="configuration",
                remedy=f"Use one of: {', '.join(configuration_names())}.",
            )
        with database.writing() as connection:
            review = find_review(connection, access.review.name)
            author = access.account.name
            choose(connection, review, configuration, review.seed, author, now)
    trainer.wake(access.review.id)
