"""The provider of single sign-on, from the environment; half a configuration is refused."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from activescreen.errors import ConfigurationError
from activescreen.web.openid import Provider, is_protected

_START: Final = "ACTIVESCREEN_OIDC_"
ISSUER: Final = f"{_START}ISSUER"
CLIENT_ID: Final = f"{_START}CLIENT_ID"
SECRET: Final = f"{_START}CLIENT_SECRET"
SECRET_FILE: Final = f"{_START}CLIENT_SECRET_FILE"
NAME: Final = f"{_START}NAME"
DEFAULT_NAME: Final = "your organisation"
LONGEST_NAME: Final = 60

_KNOWN: Final = (ISSUER, CLIENT_ID, SECRET, SECRET_FILE, NAME)


def provider_from(environment: Mapping[str, str]) -> Provider | None:
    """The provider that is configured; None if none is.

    Parameters
    ----------
    environment
        The environment's variables.

    Raises
    ------
    ConfigurationError
        If something is missing, not known, or wrong.
    """
    given = {name: text.strip() for name, text in environment.items() if name.startswith(_START)}
    given = {name: text for name, text in given.items() if text}
    if not given:
        return None
    for name in given:
        if name not in _KNOWN:
            raise ConfigurationError(
                "There is no such setting of single sign-on.",
                where=name,
                remedy=f"Known are: {', '.join(_KNOWN)}.",
            )
    for name in (ISSUER, CLIENT_ID):
        if name not in given:
            raise _missing(name)
    return Provider(
        issuer=_issuer(given[ISSUER]),
        client_id=_plain(CLIENT_ID, given[CLIENT_ID]),
        client_secret=_plain(SECRET, _secret(given)),
        name=_name(given.get(NAME, DEFAULT_NAME)),
    )


def _issuer(text: str) -> str:
    parts = urlsplit(text) if is_protected(text) else None
    if parts is None or parts.query or parts.fragment or "@" in parts.netloc:
        raise ConfigurationError(
            f"'{text}' is no address of a provider.",
            where=ISSUER,
            remedy="Write the issuer as the provider states it, beginning with https://; http:// "
            "is taken for a provider on this machine only.",
        )
    return text


def _secret(given: Mapping[str, str]) -> str:
    if (SECRET in given) == (SECRET_FILE in given):
        if SECRET not in given:
            raise _missing(SECRET)
        raise ConfigurationError(
            "The secret is given twice.",
            where=f"{SECRET} and {SECRET_FILE}",
            remedy="Keep one of them; the file is safer.",
        )
    if SECRET in given:
        return given[SECRET]
    try:
        secret = Path(given[SECRET_FILE]).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"The file with the secret cannot be read: {given[SECRET_FILE]}.",
            where=SECRET_FILE,
            remedy="Check its path, and that who runs the service may read it.",
        ) from error
    if not secret:
        raise ConfigurationError(
            f"The file with the secret is empty: {given[SECRET_FILE]}.",
            where=SECRET_FILE,
            remedy="Put the client's secret into it.",
        )
    return secret


def _plain(name: str, text: str) -> str:
    if not text.isascii() or not text.isprintable():
        # A secret is not repeated.
        raise ConfigurationError(
            "There are characters in it that no provider gives out.",
            where=name,
            remedy="Copy it again from the provider's page.",
        )
    return text


def _name(text: str) -> str:
    if len(text) > LONGEST_NAME or not text.isprintable():
        raise ConfigurationError(
            f"The name has more than {LONGEST_NAME} characters, or some that cannot be seen.",
            where=NAME,
            remedy="Write what people call the provider, as in 'Example University'.",
        )
    return text


def _missing(name: str) -> ConfigurationError:
    other = f" (or {SECRET_FILE})" if name == SECRET else ""
    return ConfigurationError(
        f"Single sign-on is set up by half: {name}{other} is missing.",
        where=name,
        remedy=f"Set it, or unset every variable that begins with {_START}.",
    )
