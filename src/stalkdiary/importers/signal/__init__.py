"""Signal: its own export in plain text, and what the program signal-export writes."""
