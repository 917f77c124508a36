"""Random phases, audits, prices and certificates of a review."""
