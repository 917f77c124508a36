"""Records on which the votes differ: discussed, and settled."""
