"""From an export to incidents: who is meant, what is new, and what is written."""
