"""One finding as a file that can be run again anywhere: its rows, rule text, parameters, versions and hashes."""
