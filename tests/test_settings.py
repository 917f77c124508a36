"""What a part can be told, in words for people."""

from fractions import Fraction

import pytest

from activescreen.settings import settings_of
from activescreen.stopping import RULES


def words(name):
    return [str(setting) for setting in settings_of(RULES.factory(name))[0]]


def test_a_rule_names_its_settings_with_their_kinds():
    assert words("consecutive_irrelevant") == ["records (a whole number; 50 by default)"]
    assert words("budget") == []
    assert "planned_look (a whole number or 'earliest'; none by default)" in words(
        "hypergeometric_random_phase"
    )
    assert "key_papers (a list of texts; none by default)" in words("safe")


@pytest.mark.parametrize("name", RULES.names())
def test_every_default_is_of_the_kind_that_is_told(name):
    for setting in settings_of(RULES.factory(name))[0]:
        assert setting.takes(setting.default), setting


def test_a_share_may_be_any_number_or_an_exact_text():
    target = settings_of(RULES.factory("qbcb"))[0][0]
    assert target.kind == "a number"
    assert all(map(target.takes, (0.9, 1, Fraction(19, 20), "0.95")))
    assert not target.takes(None)
    assert not target.takes(True)


def test_a_word_that_stands_for_a_value_is_taken():
    look = settings_of(RULES.factory("hypergeometric_random_phase"))[0][-1]
    assert all(map(look.takes, ("earliest", 12, None)))
    assert not look.takes("latest")
    assert not look.takes(1.5)
