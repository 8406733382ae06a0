"""How the tables of the mechanism came to be."""
