"""Requests to the service: sent again where that is safe, and told as errors where they fail."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from activescreen.client.problems import UnreachableError, problem_of
from activescreen.errors import ConfigurationError

if TYPE_CHECKING:
    import httpx2

API: Final = "/api/v1"
_TRIES: Final = 5
_LONGEST_PAUSE: Final = 8.0
_SERVER_ERRORS: Final = 500


class Connection:
    """A connection to one service in one person's name.

    Parameters
    ----------
    url
        The service's address, as in ``http://127.0.0.1:8000``.
    token
        An API token, which one makes on one's account page.
    http
        What sends requests; None for one of our own, which `close` closes.
    timeout
        Seconds to wait for an answer; large imports take minutes.
    pause
        Waits so many seconds before a request is sent again.

    Raises
    ------
    ConfigurationError
        If the HTTP library is not installed.
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
        try:
            import httpx2
        except ImportError as error:
            raise ConfigurationError(
                "The library that speaks HTTP is not installed.",
                remedy='Install it: pip install "activescreen[client]".',
            ) from error
        self._failures = httpx2.TransportError
        self._own = http is None
        self._http = httpx2.Client(timeout=timeout) if http is None else http
        self._url = url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {token}"}
        self._pause = pause

    def close(self) -> None:
        """Close what was opened here."""
        if self._own:
            self._http.close()

    def get(self, path: str, asked: Mapping[str, Any] | None = None) -> Any:
        """What an address holds, from JSON."""
        return self.ask(path, asked).json()

    def ask(self, path: str, asked: Mapping[str, Any] | None = None) -> httpx2.Response:
        """The answer of an address, as it is."""
        return self.send("GET", path, params=_asked(asked))

    def post(self, path: str, given: Mapping[str, Any], *, again: bool) -> Any:
        """Send JSON; ``again`` tells whether the service takes it twice for once."""
        return self.send("POST", path, json=dict(given), again=again).json()

    def put(self, path: str, given: Mapping[str, Any]) -> Any:
        """Put JSON in the place of what was there."""
        return self.send("PUT", path, json=dict(given)).json()

    def send(self, method: str, path: str, *, again: bool = True, **more: Any) -> httpx2.Response:
        """Send a request until there is an answer to it.

        Parameters
        ----------
        method, path
            What to do, and where below ``/api/v1``.
        again
            Whether it may be sent again when no answer came, or the service could not work.
        **more
            As the HTTP library takes it.

        Raises
        ------
        ApiError
            If the service refuses it, or cannot be reached.
        """
        address = f"{self._url}{API}{path}"
        for number in range(1, _TRIES + 1):
            last = number == _TRIES or not again
            try:
                answer = self._http.request(method, address, headers=self._headers, **more)
            except self._failures as error:
                if last:
                    raise UnreachableError(
                        f"The service cannot be reached: {error}.".replace("..", "."),
                        where=address,
                        remedy="Check that it runs and that the address is right. What it "
                        "acknowledged is kept.",
                    ) from error
            else:
                if answer.status_code < _SERVER_ERRORS or last:
                    if answer.is_success:
                        return answer
                    raise problem_of(answer.status_code, _said(answer), address)
            self._pause(min(2.0 ** (number - 2), _LONGEST_PAUSE))
        raise AssertionError("the last try ends this")


def _asked(asked: Mapping[str, Any] | None) -> dict[str, Any]:
    """A query without what is not asked; truth in the words of JSON."""
    given = {name: value for name, value in (asked or {}).items() if value is not None}
    return {
        name: json.dumps(value) if isinstance(value, bool) else value
        for name, value in given.items()
    }


def _said(answer: httpx2.Response) -> Mapping[str, Any]:
    try:
        said = answer.json()
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
