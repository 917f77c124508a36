from importlib.metadata import EntryPoint

import pytest

from activescreen import registry as module
from activescreen.errors import ConfigurationError
from activescreen.registry import Registry


class Part:
    def __init__(self, size: int = 1) -> None:
        self.size = size


@pytest.fixture
def registry() -> Registry:
    return Registry("part", "activescreen.test_parts", {"counter": "collections:Counter"})


def test_builtin_parts_are_imported_when_asked_for(registry):
    assert registry.create("counter", a=2)["a"] == 2
    broken = Registry("part", "none", {"gone": "no_such_module:Thing"})
    assert broken.names() == ("gone",)


def test_names_are_sorted_and_contained(registry):
    registry.register("anvil", Part)
    assert registry.names() == tuple(registry) == ("anvil", "counter")
    assert "anvil" in registry
    assert "hammer" not in registry
    assert registry.create("anvil", size=3).size == 3


def test_a_taken_name_is_refused(registry):
    with pytest.raises(ConfigurationError, match="A part named 'counter' exists already"):
        registry.register("counter", Part)


def test_a_misspelt_name_is_answered_with_the_near_one(registry):
    with pytest.raises(ConfigurationError, match=r"no part named 'countr'.*mean 'counter'"):
        registry.create("countr")


def test_an_unknown_setting_is_named(registry):
    registry.register("part", Part)
    with pytest.raises(ConfigurationError, match=r"does not accept these settings.*colour"):
        registry.create("part", colour="red")


def test_outside_packages_offer_parts_but_replace_none(registry, monkeypatch):
    def entries(group: str) -> list[EntryPoint]:
        assert group == "activescreen.test_parts"
        return [
            EntryPoint("fraction", "fractions:Fraction", group),
            EntryPoint("counter", "fractions:Fraction", group),
        ]

    monkeypatch.setattr(module, "entry_points", entries)
    assert registry.names() == ("counter", "fraction")
    assert registry.create("fraction", numerator=3).numerator == 3
    assert registry.factory("counter").__name__ == "Counter"
