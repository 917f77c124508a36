"""The database of a team's reviews: what is kept, and nothing of what is done with it."""

from activescreen.store.accounts import Account
from activescreen.store.database import DATABASE_VARIABLE, Database
from activescreen.store.opening import make_store, open_store
from activescreen.store.population import Population
from activescreen.store.reviews import Counters, Review

__all__ = [
    "DATABASE_VARIABLE",
    "Account",
    "Counters",
    "Database",
    "Population",
    "Review",
    "make_store",
    "open_store",
]
