"""The history of the tables, oldest first; a revision is never changed once it is released."""
