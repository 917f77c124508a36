"""Classifiers that learn from include/exclude labels, as scikit-learn estimators."""

from activescreen.classifiers.base import RelevanceClassifier
from activescreen.registry import Registry

CLASSIFIERS: Registry[RelevanceClassifier] = Registry(
    "classifier",
    "activescreen.classifiers",
    {
        "svm": "activescreen.classifiers.linear:LinearSVM",
        "logistic": "activescreen.classifiers.linear:LogisticRegression",
        "naive_bayes": "activescreen.classifiers.naive_bayes:ComplementNaiveBayes",
        "ensemble": "activescreen.classifiers.ensemble:Ensemble",
    },
)

create = CLASSIFIERS.create

__all__ = ["CLASSIFIERS", "RelevanceClassifier", "create"]
