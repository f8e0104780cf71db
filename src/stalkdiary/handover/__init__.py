"""What is handed to somebody else, and how they check it without us."""
