"""The mechanism of the desk: journal, actions, scoping, sealing, pages. No procedure."""
