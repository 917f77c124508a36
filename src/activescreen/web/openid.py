"""OpenID Connect, as one who relies on a provider: the authorization code flow with PKCE.

A browser holds one secret while its owner is away at the provider. ``state``, ``nonce`` and the
code verifier are made from it, so none of them has to be kept anywhere, and an answer that another
browser brings fits nothing. No message here repeats a code or a token.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import urlsplit

from activescreen.errors import ProviderError, SignInError
from activescreen.store.accounts_identities import Identity
from activescreen.web.openid_token import (
    SIGNATURES,
    Expected,
    key_set,
    no_proof,
    signatures_of,
    subject_of,
    word,
)

if TYPE_CHECKING:
    from joserfc.jwk import KeySet

KEPT: Final = timedelta(hours=1)
"""How long the provider's description and keys are taken for those of now."""

_CONNECT_SECONDS: Final = 5.0
_ANSWER_SECONDS: Final = 10.0
_DESCRIPTION: Final = "/.well-known/openid-configuration"
_ENDPOINTS: Final = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class _Description(NamedTuple):
    """What the provider says of itself, its keys, and until when that is believed."""

    said: dict[str, Any]
    keys: KeySet
    until: datetime


class Answer(NamedTuple):
    """What comes back with the browser; each may be empty."""

    state: str
    code: str
    error: str
    issuer: str


@dataclass
class Provider:
    """A provider of single sign-on, which is asked for nothing before somebody needs it.

    Attributes
    ----------
    issuer
        Its address, exactly as it states it itself.
    client_id, client_secret
        What the service is to it.
    name
        What people call it.
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    name: str
    _kept: _Description | None = field(default=None, repr=False)

    def address(self, secret: str, back: str, now: datetime) -> str:
        """Where a browser is sent to.

        Parameters
        ----------
        secret
            What the browser holds.
        back
            The address to which the provider sends it back.
        now
            The time.

        Raises
        ------
        ProviderError
            If the provider cannot be reached, or is not what was configured.
        """
        from authlib.integrations.httpx_client import OAuth2Client

        said = self._described(now).said
        with OAuth2Client(
            self.client_id,
            scope="openid",
            redirect_uri=back,
            code_challenge_method="S256",
            **_manners(),
        ) as client:
            url, _ = client.create_authorization_url(
                said["authorization_endpoint"],
                state=state_of(secret),
                nonce=_made(secret, "nonce"),
                code_verifier=_made(secret, "verifier"),
            )
        return str(url)

    def identity(self, secret: str, answer: Answer, back: str, now: datetime) -> Identity:
        """Who the person is, by the provider's signature.

        Parameters
        ----------
        secret
            What the browser holds, which ``answer.state`` was made from.
        answer, back, now
            What came back, to which address, and the time.

        Raises
        ------
        ProviderError
            If the provider cannot be reached, or refuses the service.
        SignInError
            If it did not sign the person in, or what it says does not hold.
        """
        described = self._described(now)
        promised = described.said.get("authorization_response_iss_parameter_supported") is True
        if (answer.issuer or promised) and answer.issuer != self.issuer:
            raise no_proof(self.name, "it is from another provider")
        if answer.error or not answer.code:
            raise self._refused(answer.error)
        token = self._token(described.said, secret, answer.code, back)
        return self._read(described, token, _made(secret, "nonce"), now)

    def _described(self, now: datetime) -> _Description:
        """The provider's description and keys, fetched again when they are old."""
        if self._kept is None or self._kept.until <= now:
            said = self._fetch(f"{self.issuer.rstrip('/')}{_DESCRIPTION}")
            if said.get("issuer") != self.issuer:
                raise self._unusable(f"calls itself {str(said.get('issuer'))[:200]!r}")
            for name in _ENDPOINTS:
                if not isinstance(said.get(name), str) or not is_protected(said[name]):
                    raise self._unusable(f"states no address with https as its {name}")
            if not signatures_of(said):
                raise self._unusable(f"signs with none of {', '.join(SIGNATURES)}")
            self._kept = _Description(said, self._keys(said), now + KEPT)
        return self._kept

    def _keys(self, said: dict[str, Any]) -> KeySet:
        return key_set(self._fetch(said["jwks_uri"]).get("keys"))

    def _fetch(self, url: str) -> dict[str, Any]:
        import httpx2

        try:
            answer = httpx2.get(url, **_manners())
            answer.raise_for_status()
            said = answer.json()
        except httpx2.HTTPStatusError as error:
            raise self._unusable(f"answers {error.response.status_code} at {url}") from error
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise self._unreachable(type(error).__name__) from error
        except ValueError as error:
            raise self._unusable(f"answers with no JSON at {url}") from error
        if not isinstance(said, dict):
            raise self._unusable(f"answers with no JSON object at {url}")
        return said

    def _token(self, said: dict[str, Any], secret: str, code: str, back: str) -> str:
        """The ID token that the code stands for."""
        import httpx2
        from authlib.integrations.base_client import OAuthError
        from authlib.integrations.httpx_client import OAuth2Client

        # In a form, since characters of a secret are written in two ways in a Basic header.
        ways = said.get("token_endpoint_auth_methods_supported", [])
        way = "client_secret_post" if "client_secret_post" in ways else "client_secret_basic"
        try:
            with OAuth2Client(
                self.client_id,
                self.client_secret,
                token_endpoint_auth_method=way,
                redirect_uri=back,
                **_manners(),
            ) as client:
                given = client.fetch_token(
                    said["token_endpoint"],
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=_made(secret, "verifier"),
                    redirect_uri=back,
                )
        except OAuthError as error:
            if error.error == "invalid_grant":
                raise self._refused("invalid_grant") from error
            raise self._unusable(f"refuses the service: {word(error.error)}") from error
        except httpx2.HTTPStatusError as error:
            status = error.response.status_code
            raise self._unusable(f"answers {status} when it is asked for a token") from error
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise self._unreachable(type(error).__name__) from error
        except ValueError as error:
            raise self._unusable("answers with no JSON when it is asked for a token") from error
        token = given.get("id_token")
        if not isinstance(token, str):
            raise self._unusable("gives no ID token")
        return token

    def _read(self, described: _Description, token: str, nonce: str, now: datetime) -> Identity:
        expected = Expected(
            self.name, self.issuer, self.client_id, nonce, signatures_of(described.said)
        )
        subject = subject_of(token, described.keys, expected, now)
        if subject is None:
            # Providers change their keys, and sign with new ones at once.
            self._kept = described._replace(keys=self._keys(described.said))
            subject = subject_of(token, self._kept.keys, expected, now)
        if subject is None:
            raise no_proof(self.name, "it is signed with a key that is not the provider's")
        return Identity(self.issuer, subject)

    def _refused(self, error: str) -> SignInError:
        said = {
            "access_denied": "you did not agree, or may not use this service",
            "login_required": "you are not signed in there",
            "invalid_grant": "what it gave was used already, or is too old",
        }.get(error, f"it says '{word(error)}'")
        return SignInError(
            f"There was no sign-in with {self.name}: {said}.",
            remedy="Try again. If it stays, ask who runs the service, or sign in with a password.",
        )

    def _unreachable(self, why: str) -> ProviderError:
        return ProviderError(
            f"The sign-in with {self.name} cannot be reached ({why}).",
            where=self.issuer,
            remedy="Try again later, or sign in with your name and password.",
        )

    def _unusable(self, why: str) -> ProviderError:
        return ProviderError(
            f"The sign-in with {self.name} cannot be used: {self.issuer} {why}.",
            where=self.issuer,
            remedy="Tell who runs the service. Until then sign in with your name and password.",
        )


def state_of(secret: str) -> str:
    """What the provider gives back with the browser that holds this secret."""
    return _made(secret, "state")


def is_protected(url: str) -> bool:
    """Whether what is sent to an address is encrypted, or does not leave this machine."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.scheme == "https":
        return bool(host)
    try:
        here = ip_address(host).is_loopback
    except ValueError:
        here = host == "localhost"
    return parts.scheme == "http" and here


def _made(secret: str, what: str) -> str:
    drawn = hmac.new(secret.encode(), what.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(drawn).rstrip(b"=").decode()


@cache
def _manners() -> dict[str, Any]:
    """How the provider is spoken with; made once, since reading all certificates takes time."""
    import httpx2

    return {
        "timeout": httpx2.Timeout(_ANSWER_SECONDS, connect=_CONNECT_SECONDS),
        "verify": httpx2.create_ssl_context(),
        "follow_redirects": False,
    }
