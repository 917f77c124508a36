"""What is registered before the first draw is exact, published by its hash, and not editable."""

import hashlib
import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from activescreen.errors import ConfigurationError, InputError, StoppingError
from activescreen.ledger import Decision, Draw, Ledger, Verdict
from activescreen.protocol import FULL_TEXT
from activescreen.records import Record, RecordSet, Source
from activescreen.stopping.canonical import canonical
from activescreen.stopping.registration import Registration


def test_it_says_all_that_decides_the_draws_and_the_claim(reviews: Any) -> None:
    ledger = reviews.ranked()
    registration = reviews.register(ledger, alpha=0.1, phase=1)
    said = registration.to_json()
    assert said["target_recall"] == "19/20"
    assert said["alpha"] == "1/10"
    assert registration.phase_alpha == Fraction(1, 20)
    assert said["population"]["wave"] == "first search"
    assert said["population"]["records"] == 300
    assert said["population"]["data_hash"] == ledger.records.data_hash
    assert (said["opening"]["read"], said["opening"]["urn"], said["opening"]["found"]) == (
        120,
        180,
        20,
    )
    assert said["seed"] == 7
    assert {"activescreen", "numpy", "python", "scipy"} == said["versions"].keys()
    rule = registration.make_rule()
    assert (rule.seed, rule.urn_size, rule.phase, rule.alpha) == (7, 180, 1, 0.1)


def test_a_file_gives_it_back_with_its_hash(reviews: Any, tmp_path: Path) -> None:
    registration = reviews.register(reviews.ranked())
    registration.save(tmp_path / "r.json")
    assert json.loads((tmp_path / "r.json").read_text())["hash"] == registration.hash
    back = Registration.load(tmp_path / "r.json")
    assert back == registration
    assert back.hash == registration.hash
    assert len(back.hash) == 64


def test_every_change_gives_another_hash(reviews: Any) -> None:
    ledger = reviews.ranked()
    one = reviews.register(ledger)
    others = [
        reviews.register(ledger, **change)
        for change in (
            {"seed": 8},
            {"alpha": 0.01},
            {"target_recall": "0.9"},
            {"title": "Other"},
            {"wave": "second search"},
            {"phase": 1},
        )
    ]
    ledger.append(Decision(ledger.records.ids[150], Verdict.EXCLUDE))
    others.append(reviews.register(ledger))
    assert len({one.hash, *(other.hash for other in others)}) == 8


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"seed": 8}, "was edited"),
        ({"alpha": "1/10"}, "was edited"),
        ({"seed": "8"}, "'seed' is no whole number"),
        ({"alpha": "2"}, "alpha is not between"),
        ({"alpha": "5 %"}, "'alpha' is no fraction"),
        ({"target_recall": "0"}, "target recall is not above 0"),
        ({"created": "yesterday"}, "'created' is no date"),
        ({"rule": "gut_feeling"}, "gut_feeling"),
        ({"rule": "qbcb"}, "no random phase that could be registered"),
        ({"parameters": {"colour": 1}}, "colour"),
        ({"parameters": {"planned_look": [1]}}, "neither text nor whole number"),
        ({"phase": 5000}, "no phase 5000"),
        ({"extra": 1}, "'extra' that is not known"),
        ({"activescreen_registration": 2}, "version 2"),
        ({"opening": {"read": 120, "urn": 181, "found": 20, "reading_digest": ""}}, "add up"),
        ({"opening": {"read": 120, "urn": 180, "found": 121, "reading_digest": ""}}, "More"),
        ({"opening": {"read": 120, "urn": 180, "found": 20}}, "'reading_digest' is missing"),
    ],
)
def test_an_edited_file_is_refused(
    reviews: Any, tmp_path: Path, change: dict[str, object], what: str
) -> None:
    file = tmp_path / "r.json"
    reviews.register(reviews.ranked()).save(file)
    file.write_text(json.dumps({**json.loads(file.read_text()), **change}))
    with pytest.raises(InputError, match=what) as refusal:
        Registration.load(file)
    assert refusal.value.where.startswith(str(file))


def test_half_a_character_in_a_title_does_no_harm(reviews: Any, tmp_path: Path) -> None:
    registration = reviews.register(reviews.ranked(), title="caf\udce9")
    registration.save(tmp_path / "r.json")
    assert Registration.load(tmp_path / "r.json") == registration


def test_other_files_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "r.json"
    with pytest.raises(InputError, match="cannot be read"):
        Registration.load(file)
    for text in ("title,label", "[1]", "{}", "\xff"):
        file.write_text(text, encoding="latin-1")
        with pytest.raises(InputError, match="This is no registration"):
            Registration.load(file)


def test_open_labels_keep_it_from_opening(reviews: Any) -> None:
    ledger = reviews.ranked()
    ledger.append(Decision(ledger.records.ids[200], Verdict.MAYBE))
    with pytest.raises(StoppingError, match="may not open while 1 record"):
        reviews.register(ledger)


def test_nothing_unread_nothing_to_register(reviews: Any) -> None:
    with pytest.raises(StoppingError, match="nothing to draw"):
        reviews.register(reviews.ranked(50, 50))


@pytest.mark.parametrize(
    ("given", "what"),
    [
        ({"alpha": 0}, "error probability"),
        ({"alpha": 1}, "error probability"),
        ({"target_recall": 0}, "target recall"),
        ({"target_recall": 1.01}, "target recall"),
        ({"rule": "gut_feeling"}, "gut_feeling"),
        ({"rule": "knee"}, "no random phase that could be registered"),
        ({"rule": "hypergeometric_random_phase"}, "certifies nothing"),
        ({"parameters": {"seed": 3}}, "laid down by the registration"),
    ],
)
def test_what_cannot_be_certified_is_not_registered(
    reviews: Any, given: dict[str, object], what: str
) -> None:
    with pytest.raises(ConfigurationError, match=what):
        reviews.register(reviews.ranked(), **given)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"rule": "hypergeometric_random_phase"}, "is heuristic, so it certifies nothing"),
        ({"rule": "qbcb"}, "no random phase"),
        ({"target_recall": Fraction(9_999_999, 10_000_000)}, "cannot take a target recall"),
        ({"target_recall": Fraction(0)}, "target recall is not above 0"),
        ({"alpha": Fraction(1)}, "alpha is not between"),
        ({"seed": -1}, "seed is below 0"),
        ({"phase": 0}, "no phase 0"),
        ({"votes_per_record": 0}, "No vote"),
        ({"parameters": {"seed": 8}}, "'seed' is laid down by the registration"),
        ({"parameters": {"planned_look": 2.5}}, "neither text nor whole number"),
    ],
)
def test_nobody_makes_one_past_the_checks(
    reviews: Any, tmp_path: Path, change: dict[str, Any], what: str
) -> None:
    """Neither in Python nor by a file whose hash is in order."""
    registration = reviews.register(reviews.ranked())
    with pytest.raises(ConfigurationError, match=what):
        replace(registration, **change)
    said = registration.to_json()
    for name, value in change.items():
        said[name] = str(value) if isinstance(value, Fraction) else value
    digest = hashlib.sha256(canonical(said).encode()).hexdigest()
    file = tmp_path / "r.json"
    file.write_text(json.dumps({"activescreen_registration": 1, "hash": digest, **said}))
    with pytest.raises(InputError):
        Registration.load(file)


def test_one_planned_look_can_be_registered(reviews: Any) -> None:
    registration = reviews.register(
        reviews.ranked(),
        rule="hypergeometric_random_phase",
        parameters={"planned_look": "earliest"},
    )
    assert registration.make_rule().badge == "certified for one planned look"


def test_at_full_text_the_population_is_what_was_passed_on(reviews: Any) -> None:
    ledger = reviews.ranked(40, 40, relevant=12)
    with pytest.raises(StoppingError, match="28 records of the ledger were not passed on"):
        reviews.register(ledger, stage=FULL_TEXT)
    passed = Ledger(ledger.records.take(range(12)))
    passed.append(Decision(passed.records.ids[0], Verdict.INCLUDE, Draw.RANKED, stage=FULL_TEXT))
    assert reviews.register(passed, stage=FULL_TEXT).opening.urn == 11


def copied(*labels: Verdict | None) -> Ledger:
    """Ten records of which the first two say exactly the same, and their labels."""
    records = RecordSet(
        Record(f"Record {max(place, 1)}", Source("made.csv", place, place + 2))
        for place in range(10)
    )
    ledger = Ledger(records)
    given = [*labels, Verdict.INCLUDE, Verdict.EXCLUDE]
    for record, verdict in zip(records.ids, given, strict=False):
        if verdict is not None:
            ledger.append(Decision(record, verdict))
    return ledger


def test_copies_with_opposite_labels_are_refused_with_their_rows(reviews: Any) -> None:
    with pytest.raises(StoppingError, match=r"made\.csv, line 2 and made\.csv, line 3") as refusal:
        reviews.register(copied(Verdict.INCLUDE, Verdict.EXCLUDE))
    assert "('Record 1')" in (refusal.value.where or "")
    for labels in ((Verdict.INCLUDE, Verdict.INCLUDE), (Verdict.EXCLUDE, None)):
        assert reviews.register(copied(*labels)).opening.urn


def test_records_without_text_are_no_copies() -> None:
    blank = [Record("", Source("made.csv", place), id=f"r{place}") for place in range(3)]
    assert RecordSet(blank).copies == ()
    same = [Record("Same", Source("made.csv", place), id=f"s{place}") for place in range(2)]
    assert RecordSet([*blank, *same]).copies == ((3, 4),)
