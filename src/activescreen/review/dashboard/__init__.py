"""How a review is doing."""
