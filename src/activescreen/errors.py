"""One family of errors, written for the person who reads them.

Every error says what is wrong, where, and what to do about it. The command line prints the
paragraph and exits with code 2; the library raises it.
"""

from __future__ import annotations


class ActiveScreenError(Exception):
    """Something a person can put right.

    Parameters
    ----------
    what
        What is wrong, as one sentence.
    where
        The file, row, column or setting in which it is wrong.
    remedy
        What to do about it.
    """

    def __init__(self, what: str, *, where: str | None = None, remedy: str | None = None) -> None:
        self.what = what
        self.where = where
        self.remedy = remedy
        super().__init__(self.paragraph)

    @property
    def paragraph(self) -> str:
        """The whole message: where, what, remedy."""
        head = f"{self.where}: {self.what}" if self.where else self.what
        return f"{head} {self.remedy}" if self.remedy else head


class InputError(ActiveScreenError):
    """A file or its content cannot be used."""


class ConfigurationError(ActiveScreenError):
    """A name or a setting is not known or not allowed."""


class LedgerError(ActiveScreenError):
    """A decision contradicts the ledger it is appended to."""


class SettledError(LedgerError):
    """A vote is not needed any more: nothing is left to do about it."""


class StoppingError(ActiveScreenError):
    """A stopping rule was asked for something its guarantee does not cover."""


class ModelError(ActiveScreenError):
    """A model is missing, or is not the one it should be."""


class StoreError(ActiveScreenError):
    """The database of reviews is missing, of another version, or cannot be reached."""


class SignInError(ActiveScreenError):
    """Nobody is signed in, or what was given signs nobody in."""


class ProviderError(ActiveScreenError):
    """The provider of single sign-on cannot be reached, or cannot be used."""


class AccessError(ActiveScreenError):
    """A person may not do what was asked for."""


class MissingError(InputError):
    """What was asked for is not there."""


class WaitError(ActiveScreenError):
    """Something may be tried again, but not yet."""
