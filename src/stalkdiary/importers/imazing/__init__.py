"""What iMazing exports of an iPhone."""
