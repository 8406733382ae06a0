"""The workbench: what is asked of an officer, and one page for each household, village and organ."""
