"""Facets, the kinds of similarity: each gives every pair of applicant and mentor an affinity in [0, 1]."""
