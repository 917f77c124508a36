"""How often stopping rules keep their word: rules by reviews by seeds, on saved traces."""

from activescreen.evaluation.ends import Ends, ends_of
from activescreen.evaluation.evaluate import (
    Gathered,
    Job,
    Protocol,
    evaluate,
    kind_of,
    plateau_job,
)
from activescreen.evaluation.row import Row
from activescreen.evaluation.rule_spec import RuleSpec, parse_rules
from activescreen.evaluation.screened import Screened, screened_of
from activescreen.evaluation.summary import summary

__all__ = [
    "Ends",
    "Gathered",
    "Job",
    "Protocol",
    "Row",
    "RuleSpec",
    "Screened",
    "ends_of",
    "evaluate",
    "kind_of",
    "parse_rules",
    "plateau_job",
    "screened_of",
    "summary",
]
