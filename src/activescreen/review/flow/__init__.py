"""The PRISMA flow of a review."""
