"""What is done with cases: opened, checked, put right, closed."""
