"""Telegram Desktop's export in JSON."""
