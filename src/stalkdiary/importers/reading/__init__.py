"""What every importer reads with: files, archives and folders, lines, JSON, times, attachments."""
