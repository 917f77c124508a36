"""Features of titles and abstracts: words, meanings, and both side by side."""

from collections.abc import Mapping, Sequence
from typing import Any

from activescreen.errors import ConfigurationError
from activescreen.features.base import FeatureExtractor, FeatureState, Progress, no_progress
from activescreen.features.matrix import FeatureMatrix
from activescreen.registry import Registry

FEATURES: Registry[FeatureExtractor] = Registry(
    "kind of features",
    "activescreen.features",
    {
        "tfidf": "activescreen.features.tfidf:Tfidf",
        "embedding": "activescreen.features.embedding:Embedding",
        "fused": "activescreen.features:fuse",
    },
)

create = FEATURES.create


def fuse(parts: Sequence[dict[str, Any]]) -> FeatureExtractor:
    """Fused features from plain settings.

    Parameters
    ----------
    parts
        One mapping a part: ``kind``, ``weight`` (default 1) and the settings of that kind.

    Raises
    ------
    ConfigurationError
        If a part names no kind, or one of its settings is not allowed.
    """
    from activescreen.features.fused import Fused

    extractors, weights = [], []
    for part in parts:
        if not isinstance(part, Mapping) or "kind" not in part:
            raise ConfigurationError(
                f"The part {part!r} of the fused features names no kind.",
                remedy="Write for instance: {kind: tfidf, weight: 1.0}.",
            )
        settings = dict(part)
        weights.append(float(settings.pop("weight", 1.0)))
        extractors.append(create(settings.pop("kind"), **settings))
    return Fused(extractors, weights)


__all__ = [
    "FEATURES",
    "FeatureExtractor",
    "FeatureMatrix",
    "FeatureState",
    "Progress",
    "create",
    "fuse",
    "no_progress",
]
