"""Reading exports of messages, calls and mails: one file per format, all yielding `Message`."""
