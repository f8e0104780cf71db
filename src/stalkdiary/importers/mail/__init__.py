"""Mails: files and mailboxes of the internet's own format, and those that Outlook saves."""
