"""What is done to places, persons and accounts; every write is one of these."""
