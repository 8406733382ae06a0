"""Migrations of the findings."""
