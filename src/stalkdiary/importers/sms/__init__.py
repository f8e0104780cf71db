"""SMS Backup & Restore, the backup of text messages and calls of Android telephones."""
