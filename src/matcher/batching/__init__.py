"""Batch scoring: a stream of rows to a stream of matches, in chunks that are kept when a run is stopped.

The function is `matcher.batch`; the package has another name, so that neither hides the other.
"""
