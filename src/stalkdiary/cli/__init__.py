"""The command line: one file per command. Reads, calls the Diary, shows."""
