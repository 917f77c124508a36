"""Features of titles and abstracts: words, meanings, and both side by side."""

from collections.abc import Sequence
from typing import Any

from activescreen.features.base import FeatureExtractor, FeatureState, Progress, no_progress
from activescreen.features.matrix import FeatureMatrix
from activescreen.registry import Registry

FEATURES: Registry[FeatureExtractor] = Registry(
    "kind of features",
    "activescreen.features",
    {
        "tfidf": "activescreen.features.tfidf:Tfidf",
        "embedding": "activescreen.features.embedding:Embedding",
        "fused": "activescreen.features:fused",
    },
)

create = FEATURES.create


def fused(parts: Sequence[dict[str, Any]]) -> FeatureExtractor:
    """Fused features from plain settings.

    Parameters
    ----------
    parts
        One mapping a part: ``kind``, ``weight`` (default 1) and the settings of that kind.
    """
    from activescreen.features.fused import Fused

    extractors, weights = [], []
    for part in parts:
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
    "fused",
    "no_progress",
]
