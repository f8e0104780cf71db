"""Pure values and rules: no files, no SQL, no screen."""
