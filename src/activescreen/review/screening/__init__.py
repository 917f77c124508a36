"""Giving records out and taking votes."""
