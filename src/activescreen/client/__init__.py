"""A small typed client of the service, for scripts of a team.

It speaks the API and nothing else: it knows neither the database nor what the service does with
what it is told. `Client` is the way in.
"""

from activescreen.client.connection import Connection
from activescreen.client.problems import ApiError, ConflictError, UnreachableError
from activescreen.client.reviews import Filters, ReviewClient
from activescreen.client.service import Client
from activescreen.client.shapes import (
    Decided,
    Event,
    ImportDone,
    Page,
    Progress,
    Ranking,
    Record,
    RecordLine,
    ReviewLine,
    ReviewSeen,
    Served,
    ServedRecord,
    StageSum,
    Training,
    Votes,
)

__all__ = [
    "ApiError",
    "Client",
    "ConflictError",
    "Connection",
    "Decided",
    "Event",
    "Filters",
    "ImportDone",
    "Page",
    "Progress",
    "Ranking",
    "Record",
    "RecordLine",
    "ReviewClient",
    "ReviewLine",
    "ReviewSeen",
    "Served",
    "ServedRecord",
    "StageSum",
    "Training",
    "UnreachableError",
    "Votes",
]
