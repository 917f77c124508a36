"""When random draws begin."""

from collections.abc import Callable

import numpy as np
import pytest

from activescreen.errors import ConfigurationError
from activescreen.ledger import FrozenLedger
from activescreen.stopping.base import check_target
from activescreen.stopping.ranked_tail import ranked_tail_p
from activescreen.stopping.triggers import AfterRead, Manual, RankedTail, trigger_from

TAU = check_target(0.95)


@pytest.mark.parametrize("seed", range(4))
def test_ranked_tail_fires_at_the_first_look_below(
    make_trace: Callable[..., tuple[FrozenLedger, np.ndarray]], seed: int
) -> None:
    trace, _ = make_trace(400, 25, seed)
    trigger = trigger_from("ranked_tail", TAU)
    assert trigger == RankedTail(TAU, 0.525)
    looks = range(2, 401)
    p = [ranked_tail_p(trace.labels[:n], 400, TAU, start=2) for n in looks]
    due = [trigger.due(trace.prefix(n)) for n in looks]
    assert due == [value < 0.525 for value in p]
    assert trigger.first_due(trace) == 2 + due.index(True)


def test_settings_in_words_and_numbers(
    make_trace: Callable[..., tuple[FrozenLedger, np.ndarray]],
) -> None:
    trace, _ = make_trace(40, 4)
    assert trigger_from("ranked_tail:0.3", TAU) == RankedTail(TAU, 0.3)
    assert trigger_from(25, TAU) == AfterRead(25)
    assert AfterRead(25).first_due(trace) == 25
    assert AfterRead(0).first_due(trace) == 2
    assert AfterRead(41).first_due(trace) is None
    assert not trigger_from("manual", TAU).due(trace)
    assert Manual().first_due(trace) is None


@pytest.mark.parametrize("setting", [1.5, True, None, "early", "ranked_tail:2"])
def test_what_is_no_trigger_is_refused(setting: object) -> None:
    with pytest.raises(ConfigurationError, match="There is no trigger"):
        trigger_from(setting, TAU)  # type: ignore[arg-type]
