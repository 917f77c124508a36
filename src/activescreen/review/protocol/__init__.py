"""The protocol of a review, and how far its set-up is."""
