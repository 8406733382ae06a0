"""What is done with duties: owing and meeting them, time and pauses, supervision, calendars."""
