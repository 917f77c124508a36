import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activescreen.errors import ConfigurationError
from activescreen.synthetic.draw import Draw
from activescreen.synthetic.grammar import Grammar
from activescreen.synthetic.near_topics import NEAR_TOPICS
from activescreen.synthetic.relevant_topics import FULL_TEXT_TOPICS, INCLUDED_TOPICS
from activescreen.synthetic.topics import apportion


def draw(seed: int = 0) -> Draw:
    return Draw(np.random.default_rng(seed))


def test_symbols_and_nested_choices_are_expanded() -> None:
    grammar = Grammar({"who": ("[nurses|peers [in|out of] work]",)})
    texts = {grammar.sentence("{who} [came|went].", draw(seed)) for seed in range(60)}
    assert "Nurses came." in texts
    assert "Peers out of work went." in texts
    assert len(texts) == 6


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("a online group", "An online group"),
        ("it was a app", "It was an app"),
        ("a user and a one-year study", "A user and a one-year study"),
        ("a university, a undergraduate", "A university, an undergraduate"),
    ],
)
def test_articles_agree(written: str, read: str) -> None:
    assert Grammar({}).sentence(written, draw()) == read


def test_an_unknown_symbol_is_named() -> None:
    with pytest.raises(ConfigurationError, match="'nobody'"):
        Grammar({}).expand("{nobody} came", draw())


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10_000))
def test_apportioning_is_exact_and_close_to_the_weights(total: int) -> None:
    counts = apportion(NEAR_TOPICS, total)
    weights = [topic.weight for topic in NEAR_TOPICS]
    assert sum(counts) == total
    for count, weight in zip(counts, weights, strict=True):
        assert abs(count - total * weight / sum(weights)) < 1


def test_relevant_topics_state_their_numbers() -> None:
    assert sum(topic.weight for topic in INCLUDED_TOPICS) == 27
    assert sum(topic.weight for topic in FULL_TEXT_TOPICS) == 12
