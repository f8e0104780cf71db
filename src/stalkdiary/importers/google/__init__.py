"""What Google Takeout gives: Google Chat and Google Voice."""
