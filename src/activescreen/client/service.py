"""The way in: a service, in one person's name."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING

from activescreen.client.connection import Connection
from activescreen.client.reviews import ReviewClient
from activescreen.client.shapes import ReviewLine

if TYPE_CHECKING:
    import httpx2


class Client:
    """The service, in one person's name.

    Parameters
    ----------
    url
        The service's address, as in ``http://127.0.0.1:8000``.
    token
        An API token, which one makes on one's account page.
    http, timeout, pause
        As `activescreen.client.Connection` takes them.

    Examples
    --------
    >>> from activescreen.client import Client
    >>> with Client("http://127.0.0.1:8000", token) as client:  # doctest: +SKIP
    ...     review = client.review(1)
    ...     for record in review.next(3).records:
    ...         review.decide(record.id, "exclude", reason="wrong population")
    """

    def __init__(
        self,
        url: str,
        token: str,
        *,
        http: httpx2.Client | None = None,
        timeout: float = 60.0,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self.connection = Connection(url, token, http=http, timeout=timeout, pause=pause)

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    def name(self) -> str:
        """In whose name one works."""
        return str(self.connection.get("/session")["name"])

    def reviews(self) -> list[ReviewLine]:
        """The reviews in which one has a part."""
        return [ReviewLine.of(each) for each in self.connection.get("/reviews")["items"]]

    def review(self, number: int) -> ReviewClient:
        """One review, by its number; nothing is asked yet."""
        return ReviewClient(self.connection, number)
