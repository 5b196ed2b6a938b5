"""The index of a pool: its vocabulary, how much each term weighs, and texts as vectors of terms."""
