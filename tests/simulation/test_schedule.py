import pytest

from activescreen.errors import ConfigurationError
from activescreen.simulation import Schedule


def moments(schedule: Schedule, start: int, end: int) -> list[int]:
    times = [start]
    while times[-1] < end:
        times.append(schedule.next_after(times[-1]))
    return times


def test_auto_trains_after_every_label_up_to_a_hundred():
    assert moments(Schedule(), 2, 100) == list(range(2, 101))


def test_auto_then_waits_for_two_percent_more():
    assert moments(Schedule(), 100, 112) == [100, 102, 105, 108, 111, 114]
    for labels in range(100, 5000):
        after = Schedule().next_after(labels)
        assert after >= 1.02 * labels - 1e-9
        assert after - 1 < 1.02 * labels


def test_auto_is_cheap_on_a_large_review():
    assert len(moments(Schedule(), 2, 8000)) < 350


@pytest.mark.parametrize("every", [1, 10, 1000])
def test_every_so_many_labels(every):
    assert moments(Schedule(every), 2, 2 + 3 * every) == [2 + k * every for k in range(4)]


def test_parsing_and_writing_are_inverse():
    assert Schedule.parse("auto") == Schedule()
    assert Schedule.parse("25") == Schedule.parse(25) == Schedule(25)
    assert [str(Schedule.parse(text)) for text in ("auto", "7")] == ["auto", "7"]


@pytest.mark.parametrize("text", ["0", "-3", "often", "", "2.5"])
def test_what_is_no_schedule_is_refused(text):
    with pytest.raises(ConfigurationError, match=f"'{text}' is no schedule"):
        Schedule.parse(text)
