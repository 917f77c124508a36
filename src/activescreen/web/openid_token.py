"""Reading an ID token: whose signature it has, for whom it is, and whom it names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from activescreen.errors import SignInError

if TYPE_CHECKING:
    from joserfc.jwk import Key, KeySet

SIGNATURES: Final = ("RS256", "ES256", "PS256", "EdDSA")
"""Only such as need a private key: with the others whoever has the client's secret could sign."""

LEEWAY: Final = 60
"""Seconds by which clocks may differ."""

LONGEST_SUBJECT: Final = 255

_KEY_TYPES: Final = ("RSA", "EC", "OKP")
_A_WORD: Final = re.compile(r"[a-z_,]{1,60}")


class Expected(NamedTuple):
    """What a token has to say.

    Attributes
    ----------
    name
        What people call the provider.
    issuer, client_id, nonce
        Who says it, to whom, and in answer to what.
    signatures
        How it may be signed.
    """

    name: str
    issuer: str
    client_id: str
    nonce: str
    signatures: list[str]


def signatures_of(said: Mapping[str, Any]) -> list[str]:
    """How the provider signs, of what is taken; RS256 where it does not say."""
    offered = said.get("id_token_signing_alg_values_supported", ["RS256"])
    return [name for name in SIGNATURES if isinstance(offered, list) and name in offered]


def key_set(listed: object) -> KeySet:
    """The keys for signatures in a provider's list."""
    from joserfc.jwk import KeySet

    found = [_key(each) for each in listed] if isinstance(listed, list) else []
    return KeySet([key for key in found if key is not None])


def subject_of(token: str, keys: KeySet, expected: Expected, now: datetime) -> str | None:
    """Whom a token names, after all that it says was checked.

    Returns
    -------
    The provider's own name for the person; None if the token names a key that is not among these.

    Raises
    ------
    SignInError
        If it does not hold.
    """
    from authlib.oidc.core import CodeIDToken
    from joserfc import jwt
    from joserfc.errors import ClaimError, ExpiredTokenError, InvalidKeyIdError, JoseError
    from joserfc.jws import JWSRegistry

    registry = JWSRegistry(algorithms=expected.signatures, strict_check_header=False)
    try:
        read = jwt.decode(token, keys, registry=registry)
        options = {
            "iss": {"essential": True, "value": expected.issuer},
            "aud": {"essential": True, "value": expected.client_id},
        }
        asked = {"nonce": expected.nonce, "client_id": expected.client_id}
        claims = CodeIDToken(read.claims, read.header, options, asked)
        claims.validate(now=int(now.timestamp()), leeway=LEEWAY)
    except InvalidKeyIdError:
        return None
    except ExpiredTokenError as error:
        raise no_proof(expected.name, "it is too old, or a clock is wrong") from error
    except ClaimError as error:
        raise no_proof(expected.name, f"'{word(error.claim)}' in it is wrong") from error
    except (JoseError, ValueError) as error:
        raise no_proof(expected.name, "its signature is not the provider's") from error
    subject = str(claims["sub"])
    plain = subject.isascii() and subject.isprintable()
    if not plain or not 0 < len(subject) <= LONGEST_SUBJECT:
        raise no_proof(expected.name, "'sub' in it is wrong")
    return subject


def no_proof(name: str, why: str) -> SignInError:
    """What a provider sent does not show who somebody is."""
    return SignInError(
        f"What came back from {name} proves nothing: {why}.",
        remedy="Try again. If it stays, tell who runs the service; a password still signs in.",
    )


def word(said: object) -> str:
    """A word of the protocol; anything else that stands in its place is not repeated."""
    return said if isinstance(said, str) and _A_WORD.fullmatch(said) else "no known reason"


def _key(listed: object) -> Key | None:
    """A key for signatures; None for others, and for kinds that are not known (RFC 7517, 5)."""
    from joserfc.errors import JoseError
    from joserfc.jwk import import_key

    if not isinstance(listed, dict) or listed.get("kty") not in _KEY_TYPES:
        return None
    if listed.get("use", "sig") != "sig":
        return None
    try:
        return import_key(listed)
    except (JoseError, ValueError, KeyError):
        return None
