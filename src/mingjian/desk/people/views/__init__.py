"""The pages of people: signing in, one's own account, administration, registers."""
