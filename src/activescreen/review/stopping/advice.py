"""What the rules that go by labels alone would say now. None of it certifies anything."""

from __future__ import annotations

import inspect
from typing import Any

from activescreen.protocol import TITLE_ABSTRACT, Protocol
from activescreen.review.permissions import Access
from activescreen.review.pilot.pilots import veiled
from activescreen.stopping import RULES, Need, StoppingDecision
from activescreen.store.database import Database
from activescreen.store.decisions import load_ledger


def advice(database: Database, access: Access) -> list[StoppingDecision]:
    """What each rule says that looks at nothing but the labels of titles and abstracts.

    Rules that draw at random or need what models said are left out: an answer of theirs would take
    draws of their own, or logs that a review does not keep. While a pilot hides its votes there is
    no advice, since it would tell what was found.
    """
    review = access.review
    with database.reading() as connection:
        if veiled(connection, review):
            return []
        frozen = load_ledger(connection, review).freeze(TITLE_ABSTRACT)
    if not frozen.n_read:
        return []
    names = [name for name in RULES if RULES.create(name).about.needs is Need.LABELS]
    rules = [RULES.create(name, **_accepted(name, review.protocol)) for name in names]
    return [rule.decide(frozen) for rule in rules]


def _accepted(name: str, protocol: Protocol) -> dict[str, Any]:
    """The protocol's target and error, as far as the rule takes them."""
    known = inspect.signature(RULES.factory(name)).parameters
    given = {"target_recall": protocol.target_recall, "alpha": protocol.alpha}
    return {key: value for key, value in given.items() if key in known}
