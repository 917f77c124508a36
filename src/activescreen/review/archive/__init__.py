"""Backups, and opening them."""
