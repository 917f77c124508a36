"""A model that costs nothing, in the place of the real one."""

import hashlib
from collections.abc import Callable

import numpy as np
import pytest

from activescreen.errors import ModelError
from activescreen.features import embedding as module


class FakeModel:
    """Embeds a text as a direction made from its hash, and counts what it was given."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def encode(self, texts: list[str], **settings: object) -> np.ndarray:
        self.seen += texts
        seeds = [int.from_bytes(hashlib.sha256(t.encode()).digest()[:8], "big") for t in texts]
        vectors = np.array([np.random.default_rng(seed).normal(size=384) for seed in seeds])
        return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture
def fake_model(monkeypatch: pytest.MonkeyPatch) -> FakeModel:
    """Stands for the default model."""
    model = FakeModel()
    monkeypatch.setattr(module, "locate", lambda name: None)
    monkeypatch.setattr(module, "load", lambda located, device: model)
    return model


@pytest.fixture
def lose_model(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From when it is called there is no model on this machine."""

    def lose() -> None:
        def nowhere(name: str) -> None:
            raise ModelError("The embedding model is nowhere.", remedy="Install it.")

        monkeypatch.setattr(module, "locate", nowhere)

    return lose
