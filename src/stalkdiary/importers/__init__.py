"""Reading the exports that people have: a folder or file a source, a registry and a guard."""
