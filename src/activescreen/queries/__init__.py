"""Query strategies: which record to read next, given the classifier's scores."""

from activescreen.queries.base import QueryStrategy
from activescreen.registry import Registry

QUERIES: Registry[QueryStrategy] = Registry(
    "query strategy",
    "activescreen.queries",
    {
        "relevance": "activescreen.queries.strategies:Relevance",
        "uncertainty": "activescreen.queries.strategies:Uncertainty",
        "random": "activescreen.queries.strategies:Random",
        "mixed": "activescreen.queries.strategies:Mixed",
    },
)

create = QUERIES.create

__all__ = ["QUERIES", "QueryStrategy", "create"]
