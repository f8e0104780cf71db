"""Tables of any program (CSV, TSV and their like), and what importers of tables share."""
