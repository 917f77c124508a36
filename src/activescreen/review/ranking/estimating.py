"""The estimate to plan by, from what the model that ranks says of every record."""

from __future__ import annotations

from typing import Final

import numpy as np

from activescreen.classifiers.calibration import FEWEST_FOLDS
from activescreen.learner import ActiveLearner
from activescreen.ledger import IRRELEVANT, FrozenLedger
from activescreen.stopping import ESTIMATORS, NO_EVIDENCE, PLANNING, Evidence, RecallEstimate
from activescreen.stopping.evidence import Probabilities

NO_ESTIMATE: Final = (
    f"Recall estimate: none yet; it takes {FEWEST_FOLDS} inclusions and as many exclusions for "
    "probabilities that mean anything."
)


def planning_estimate(ledger: FrozenLedger, learner: ActiveLearner) -> RecallEstimate | None:
    """How much has been found, for planning; None while there is too little to go by.

    Parameters
    ----------
    ledger
        What the learner was fitted on.
    learner
        The learner.
    """
    estimator = ESTIMATORS.create(PLANNING.estimator)
    return estimator.estimate(ledger, _evidence(ledger, learner))


def in_words(badge: str, statement: str) -> tuple[str, str]:
    """An estimate as it is shown, and what was measured of its kind."""
    return f"Recall estimate ({badge}): {statement}", PLANNING.statement


def _evidence(ledger: FrozenLedger, learner: ActiveLearner) -> Evidence:
    """What the model that ranks says of every record, read ones too."""
    found, excluded = ledger.n_found, int(np.count_nonzero(ledger.labels == IRRELEVANT))
    values = learner.probabilities() if min(found, excluded) >= FEWEST_FOLDS else None
    if values is None:
        return NO_EVIDENCE
    read = np.array([ledger.n_read], dtype=np.int64)
    return Evidence(Probabilities(read, values[None, :].astype(np.float32)))
