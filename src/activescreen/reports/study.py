"""What a report is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from activescreen.simulation.run import SimulationRun


@dataclass(frozen=True)
class Study:
    """Simulated screenings that are reported together.

    Attributes
    ----------
    runs
        One run a (review, configuration, seed).
    baseline
        Runs in random order, if any.
    title
        Heading of the report.
    command
        What was called, so that it can be called again.
    versions
        Package -> version.
    settings
        Settings of the study in words of the configuration, for the last section.
    notes
        Sentences to show under the summary, such as where the data came from.
    target_recall
        The share of relevant records that the summary is about.
    without_abstract
        File -> 0-based rows of its records without abstract, where known; they are reported
        as a stratum.
    """

    runs: Sequence[SimulationRun]
    baseline: Sequence[SimulationRun] = ()
    title: str = "Simulation study"
    command: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, object] = field(default_factory=dict)
    notes: Sequence[str] = ()
    target_recall: float = 0.95
    without_abstract: Mapping[str, Sequence[int]] = field(default_factory=dict)
