"""What is done with findings: loaded, triaged, answered."""
