"""The page that ranks a pool for one statement."""
