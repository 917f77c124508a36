"""Estimator and rule 5, SAL_tau: probabilities corrected for their prior, then Quant."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from activescreen.errors import ConfigurationError
from activescreen.ledger import IRRELEVANT, RELEVANT, FrozenLedger
from activescreen.stopping.base import About, Badge, RecallEstimate, RecallEstimator
from activescreen.stopping.estimate_rule import EstimateRule
from activescreen.stopping.evidence import NO_EVIDENCE, Evidence, Need
from activescreen.stopping.hypergeometric import FloatArray
from activescreen.stopping.quant_ci import quant
from activescreen.stopping.wording import percent_down

_CLOSE = 1e-9
_ROUNDS = 1000


def corrected(probabilities: FloatArray, prior: float) -> FloatArray:
    """Probabilities as they would be had the model been trained at the prior of the records.

    The EM of Saerens, Latinne & Decaestecker 2002 (10.1162/089976602753284446): the mean of the
    corrected probabilities is the next prior, until it stands still.

    Parameters
    ----------
    probabilities
        Of being relevant; shape (n,).
    prior
        Share of relevant records in training, above 0 and below 1.

    Raises
    ------
    ConfigurationError
        If the prior is not between 0 and 1.
    """
    if not 0.0 < prior < 1.0:
        raise ConfigurationError(
            f"A training prior of {prior:g} leaves nothing to correct.",
            remedy="It must lie between 0 and 1: train on records of both kinds.",
        )
    now, values = prior, probabilities
    for _ in range(_ROUNDS):
        relevant = probabilities * (now / prior)
        irrelevant = (1.0 - probabilities) * ((1.0 - now) / (1.0 - prior))
        whole = relevant + irrelevant
        # Certain of one kind, and the other's prior gone: 0/0. What is certain stays as it is.
        values = np.divide(relevant, whole, out=probabilities.copy(), where=whole > 0.0)
        last, now = now, float(values.mean())
        if abs(now - last) < _CLOSE:
            break
    return values


class SALTau(RecallEstimator):
    """Recall as the reviewed share of all probability, after a correction of the prior.

    Molinari & Esuli 2023 (10.1007/s10618-023-00961-5): a model trained on a ranked selection has
    seen far too many relevant records; EM over the probabilities of all records brings their
    prior back (Saerens et al. 2002, 10.1162/089976602753284446), and the ratio of Quant is taken
    from what results. EM is used here as Saerens et al. wrote it; the paper's own changes
    to it for active learning are left out, so its figures may differ. No guarantee.

    Assumes that read and unread relevant records look alike to the model, and that its
    probabilities are right but for the prior. EM can drive all unread probabilities to nothing.
    """

    name = "sal_tau"
    badge = Badge.MODEL_BASED
    about = About(
        line="Corrects the probabilities for the prior, then takes their reviewed share.",
        paper="Molinari & Esuli 2023, 10.1007/s10618-023-00961-5",
        assumes="the model's probabilities are right but for the prior it was trained at",
        needs=Need.PROBABILITIES,
    )

    def estimate(
        self, ledger: FrozenLedger, evidence: Evidence = NO_EVIDENCE
    ) -> RecallEstimate | None:
        """The estimate; None without saved probabilities, finds, or irrelevant records."""
        evidence.check(ledger.population)
        saved = evidence.probabilities
        values = None if saved is None else saved.at(ledger.n_read)
        relevant = int(np.count_nonzero(ledger.labels == RELEVANT))
        irrelevant = int(np.count_nonzero(ledger.labels == IRRELEVANT))
        if values is None or not relevant or not irrelevant:
            return None
        values = corrected(values, relevant / (relevant + irrelevant))
        found = quant(values[ledger.order], values[ledger.unread])
        if found is None:
            return None
        statement = (
            "With the probabilities corrected for the share of relevant records that the model "
            f"was trained on, the records read hold {percent_down(found.recall)} of all. This "
            "holds only as far as the correction does: it is an estimate for planning, not a "
            "guarantee."
        )
        return RecallEstimate(
            method=self.name,
            badge=self.badge,
            found=relevant,
            relevant=relevant / found.recall if found.recall else None,
            recall=found.recall,
            low=None,
            high=None,
            level=0.0,
            statement=statement,
        )


class SALTauRule(EstimateRule):
    """Stop when the estimate of SAL_tau reaches the target.

    Molinari & Esuli 2023 (10.1007/s10618-023-00961-5); see ``SALTau``. It looks whenever
    probabilities were saved. No guarantee.

    Parameters
    ----------
    target_recall
        tau; 0.95 means exactly 19/20.
    """

    name = SALTau.name
    about = SALTau.about

    def __init__(self, target_recall: Fraction | float | str = 0.95) -> None:
        super().__init__(target_recall, SALTau())
