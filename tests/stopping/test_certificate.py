"""A certificate is issued only where the rule stops, and an edited one is found out."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activescreen.errors import ConfigurationError, InputError, StoppingError
from activescreen.ledger import Decision, Draw, Ledger, Verdict
from activescreen.records import Record, RecordSet, Source
from activescreen.stopping.certificate import Certificate, issue, look
from activescreen.stopping.registration import Registration
from activescreen.stopping.verification import Difference, verify
from activescreen.stopping.waves import together

DAY = date(2026, 12, 1)


@pytest.fixture(scope="module")
def finished(reviews: Any) -> tuple[Registration, Ledger, Certificate]:
    """300 records, 120 ranked with all 20 relevant ones, and draws until the rule stops."""
    ledger = reviews.ranked()
    registration = reviews.register(ledger)
    reviews.draw(registration, ledger, look(registration, ledger).more)
    return registration, ledger, issue(registration, ledger, DAY)


def test_it_is_issued_at_the_first_look_that_stops_and_not_before(reviews: Any) -> None:
    ledger = reviews.ranked()
    registration = reviews.register(ledger)
    needed = look(registration, ledger).more
    assert needed is not None
    assert needed < 180
    reviews.draw(registration, ledger, needed - 1)
    assert look(registration, ledger).more == 1
    with pytest.raises(StoppingError, match="Nothing can be certified yet"):
        issue(registration, ledger, DAY)
    reviews.draw(registration, ledger, 1)
    certificate = issue(registration, ledger, DAY)
    assert certificate.figures["stopped_after_draws"] == needed
    assert certificate.figures["kind"] == "random phase"
    assert certificate.badge == "certified"


def test_it_carries_what_the_claim_rests_on(
    finished: tuple[Registration, Ledger, Certificate],
) -> None:
    registration, ledger, certificate = finished
    said = certificate.to_json()
    assert said["registration"]["title"] == "Peer support"
    assert said["registration"]["stage"] == "title_abstract"
    assert said["registration"]["rule"] == "calibrated_random_phase"
    assert said["registration"]["seed"] == 7
    assert said["registration_hash"] == registration.hash
    assert certificate.data_hash == ledger.records.data_hash
    assert [row[0] for row in said["decisions"]] == [
        ledger.records.ids[place] for place in ledger.freeze().order
    ]
    assert {len(row[3]) for row in said["decisions"]} == {64}
    assert said["issued"] == "2026-12-01"
    assert "activescreen" in said["versions"]
    assert "in at most 5 % of such checks" in certificate.statement
    assert verify(certificate) == []
    assert verify(certificate, ledger, registration.hash) == []


def test_a_file_gives_it_back(
    finished: tuple[Registration, Ledger, Certificate], tmp_path: Path
) -> None:
    _, ledger, certificate = finished
    certificate.save(tmp_path / "c.json")
    back = Certificate.load(tmp_path / "c.json")
    assert back == certificate
    assert verify(back, ledger) == []


def test_draws_after_the_stop_are_told_and_all_figures_add_up(reviews: Any) -> None:
    ledger = reviews.ranked(relevant=20)
    registration = reviews.register(ledger)
    stop = look(registration, ledger).more
    at_stop = reviews.again(ledger)
    reviews.draw(registration, at_stop, stop)
    reviews.draw(registration, ledger, stop)
    [late] = reviews.draw(registration, ledger, 1, relevant=300)
    reviews.draw(registration, ledger, 9)
    first, second = (issue(registration, each, DAY) for each in (at_stop, ledger))
    assert "more were drawn" not in first.statement
    assert (
        f"The rule stopped after {stop} draws; 10 more were drawn, with 1 relevant among them."
    ) in second.statement
    figures = second.figures
    assert figures["found"] == 21
    assert figures["found_before"] + figures["found_at_stop"] + figures["found_after_stop"] == 21
    assert 120 + figures["stopped_after_draws"] + figures["drawn_after_stop"] == figures["read"]
    assert figures["boundary"] == first.figures["boundary"] == stop
    assert late == second.rows[120 + stop].record
    assert verify(second, ledger) == []


def test_labels_entered_as_settled_are_told_where_votes_were_registered(reviews: Any) -> None:
    voted = reviews.ranked(votes=2)
    registration = reviews.register(voted)
    reviews.draw(registration, voted, look(registration, voted).more)
    certificate = issue(registration, voted, DAY)
    assert "Votes:" not in certificate.statement
    assert {row.votes for row in certificate.rows} == {2}
    ledger = Ledger(voted.records, votes_per_record=2)
    ledger.append(
        replace(event, resolves=event.draw is Draw.RANDOM, id="")
        for event in voted
        if event.draw is not Draw.RANDOM or event.reviewer == "reviewer 0"
    )
    by_team = issue(registration, ledger, DAY)
    draws = len(by_team.rows) - 120
    assert (
        f"Votes: 2 agreeing ones a record were registered; {draws} of the {len(by_team.rows)} "
        "labels were entered as settled by consensus or by one person (adjudicator or owner), "
        "without so many votes"
    ) in by_team.statement
    assert verify(by_team, ledger) == []
    more = edited(by_team, lambda said: said["decisions"][130].__setitem__(5, 2))
    assert "the statement recomputed from its lines" in fields_of(verify(more))


def test_screening_may_go_on_after_it(
    finished: tuple[Registration, Ledger, Certificate], reviews: Any
) -> None:
    registration, ledger, certificate = finished
    longer = reviews.again(ledger)
    reviews.draw(registration, longer, 5)
    assert verify(certificate, longer) == []


def fields_of(differences: list[Difference]) -> str:
    return " | ".join(difference.sentence for difference in differences)


def edited(certificate: Certificate, change: Callable[[dict[str, Any]], object]) -> Certificate:
    """The certificate after someone edited its file, digest and all."""
    said = json.loads(json.dumps(certificate.to_json()))
    change(said)
    from activescreen.stopping.canonical import Fields

    found = Certificate.from_json(Fields(said, "c.json"))
    return replace(found, digest=found.computed_digest())


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (
            lambda said: said.update(statement=said["statement"].replace("95 %", "99 %")),
            "the statement recomputed from its lines",
        ),
        (lambda said: said.update(badge="proven"), "the badge recomputed"),
        (lambda said: said["figures"].update(found=21), "the figure 'found'"),
        (lambda said: said["figures"].update(level="0.05"), "the figure 'level'"),
        (lambda said: said["figures"].update(extra=1), "the figure 'extra'"),
        (lambda said: said["registration"].update(seed=8), "the hash of its registration"),
        (lambda said: said["registration"].update(alpha="1/100"), "the rule does not stop"),
        (
            lambda said: said["registration"]["population"].update(wave="other"),
            "the hash of its registration",
        ),
        (lambda said: said["decisions"].pop(), "the rule does not stop"),
        (lambda said: said["decisions"][130].__setitem__(2, 1), "does not stop"),
        (lambda said: said["decisions"][3].__setitem__(2, 0), "found before the phase"),
        (lambda said: said["decisions"][130].__setitem__(1, "ranked"), "the draw is random"),
        (
            lambda said: said["decisions"].__setitem__(131, said["decisions"][130]),
            "the record is read once",
        ),
    ],
)
def test_an_edit_is_found_without_the_ledger(
    finished: tuple[Registration, Ledger, Certificate],
    change: Callable[[dict[str, Any]], object],
    named: str,
) -> None:
    """Even where whoever edited it computed the digest anew."""
    assert named in fields_of(verify(edited(finished[2], change)))


def test_without_a_new_digest_any_edit_is_found(
    finished: tuple[Registration, Ledger, Certificate],
) -> None:
    certificate = replace(finished[2], issued=date(2026, 12, 2))
    assert [difference.field for difference in verify(certificate)] == ["its digest"]


def test_it_is_not_older_than_its_registration(
    finished: tuple[Registration, Ledger, Certificate],
) -> None:
    registration, ledger, certificate = finished
    with pytest.raises(StoppingError, match="registered on 2026-11-20, so it cannot have been"):
        issue(registration, ledger, date(2026, 11, 19))
    [difference] = verify(edited(certificate, lambda said: said.update(issued="2026-11-19")))
    assert difference.sentence == (
        "the day of issue is no day before the registration's, 2026-11-20, but the certificate "
        "has 2026-11-19."
    )


def test_a_heuristic_rule_certifies_nothing(
    finished: tuple[Registration, Ledger, Certificate],
) -> None:
    """Nothing is registered, issued, verified or put together with it."""
    registration, ledger, certificate = finished
    careless = {"rule": "hypergeometric_random_phase", "parameters": {}}
    with pytest.raises(InputError, match="certifies nothing"):
        edited(certificate, lambda said: said["registration"].update(careless))
    planned = {"planned_look": 60}
    made = replace(registration, rule="hypergeometric_random_phase", parameters=planned)
    certificate = replace(certificate, registration=made)
    del planned["planned_look"]  # past every check of the constructor
    for call in (
        lambda: issue(made, ledger, DAY),
        lambda: verify(certificate),
        lambda: together([certificate]),
    ):
        with pytest.raises(ConfigurationError, match="is heuristic, so it certifies nothing"):
            call()


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 10**30),
    st.floats(allow_nan=False),
    st.text(max_size=8),
    st.sampled_from(
        ["1/3", "1/1000000", "999999/1000000", "1e-300", "hypergeometric_random_phase"]
    ),
    st.just([]),
    st.just({}),
)


def paths_of(said: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a JSON value; of the many lines only some."""
    inside = said.items() if isinstance(said, dict) else enumerate(said)
    places = []
    for key, value in inside:
        if path == ("decisions",) and key % 40:
            continue
        places.append((*path, key))
        if isinstance(value, dict | list):
            places += paths_of(value, (*path, key))
    return places


@settings(max_examples=150, deadline=None)
@given(data=st.data(), value=VALUES)
def test_whatever_is_edited_it_is_refused_or_named(
    finished: tuple[Registration, Ledger, Certificate],
    tmp_path_factory: pytest.TempPathFactory,
    data: st.DataObject,
    value: object,
) -> None:
    """Any value anywhere in the file, with the ledger at hand: never a crash, never a pass."""
    _, ledger, certificate = finished
    said = {"activescreen_certificate": 1, **json.loads(json.dumps(certificate.to_json()))}
    *path, key = paths_of(said)[data.draw(st.integers(0, 10**6)) % len(paths_of(said))]
    at: Any = said
    for step in path:
        at = at[step]
    if at[key] == value and type(at[key]) is type(value):
        return
    at[key] = value
    file = tmp_path_factory.mktemp("edited") / "c.json"
    file.write_text(json.dumps(said), encoding="utf-8")
    try:
        found = Certificate.load(file)
    except InputError:
        return
    assert verify(found, ledger)


def test_the_ledger_shows_which_record_was_edited(
    finished: tuple[Registration, Ledger, Certificate],
) -> None:
    _, ledger, certificate = finished

    def swap(said: dict[str, Any]) -> None:
        rows = said["decisions"]
        rows[5][2], rows[40][2] = rows[40][2], rows[5][2]

    wrong = edited(certificate, swap)
    [itself] = verify(wrong)
    assert "what was read before the phase" in itself.field
    differences = verify(wrong, ledger)
    assert [(d.record, d.place, d.field) for d in differences if d.record] == [
        (certificate.rows[5].record, 6, "the label"),
        (certificate.rows[40].record, 41, "the label"),
    ]


def test_only_the_ledger_shows_the_order_of_the_draws(
    finished: tuple[Registration, Ledger, Certificate],
) -> None:
    _, ledger, certificate = finished

    def swap(said: dict[str, Any]) -> None:
        rows = said["decisions"]
        rows[130], rows[140] = rows[140], rows[130]

    wrong = edited(certificate, swap)
    assert verify(wrong) == []
    assert {d.place for d in verify(wrong, ledger)} == {131, 141}


def test_an_open_label_before_the_phase_is_named(
    finished: tuple[Registration, Ledger, Certificate],
) -> None:
    wrong = edited(finished[2], lambda said: said["decisions"][40].__setitem__(2, -1))
    assert "number 41 in reading order: the label is a final one, but the certificate has -1" in (
        fields_of(verify(wrong))
    )


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_changed_event_is_found_at_its_record(
    finished: tuple[Registration, Ledger, Certificate], reviews: Any, data: st.DataObject
) -> None:
    _, ledger, certificate = finished
    events = list(ledger)
    place = data.draw(st.integers(0, len(events) - 1))
    changes = st.sampled_from(
        [
            {"verdict": Verdict.MAYBE},
            {"reviewer": "someone else"},
            {"note": "added later"},
            {"seconds": 3.0},
            {"draw": Draw.AUDIT},
        ]
    )
    events[place] = replace(events[place], **data.draw(changes))
    differences = verify(certificate, reviews.again(ledger, events))
    assert (events[place].record_id, place + 1) in {(d.record, d.place) for d in differences}


def test_other_orders_and_missing_or_added_events_are_found(
    finished: tuple[Registration, Ledger, Certificate], reviews: Any
) -> None:
    _, ledger, certificate = finished
    events = list(ledger)
    cases = {
        "the record at this place": [*events[:125], events[126], events[125], *events[127:]],
        "the ledger ends after 260 of the 261": events[:-1],
        "the hash over its events": [
            *events,
            Decision(events[0].record_id, events[0].verdict, reviewer="a second"),
        ],
    }
    for named, changed in cases.items():
        assert named in fields_of(verify(certificate, reviews.again(ledger, changed)))


def test_another_population_is_found(
    finished: tuple[Registration, Ledger, Certificate], reviews: Any
) -> None:
    other = Ledger(reviews.ranked(310).records)
    named = fields_of(verify(finished[2], other))
    assert named == (
        "the ledger is of other records (310, not 300). Give the one that 'certificate issue' "
        "wrote with --ledger-out."
    )


def other_texts(ledger: Ledger, places: set[int]) -> Ledger:
    """The ledger with other titles and abstracts at these places; ids and events stay."""
    records = RecordSet(
        replace(record, title="xx", abstract="xx") if place in places else record
        for place, record in enumerate(ledger.records)
    )
    copy = Ledger(records, votes_per_record=ledger.votes_per_record)
    copy.append(list(ledger))
    return copy


def test_other_texts_under_the_same_ids_are_found(
    finished: tuple[Registration, Ledger, Certificate],
) -> None:
    registration, ledger, certificate = finished
    place = int(ledger.freeze().order[3])
    changed = other_texts(ledger, {place})
    first, second = verify(certificate, changed)
    assert "the texts of the ledger's records are not those that were registered: 1 of the" in (
        first.sentence
    )
    assert (second.record, second.place) == (ledger.records.ids[place], 4)
    assert second.sentence.endswith("('xx'), number 4 in reading order: the text is another.")
    every = verify(certificate, other_texts(ledger, set(range(300))))
    assert len(every) == 1 + len(certificate.rows)
    unread = int(ledger.freeze().unread[0])
    [only] = verify(certificate, other_texts(ledger, {unread}))
    assert "so the change is in a record that was not read" in only.sentence
    for texts in (changed, other_texts(ledger, {unread})):
        with pytest.raises(StoppingError, match="other texts than those that were registered"):
            issue(registration, texts, DAY)


@pytest.mark.parametrize("field", ["title", "abstract", "journal", "doi", "pmid"])
def test_each_text_of_a_record_counts(field: str) -> None:
    record = Record("t", Source("made.csv", 0), id="given", authors=("Ana", "Ben"), year=2020)
    texts = RecordSet([record]).texts_digest
    others = [{field: "other"}, {"authors": ("Ana Ben",)}, {"year": 2021}]
    for other in others:
        assert RecordSet([replace(record, **other)]).texts_digest != texts
    same = replace(record, source=Source("other.csv", 9), fields={"label": "1"})
    assert RecordSet([same]).texts_digest == texts


def test_the_digest_of_texts_is_what_the_documentation_says(reviews: Any) -> None:
    ledger = reviews.ranked(30, 20, relevant=20)
    lines = []
    for record in ledger.records:
        parts = [record.title, "", [], None, "", "", ""]
        text = hashlib.sha256(json.dumps(parts).encode()).hexdigest()
        lines.append(f"{text} {record.id}")
    made = hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()
    assert reviews.register(ledger).population.texts_digest == made


def test_a_ledger_from_before_the_phase_is_told_and_nothing_else(
    finished: tuple[Registration, Ledger, Certificate], reviews: Any
) -> None:
    _, ledger, certificate = finished
    early = reviews.again(ledger, list(ledger)[:120])
    [difference] = verify(certificate, early)
    assert difference.sentence.startswith("the ledger ends before the random phase. Give the one")


def test_only_the_published_hash_proves_the_age(
    finished: tuple[Registration, Ledger, Certificate], reviews: Any
) -> None:
    """A second registration with another seed, made after the labels were known, is in order
    with itself; only what was published before tells it apart."""
    registration, ledger, certificate = finished
    assert verify(certificate, ledger, f" {registration.hash.upper()}\n") == []
    [difference] = verify(certificate, ledger, "0" * 64)
    assert difference.field == "the published registration hash"


def test_a_damaged_file_is_refused(
    finished: tuple[Registration, Ledger, Certificate], tmp_path: Path
) -> None:
    file = tmp_path / "c.json"
    finished[2].save(file)
    said = json.loads(file.read_text())
    for change, what in (
        ({"decisions": [["r0001", "random", 1]]}, "line of 'decisions' is damaged"),
        ({"decisions": [["r0001", "random", 7, "00"]]}, "line of 'decisions' is damaged"),
        ({"decisions": [["r0001", "chosen", 1, "00"]]}, "line of 'decisions' is damaged"),
        ({"statement": 95}, "'statement' is no text"),
        ({"recall": 1}, "'recall' that is not known"),
        ({"activescreen_certificate": 3}, "version 3"),
    ):
        file.write_text(json.dumps({**said, **change}))
        with pytest.raises(InputError, match=what):
            Certificate.load(file)
    file.write_text(json.dumps(said)[:-40])
    with pytest.raises(InputError, match="The certificate is damaged"):
        Certificate.load(file)


def test_everything_read_is_certified_without_inference(reviews: Any) -> None:
    ledger = reviews.ranked(100, 40, relevant=60)
    registration = reviews.register(ledger)
    reviews.draw(registration, ledger, 60, relevant=60)
    certificate = issue(registration, ledger, DAY)
    assert certificate.figures["kind"] == "everything read"
    assert "All 100 records were read" in certificate.statement
    assert verify(certificate, ledger) == []
    # Then the lines alone show whether they are the population's.
    other = edited(certificate, lambda said: said["decisions"][70].__setitem__(0, "r9999"))
    assert "the digest of the record ids" in fields_of(verify(other))


def test_too_few_left_to_break_the_target(reviews: Any) -> None:
    ledger = reviews.ranked(100, 97, relevant=96)
    registration = reviews.register(ledger)
    certificate = issue(registration, ledger, DAY)
    assert certificate.figures["kind"] == "too few left"
    assert "even if all 3 others are relevant" in certificate.statement
    assert verify(certificate, ledger) == []


def test_another_ledger_than_the_registered_is_refused(reviews: Any) -> None:
    ledger = reviews.ranked()
    registration = reviews.register(ledger)
    cases = {
        r"is of other records \(310, not 300\)": reviews.ranked(310),
        "not the same ones": reviews.ranked(prefix="q"),
        "120 records were read before the phase, but the ledger has 100": reviews.ranked(read=100),
        r"is not what was registered.*19 relevant ones now, 20 then": reviews.ranked(relevant=19),
        "1 vote a record was registered": reviews.ranked(votes=2),
    }
    for what, other in cases.items():
        with pytest.raises(StoppingError, match=what):
            look(registration, other)


def test_what_verification_cannot_notice(
    finished: tuple[Registration, Ledger, Certificate], reviews: Any
) -> None:
    """The limits that docs/certificates.md states, so that nobody promises more."""
    registration, ledger, certificate = finished
    later = edited(certificate, lambda said: said.update(issued="2027-01-01"))
    assert verify(later, ledger, registration.hash) == []
    hashed = edited(certificate, lambda said: said["decisions"][7].__setitem__(3, "0" * 64))
    assert verify(hashed) == []
    assert [d.place for d in verify(hashed, ledger)] == [8]
    # What the reviewers said, and the ledger in which a draw was falsified before the issue.
    events = list(ledger)
    events[125] = replace(events[125], verdict=Verdict.INCLUDE)
    assert look(registration, reviews.again(ledger, events)).conclusion is None
    assert verify(issue(registration, ledger, DAY), ledger, registration.hash) == []
    # Another seed with a ledger to match: the published hash alone tells.
    ranked = reviews.ranked()
    other = reviews.register(ranked, seed=8)
    reviews.draw(other, ranked, look(other, ranked).more)
    made = issue(other, ranked, DAY)
    assert verify(made, ranked) == []
    assert [d.field for d in verify(made, ranked, registration.hash)] == [
        "the published registration hash"
    ]


def test_an_earlier_phase_that_was_withheld_is_named(reviews: Any) -> None:
    ledger = reviews.ranked()
    first = reviews.register(ledger, phase=1)
    reviews.draw(first, ledger, 10)
    ledger.append(Decision(ledger.records.ids[int(ledger.freeze().unread[0])], Verdict.EXCLUDE))
    second = reviews.register(ledger, phase=2, previous=first)
    only = replace(second, phase=None, previous=None)
    with pytest.raises(StoppingError, match="registered for 169 unread records"):
        look(only, ledger)
    reviews.draw(second, ledger, look(second, ledger).more)
    made = issue(second, ledger, DAY)
    made = replace(made, registration=only, registration_hash=only.hash)
    assert "earlier random phases began in its lines is [120]" in fields_of(verify(made))
