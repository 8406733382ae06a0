"""The exchange room: the data standard, readers of files, checks that account for every row, hashed snapshots."""
