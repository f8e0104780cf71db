"""What is handed to the police: facts → one tree → PDF and text; facts → CSV and JSON."""
