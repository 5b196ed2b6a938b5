"""The index of a pool: its vocabulary, how much each term tells, and texts as vectors of terms."""
