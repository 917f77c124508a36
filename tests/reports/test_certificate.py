"""The certificate as a page: everything it rests on, its conditions, and nothing fetched."""

import re
from datetime import date

import pytest

from activescreen.ledger import Decision, Draw, Ledger, Verdict
from activescreen.records import Record, RecordSet, Source
from activescreen.reports.certificate import DOES_NOT_SAY, HOLDS_IF, render_certificate
from activescreen.stopping.certificate import Certificate, issue, look
from activescreen.stopping.registration import register

NASTY = "<script>alert('x')</script>&\"'>"


@pytest.fixture(scope="module")
def certificate() -> Certificate:
    """40 records, 20 ranked, the others drawn."""
    records = RecordSet(Record(f"Record {i}", Source("made.csv", i)) for i in range(40))
    ledger = Ledger(records)
    for place in range(20):
        verdict = Verdict.INCLUDE if place < 10 else Verdict.EXCLUDE
        ledger.append(Decision(records.ids[place], verdict))
    registration = register(
        ledger, title=NASTY, wave=NASTY, seed=3, created=date(2026, 11, 20), phase=1
    )
    for place, _ in registration.make_rule().random_draws(ledger.freeze(), 20):
        ledger.append(Decision(records.ids[place], Verdict.EXCLUDE, Draw.RANDOM))
    return issue(registration, ledger, date(2026, 12, 1))


def test_the_page_says_what_the_certificate_rests_on(certificate: Certificate) -> None:
    page = render_certificate(certificate)
    for text in (
        certificate.registration_hash,
        certificate.data_hash,
        certificate.registration.population.texts_digest,
        certificate.digest,
        certificate.decisions_hash,
        "phase 1 with 2.5 % of 5 %",
        "95 % (19/20)",
        "2026-12-01",
        "title and abstract",
    ):
        assert text in page
    for sentence in (*HOLDS_IF, *DOES_NOT_SAY):
        assert sentence.replace("'", "&#39;") in page
    assert "None" not in page


def test_every_figure_is_explained_and_the_numbers_read_add_up() -> None:
    records = RecordSet(Record(f"Record {i}", Source("made.csv", i)) for i in range(60))
    ledger = Ledger(records)
    for place in range(20):
        verdict = Verdict.INCLUDE if place < 10 else Verdict.EXCLUDE
        ledger.append(Decision(records.ids[place], verdict))
    given = {"title": "t", "wave": "w", "seed": 3, "created": date(2026, 11, 20)}
    registration = register(ledger, **given, target_recall="4/5")
    needed = look(registration, ledger).more
    assert needed is not None
    drawn = registration.make_rule().random_draws(ledger.freeze(), needed + 2)
    for number, (place, _) in enumerate(drawn):
        verdict = Verdict.INCLUDE if number == needed else Verdict.EXCLUDE
        ledger.append(Decision(records.ids[place], verdict, Draw.RANDOM))
    certificate = issue(registration, ledger, date(2026, 12, 1))
    page = render_certificate(certificate)
    assert (
        f"{22 + needed} of 60 records read, 11 relevant among them: 20 before the random phase "
        f"with 10, {needed} draws until the rule stopped with 0, 2 later draws with 1."
    ) in page
    assert f"The rule stopped after {needed} draws; 2 more were drawn, with 1 relevant" in page
    for name, words in (
        ("level", "each look tests at this level, lowered until all looks together err"),
        ("boundary", "draws after which the rule stops with 0 relevant among them"),
        ("worst_miss", "exact error at the worst number of relevant records"),
        ("worst_count", "relevant records in the urn at which the error is that large"),
    ):
        shown = name.replace("_", " ").capitalize()
        assert f">{shown}</dt><dd>{certificate.figures[name]}: {words}" in page
    assert certificate.figures["boundary"] == needed


def test_a_later_phase_lists_the_registrations_before_it() -> None:
    records = RecordSet(Record(f"Record {i}", Source("made.csv", i)) for i in range(40))
    ledger = Ledger(records)
    ledger.append([Decision(record, Verdict.INCLUDE) for record in records.ids[:10]])
    given = {"title": "t", "wave": "w", "created": date(2026, 11, 20)}
    first = register(ledger, **given, seed=3, phase=1)
    [(place, _)] = first.make_rule().random_draws(ledger.freeze(), 1)
    ledger.append(Decision(records.ids[place], Verdict.EXCLUDE, Draw.RANDOM))
    ledger.append(Decision(records.ids[ledger.freeze().unread[0]], Verdict.EXCLUDE))
    second = register(ledger, **given, seed=4, phase=2, previous=first)
    for place, _ in second.make_rule().random_draws(ledger.freeze(), 40):
        ledger.append(Decision(records.ids[place], Verdict.EXCLUDE, Draw.RANDOM))
    page = render_certificate(issue(second, ledger, date(2026, 12, 1)))
    assert f'Phase 1 registration hash</dt><dd class="hash">{first.hash}' in page
    assert "phase 2 with 1.25 % of 5 %; earlier phases have their own" in page


def test_nothing_in_it_runs_or_is_fetched(certificate: Certificate) -> None:
    page = render_certificate(certificate)
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert not re.search(r"(?:src|href)=|url\(|@import|http", page.replace("http-equiv", ""))


def test_its_words_promise_no_more_than_the_rule(certificate: Certificate) -> None:
    assert not re.search(r"\bsure\b|probability that", render_certificate(certificate), re.I)
