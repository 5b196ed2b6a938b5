"""The ways of being alike: each facet gives every pair of applicant and mentor an affinity in [0, 1]."""
