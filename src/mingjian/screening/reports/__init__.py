"""What a run is read from: the terminal summary, the ledger, the report; each made from a run folder alone."""
