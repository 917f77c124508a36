"""What a team does with a review: use cases that know the store and the library, but no web."""
