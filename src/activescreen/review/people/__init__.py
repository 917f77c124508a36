"""Accounts, roles, invitations, signing in."""
