"""Reading the exports that people have: one file for each format, a registry and a guard."""
