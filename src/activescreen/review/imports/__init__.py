"""Bringing searches and labels in from files."""
