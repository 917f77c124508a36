"""Agreement between reviewers who screened the same records independently.

Judged on the votes before consensus, and only on records that all the reviewers compared have
screened. Kappa collapses when few records are relevant, however well reviewers agree; that is
why the prevalence always stands beside it, with coefficients that do not collapse.

All coefficients are computed in integers up to one last division.
"""

from activescreen.agreement.groups import (
    GroupAgreement,
    compare_group,
    fleiss_kappa,
    from_votes,
)
from activescreen.agreement.pairs import (
    PairAgreement,
    cohen_kappa,
    compare,
    from_counts,
    from_table,
    gwet_ac1,
    pabak,
)

__all__ = [
    "GroupAgreement",
    "PairAgreement",
    "cohen_kappa",
    "compare",
    "compare_group",
    "fleiss_kappa",
    "from_counts",
    "from_table",
    "from_votes",
    "gwet_ac1",
    "pabak",
]
