"""Findings (疑点线索): taken in from screening, compared, bundled, assigned and answered."""
