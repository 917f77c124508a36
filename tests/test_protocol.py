from fractions import Fraction

import pytest

from activescreen.errors import ConfigurationError
from activescreen.protocol import PICOS, Criterion, Protocol


def test_defaults_aim_at_95_percent_with_the_certified_rule():
    protocol = Protocol()
    assert protocol.target_recall == Fraction(19, 20)
    assert protocol.stopping_rule == "calibrated_random_phase"
    assert protocol.text() == ""


def test_question_and_criteria_make_one_text():
    protocol = Protocol(
        "Does it help?", (Criterion(PICOS[0], "Adults"), Criterion(PICOS[1], "Peer support"))
    )
    assert protocol.text() == "Does it help?\n\nAdults\n\nPeer support"
    assert Protocol(criteria=(Criterion(PICOS[0], "Adults"),)).text() == "Adults"


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"target_recall": Fraction(0)}, "target recall of 0"),
        ({"target_recall": Fraction(21, 20)}, "target recall of 1.05"),
        ({"alpha": 0.0}, "error probability of 0"),
        ({"alpha": 1.0}, "error probability of 1"),
        ({"votes_per_record": 0}, "0 votes"),
    ],
)
def test_what_is_not_possible_is_refused(settings, said):
    with pytest.raises(ConfigurationError, match=said):
        Protocol(**settings)


def test_total_recall_may_be_aimed_at():
    assert Protocol(target_recall=Fraction(1)).target_recall == 1


def test_a_criterion_belongs_to_picos():
    with pytest.raises(ConfigurationError, match=r"'age' is not a PICOS element.*participants"):
        Criterion("age", "Adults")
