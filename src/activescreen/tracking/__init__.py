"""MLflow, and the only place that knows it: what was run, with which figures and files.

One parent run a study, one child a (review, configuration, seed). By default everything goes
to a SQLite store in the workspace; ``MLFLOW_TRACKING_URI`` names a server instead. Keeping books
never stops the work: a store that fails is reported once, and the study goes on in the
workspace's own store, from its beginning.
"""

from activescreen.tracking.store import Status
from activescreen.tracking.tracker import StudyTracker, Tracker, open_tracker
from activescreen.tracking.versions import installed_versions

__all__ = ["Status", "StudyTracker", "Tracker", "installed_versions", "open_tracker"]
