"""Languages in one spelling."""

import pytest

from activescreen.languages import language_code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("English", "en"),
        ("eng", "en"),
        ("EN-US", "en"),
        ("pt_BR", "pt"),
        ("English; French", "en"),
        ("ger", "de"),
        ("Deutsch", "de"),
        ("Español", "es"),
        ("Text in Japanese", "ja"),
        ("", ""),
        ("unknown", ""),
    ],
)
def test_codes(text, code):
    assert language_code(text) == code
