"""Masking for what people read, and a scanner for personal data that should not be there."""
