"""Repeated phases of a search wave: together they never have more than its alpha."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from activescreen.errors import ConfigurationError, InputError, StoppingError
from activescreen.ledger import Decision, Draw, Ledger, Verdict
from activescreen.stopping.certificate import Certificate, issue, look
from activescreen.stopping.registration import Registration
from activescreen.stopping.verification import verify

DAY = date(2026, 12, 1)


def read_one(ledger: Ledger) -> None:
    """Ranked reading goes on, which ends a random phase."""
    unread = ledger.records.ids[int(ledger.freeze().unread[0])]
    ledger.append(Decision(unread, Verdict.EXCLUDE))


@pytest.fixture
def broken_off(reviews: Any) -> Callable[..., tuple[Registration, Ledger]]:
    """A first phase of which ten records were drawn before ranked reading went on."""

    def make(**given: object) -> tuple[Registration, Ledger]:
        ledger = reviews.ranked()
        first = reviews.register(ledger, **{"phase": 1, **given})
        reviews.draw(first, ledger, 10)
        read_one(ledger)
        return first, ledger

    return make


def test_a_phase_is_counted(reviews: Any) -> None:
    ledger = reviews.ranked()
    with pytest.raises(StoppingError, match=r"no random phase, .* phase 1, not 2. .* two files"):
        reviews.register(ledger, phase=2)
    first = reviews.register(ledger, phase=1)
    reviews.draw(first, ledger, 5)
    with pytest.raises(StoppingError, match=r"would be phase 2, not the only one"):
        reviews.register(ledger)
    with pytest.raises(StoppingError, match="random phase that has not ended"):
        reviews.register(ledger, phase=2, previous=first)


def test_a_later_phase_names_the_one_before(reviews: Any, broken_off: Any, tmp_path: Path) -> None:
    first, ledger = broken_off()
    with pytest.raises(ConfigurationError, match="only with the registration of phase 1"):
        reviews.register(ledger, phase=2)
    second = reviews.register(ledger, phase=2, previous=first)
    reviews.draw(second, ledger, 10)
    read_one(ledger)
    third = reviews.register(ledger, phase=3, previous=second)
    assert [each.phase_alpha for each in (first, second, third)] == [
        Fraction(1, 40),
        Fraction(1, 80),
        Fraction(1, 160),
    ]
    assert third.earlier == (first, second)
    third.save(tmp_path / "r.json")
    said = json.loads((tmp_path / "r.json").read_text())
    assert said["previous"]["hash"] == second.hash
    assert said["previous"]["previous"]["hash"] == first.hash
    assert Registration.load(tmp_path / "r.json") == third
    other = replace(third, previous=replace(second, title="Other"))
    assert other.hash != third.hash
    assert "random draws" in look(third, ledger).reason or look(third, ledger).more


def test_a_first_phase_without_a_number_has_spent_all_of_alpha(
    reviews: Any, broken_off: Any, tmp_path: Path
) -> None:
    """All of alpha, and alpha/4 for a second phase, would be more than the wave has."""
    first, ledger = broken_off(phase=None)
    with pytest.raises(ConfigurationError, match="has all of the wave's alpha") as refusal:
        reviews.register(ledger, phase=2, previous=first)
    assert "Go on with its registered order" in str(refusal.value)
    assert "new search wave" in str(refusal.value)
    with pytest.raises(ConfigurationError, match="only with the registration of phase 1"):
        reviews.register(ledger, phase=2)
    # Nor by a file whose hash is in order.
    proper, ledger = broken_off()
    second = reviews.register(ledger, phase=2, previous=proper)
    file = tmp_path / "r.json"
    second.save(file)
    said = json.loads(file.read_text())
    said["previous"] = {"hash": first.hash, **first.to_json()}
    file.write_text(json.dumps(said))
    with pytest.raises(InputError, match="has all of the wave's alpha"):
        Registration.load(file)
    del said["previous"]
    file.write_text(json.dumps(said))
    with pytest.raises(InputError, match="only with the registration of phase 1"):
        Registration.load(file)


@pytest.mark.parametrize(
    ("given", "what"),
    [
        ({"alpha": 0.1}, "another alpha"),
        ({"wave": "other"}, "another population"),
        ({"created": date(2026, 11, 21)}, "another day, which comes later"),
    ],
)
def test_phases_share_wave_and_alpha(
    reviews: Any, broken_off: Any, given: dict[str, object], what: str
) -> None:
    first, ledger = broken_off(**given)
    with pytest.raises(ConfigurationError, match=what):
        reviews.register(ledger, phase=2, previous=first)


def test_no_phase_is_left_out_or_counted_twice(reviews: Any, broken_off: Any) -> None:
    first, ledger = broken_off()
    second = reviews.register(ledger, phase=2, previous=first)
    reviews.draw(second, ledger, 5)
    read_one(ledger)
    with pytest.raises(ConfigurationError, match=r"another number \(1\)"):
        reviews.register(ledger, phase=3, previous=first)
    with pytest.raises(ConfigurationError, match="first phase has no earlier"):
        replace(first, previous=second)
    with pytest.raises(ConfigurationError, match="opening, which comes no earlier"):
        replace(second, opening=first.opening)


def test_the_ledger_must_show_the_earlier_phase(reviews: Any, broken_off: Any) -> None:
    first, ledger = broken_off()
    elsewhere = reviews.register(reviews.ranked(read=110), phase=1)
    with pytest.raises(StoppingError, match="after 110 records, but the ledger does not show it"):
        reviews.register(ledger, phase=2, previous=elsewhere)
    other = reviews.register(reviews.ranked(relevant=19), phase=1, seed=8)
    with pytest.raises(StoppingError, match="does not show it there with the registered order"):
        reviews.register(ledger, phase=2, previous=other)
    second = reviews.register(ledger, phase=2, previous=first)
    shorter = reviews.again(ledger, list(ledger)[:120] + list(ledger)[130:])
    with pytest.raises(StoppingError, match="phase 1 of this search wave was registered after"):
        look(second, shorter)


def test_why_a_phase_was_broken_off_does_not_matter(reviews: Any, broken_off: Any) -> None:
    """A label from before it changed, or its draws left their order: it had its share."""
    first, ledger = broken_off()
    ledger.append(Decision(ledger.records.ids[3], Verdict.EXCLUDE, reviewer="a", resolves=True))
    assert reviews.register(ledger, phase=2, previous=first).opening.found == 19
    ledger = reviews.ranked()
    for place in ledger.freeze().unread[:3]:
        ledger.append(Decision(ledger.records.ids[place], Verdict.EXCLUDE, Draw.RANDOM))
    read_one(ledger)
    assert reviews.register(ledger, phase=2, previous=first).phase == 2


class TestCertificate:
    """The statement and the lines of a later phase's certificate."""

    @pytest.fixture
    def certified(self, reviews: Any, broken_off: Any) -> tuple[Registration, Ledger, Certificate]:
        first, ledger = broken_off()
        second = reviews.register(ledger, phase=2, previous=first)
        reviews.draw(second, ledger, look(second, ledger).more)
        return first, ledger, issue(second, ledger, DAY)

    def test_it_says_which_share_it_has(self, certified: Any) -> None:
        _, ledger, certificate = certified
        assert (
            "random phase 2 of this search wave, with 1.25 % of the wave's 5 %; phase 1 before "
            "it has 2.5 %" in certificate.statement
        )
        assert verify(certificate, ledger, certificate.registration.hash) == []

    def test_the_shares_of_all_earlier_phases_are_added(self, reviews: Any, certified: Any) -> None:
        _, ledger, certificate = certified
        read_one(ledger)
        third = reviews.register(ledger, phase=3, previous=certificate.registration)
        reviews.draw(third, ledger, 200)
        statement = issue(third, ledger, DAY).statement
        assert "the 2 phases before it have 3.75 %" in statement

    def test_no_share_is_rounded_down_and_no_target_up(self, reviews: Any, broken_off: Any) -> None:
        """A quarter of 1.23 % is .3075 %, and 99.96 % is not 100 %."""
        first, ledger = broken_off(alpha=0.0123)
        second = reviews.register(
            ledger, phase=2, previous=first, alpha=0.0123, target_recall="0.9996"
        )
        reviews.draw(second, ledger, look(second, ledger).more)
        statement = issue(second, ledger, DAY).statement
        assert "with 0.308 % of the wave's 1.23 %" in statement
        ledger = reviews.ranked()
        only = reviews.register(ledger, alpha=0.02005, target_recall="0.9996")
        reviews.draw(only, ledger, look(only, ledger).more)
        statement = issue(only, ledger, DAY).statement
        assert "99.9 % recall in at most 2.01 % of such checks" in statement

    def test_its_lines_must_show_the_earlier_phase(self, certified: Any) -> None:
        first, _, certificate = certified
        opening = replace(first.opening, read=119, urn=181)
        moved = replace(certificate.registration, previous=replace(first, opening=opening))
        edited = replace(certificate, registration=moved, registration_hash=moved.hash)
        edited = replace(edited, digest=edited.computed_digest())
        [difference] = verify(edited)
        assert difference.field.startswith("the list of places after which earlier random phases")
        assert (difference.certificate, difference.found) == ("[119]", "[120]")
