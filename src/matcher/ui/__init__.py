"""The page: collects what a person brings, calls matcher, draws."""
