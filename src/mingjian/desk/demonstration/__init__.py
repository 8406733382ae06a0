"""The demonstration site: its officers, and a history that is made by calling acts and by nothing else."""
