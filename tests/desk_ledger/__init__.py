"""A small app for the tests of the mechanism: folders that are decided, with members and sealed notes."""
