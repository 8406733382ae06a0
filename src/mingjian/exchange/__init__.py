"""The exchange room: the data standard, the readers of files, checks that account for every row, and hashed snapshots."""
