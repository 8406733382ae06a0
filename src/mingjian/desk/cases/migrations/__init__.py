"""Migrations of the cases."""
