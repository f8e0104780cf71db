"""The diary file: the only SQL and the only writes into it."""
