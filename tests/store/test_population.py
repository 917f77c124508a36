"""Records in the store: every field of every record, and the places of those that are screened."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from activescreen.errors import InputError
from activescreen.import_report import ImportReport
from activescreen.protocol import Criterion, Protocol
from activescreen.records import Record, RecordSet, Source
from activescreen.store.population import (
    Entry,
    add_records,
    all_ids,
    load_imported,
    load_population,
)
from activescreen.store.reviews import (
    add_review,
    all_reviews,
    clean_name,
    find_review,
)
from activescreen.store.searches import Origin, StoredFile, add_files, add_wave, files_of

NOW = "2026-03-03T10:00:00+00:00"
words = st.text(max_size=12)
some = st.lists(words, max_size=3).map(tuple)
records = st.builds(
    Record,
    words,
    st.builds(Source, words, st.integers(0, 10**9), st.none() | st.integers(1, 10**9), words),
    abstract=words,
    authors=some,
    year=st.none() | st.integers(-9999, 10**12),
    journal=words,
    volume=words,
    number=words,
    pages=words,
    doi=words,
    pmid=words,
    keywords=some,
    language=words,
    kind=words,
    fields=st.dictionaries(words, words, max_size=3),
    raw=words,
    id=st.uuids().map(str),
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(found=st.lists(records, max_size=4, unique_by=lambda record: record.id), shown=words)
def test_every_record_comes_back_as_its_source_had_it(store, found, shown):
    def whole(record):
        more = {"fields": {**record.fields, "merged_from": shown}, "title": shown, "keywords": ()}
        return replace(record, **more)

    with store.writing() as connection:
        review = add_review(connection, f"r{len(all_reviews(connection))}", Protocol(), "w", 0, NOW)
        add_wave(connection, review, "search 1", NOW)
        report = ImportReport("made.csv", "csv", "utf-8", len(found))
        add_files(connection, review, [StoredFile(1, 1, "m", Origin.OTHER, "0", report)])
        entries = [Entry(record, 1, n, whole(record)) for n, record in enumerate(found)]
        assert add_records(connection, review, 1, 0, entries) == len(found)
    with store.reading() as connection:
        own = load_imported(connection, review)
        population = load_population(connection, review, full=True)
        assert own == found
        assert [record.raw for record in own] == [record.raw for record in found]
        assert list(population.records) == [whole(record) for record in found]
        light = load_population(connection, review)
        assert [record.text() for record in light.records] == [whole(r).text() for r in found]
        assert light.records.data_hash == population.records.data_hash


def test_copies_have_no_place_and_places_need_not_be_in_the_order_of_import(store, make_review):
    review = make_review([])
    made = RecordSet(Record(f"Record {i}", Source("made.csv", i)) for i in range(4))
    places = (1, None, 0, 2)
    with store.writing() as connection:
        entries = [Entry(record, 1, place) for record, place in zip(made, places, strict=True)]
        add_records(connection, review, 1, 0, entries)
        population = load_population(connection, review)
        assert population.numbers.tolist() == [2, 0, 3]
        assert population.records.ids == (made.ids[2], made.ids[0], made.ids[3])
        assert list(all_ids(connection, review)) == list(made.ids)


def test_a_files_report_comes_back_whole(store, make_review):
    review = make_review([])
    with store.reading() as connection:
        (file,) = files_of(connection, review)
    assert file.report == ImportReport("made.csv", "csv", "utf-8", 0)
    assert file.origin is Origin.DATABASE


class TestReviews:
    def test_a_protocol_comes_back_exactly(self, store):
        protocol = Protocol(
            question="Does it?",
            criteria=(Criterion("outcomes", "recovery"),),
            exclusion_reasons=("wrong population",),
            target_recall=Protocol.__dataclass_fields__["target_recall"].default / 3,
            alpha=0.1,
            votes_per_record=2,
        )
        with store.writing() as connection:
            made = add_review(connection, "peers", protocol, "words", 7, NOW)
        with store.reading() as connection:
            assert find_review(connection, "peers") == made
        assert made.protocol == protocol

    def test_names_are_compared_in_one_form_of_unicode(self, store):
        with store.writing() as connection:
            add_review(connection, " Cafe\u0301 \U0001f9e0 ", Protocol(), "words", 0, NOW)
            assert find_review(connection, "Caf\xe9 \U0001f9e0").name == "Caf\xe9 \U0001f9e0"
            with pytest.raises(InputError, match="already"):
                add_review(connection, "Caf\xe9 \U0001f9e0", Protocol(), "words", 0, NOW)

    def test_a_name_that_is_not_there_is_answered_with_one_that_is_near(self, store, make_review):
        make_review([], "peer support")
        refusal = pytest.raises(InputError, match="Did you mean 'peer support'")
        with store.reading() as connection, refusal:
            find_review(connection, "per support")

    @pytest.mark.parametrize("name", ["", "  ", "x" * 201, "two\nlines", "half \ud83d"])
    def test_what_is_no_name_is_refused(self, name):
        with pytest.raises(InputError, match="review's name"):
            clean_name(name)
