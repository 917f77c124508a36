"""What the service is told when it starts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from activescreen.originals import Originals
from activescreen.review.board import Boards
from activescreen.review.ranking.trainer import NoTrainer, Trainer
from activescreen.store import Database
from activescreen.web.openid import Provider

LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})


def _utc() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Settings:
    """What the service is told when it starts.

    Attributes
    ----------
    database, originals
        Where reviews are, and where imported files are kept.
    url
        The address that people use, as in ``http://127.0.0.1:8000``. Cookies are for encrypted
        connections only where it begins with ``https``.
    max_upload
        Bytes that an import may have.
    clock
        Gives the time, in UTC.
    boards
        The running sums of the reviews.
    trainer
        Trains behind; woken by whoever keeps something that a model can learn from.
    provider
        Where people sign in by single sign-on; None if that is not set up.
    """

    database: Database
    originals: Originals
    url: str = "http://127.0.0.1:8000"
    max_upload: int = 1 << 30
    clock: Callable[[], datetime] = field(default=_utc)
    boards: Boards = field(default_factory=Boards)
    trainer: Trainer = field(default_factory=NoTrainer)
    provider: Provider | None = None

    @property
    def secure(self) -> bool:
        """Whether people come over an encrypted connection."""
        return self.url.startswith("https://")

    @property
    def here_only(self) -> bool:
        """Whether the address leads nowhere on other machines."""
        host = urlsplit(self.url).hostname or ""
        try:
            return ip_address(host).is_loopback
        except ValueError:
            return host == "localhost"

    @property
    def hosts(self) -> frozenset[str]:
        """Names that the service answers to.

        A page of another name that was made to lead here (DNS rebinding) is refused by them.
        """
        named = urlsplit(self.url).hostname or ""
        return LOOPBACK | {f"[{named}]" if ":" in named else named}

    @property
    def sso(self) -> str:
        """What people call the provider of single sign-on; empty if there is none."""
        return "" if self.provider is None else self.provider.name

    @property
    def issuer(self) -> str:
        """The provider's address; empty if there is none."""
        return "" if self.provider is None else self.provider.issuer

    @property
    def cookie(self) -> str:
        """Name of the session's cookie. Browsers do not tell ports apart, so it does."""
        parts = urlsplit(self.url)
        port = parts.port or (443 if self.secure else 80)
        return f"{'__Host-' if self.secure else ''}activescreen-{port}"
