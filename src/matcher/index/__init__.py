"""The index of a pool: its vocabulary, term weights, and texts as term vectors."""
