"""Training on a review's decisions, in the foreground and behind."""
