"""Closeness of meaning: sentence encoders, the passages they read, their vectors and where those are kept."""
