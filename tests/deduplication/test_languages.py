"""The language that the source names counts; otherwise the text is read."""

import pytest

from activescreen.deduplication import language_code, language_of
from activescreen.records import Record, Source


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("ger", "de"),
        ("German", "de"),
        ("DE", "de"),
        ("en-GB", "en"),
        ("English; Spanish", "en"),
        ("chi,eng", "zh"),
        ("[French]", "fr"),
        ("", ""),
        ("Undetermined", ""),
    ],
)
def test_names_and_codes(said, code):
    assert language_code(said) == code


def test_the_source_counts_before_the_text():
    text = "Die Wirkung der Unterstützung durch Gleichgesinnte bei schweren psychischen Krankheiten"
    record = Record(text, Source("a.ris", 0))
    assert language_of(record) == "de"
    assert language_of(Record(text, Source("a.ris", 0), language="eng")) == "en"


def test_of_a_short_text_nothing_is_guessed():
    assert language_of(Record("Hoffnung", Source("a.ris", 0))) == ""
