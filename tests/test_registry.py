from collections.abc import Mapping
from importlib.metadata import EntryPoint

import numpy as np
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


def test_an_unknown_setting_is_refused_with_those_there_are(registry):
    registry.register("part", Part)
    with pytest.raises(
        ConfigurationError, match=r"no setting 'sise'. Did you mean 'size'. Its settings are: size "
    ):
        registry.create("part", sise=2)


@pytest.mark.parametrize("value", ["x", 1.5, True, None])
def test_a_value_of_the_wrong_kind_is_refused_with_the_kind_wanted(registry, value):
    registry.register("part", Part)
    with pytest.raises(ConfigurationError, match=f"cannot be '{value}'. It takes a whole number"):
        registry.create("part", size=value)
    assert registry.create("part", size=np.int64(3)).size == 3


def test_a_setting_that_must_be_given_is_missed(registry):
    def made(size: "int", colour: "str | None" = None) -> Part:
        return Part(size)

    registry.register("made", made)
    with pytest.raises(ConfigurationError, match=r"needs the setting 'size'. .*size \(a whole num"):
        registry.create("made", colour="red")


def test_a_part_without_settings_says_so(registry):
    registry.register("bare", object)
    with pytest.raises(ConfigurationError, match=r"no setting 'colour'. It has no settings"):
        registry.create("bare", colour="red")


def test_what_a_part_itself_does_not_take_is_told_without_python(registry):
    def made(parts: "Mapping[str, int]") -> int:
        return parts + 1

    registry.register("made", made)
    with pytest.raises(ConfigurationError, match="does not accept these settings: parts=a") as told:
        registry.create("made", parts="a")
    assert "str" not in told.value.paragraph


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
