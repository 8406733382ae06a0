"""People, power and place: who is who, who holds which post and role, who is related to whom, who signs in."""
