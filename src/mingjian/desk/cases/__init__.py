"""Cases (核查件): findings taken up, checked by persons who had no part in it, put right, re-tested, closed."""
