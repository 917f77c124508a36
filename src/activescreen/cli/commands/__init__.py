"""What each command takes. Nothing heavy is imported here: the work is in modules beside it."""
