"""The price of rules with a hidden sample: drawing r relevant records, then finding J again."""

from __future__ import annotations

from activescreen.stopping.hidden_sample import HiddenSampleRule
from activescreen.stopping.price import Reading, Standing, reading_left
from activescreen.stopping.wording import counted


@reading_left.register
def _hidden_sample(rule: HiddenSampleRule, standing: Standing, left: int) -> Reading:
    """Exact for the sample; for the ranked part what no ranking can do better than.

    The r-th of K relevant records among N' stands at (N'+1) r/(K+1) on average. The sample's
    positives are r of the K at random, so with every relevant record ranked first the J-th of
    them stands at place J (K+1)/(r+1) of these K, and J of the records before it were read.
    """
    urn, needs, again = standing.unread, rule.positives, rule.needed
    if left < needs:
        short = f"reads all if fewer than {counted(needs, 'relevant record')} are left"
        return Reading(urn, urn, urn, short)
    sample = (urn + 1) * needs / (left + 1)
    ranked = again * (left - needs) / (needs + 1)
    note = "the expected reading is that of a perfect ranking; a real one takes longer"
    return Reading(urn, sample + ranked, urn, note, at_least=True)
