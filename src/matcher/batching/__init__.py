"""Many applicants: a stream of rows to a stream of matches, in chunks that survive whatever stops the run.

The function is `matcher.batch`; this package has another name, so that neither hides the other.
"""
