"""The sample statements, under titles a person understands."""

from pathlib import Path

from matcher.model.cache import sample_dir

_TITLES = {
    "letter": "Letter: variable stars",
    "statement-of-purpose": "Statement of purpose: medical imaging",
    "cover-letter": "Cover letter: databases",
    "interests": "Interests page: compilers",
    "two-worlds": "Personal page: law and privacy",
    "about": "About page: old handwriting",
    "blog-post": "Blog post: heat pumps",
    "chatty": "Forum post: tiny machine learning",
    "career-change": "Career change: nursing and heat",
    "three-lines": "Three lines: quantum decoders",
}


def samples() -> dict[str, Path]:
    """Return the sample documents by title; one without a title of its own goes by its file name."""
    order = list(_TITLES)
    found = sorted((sample_dir() / "statements").glob("*"), key=lambda path: path.name)
    found.sort(key=lambda path: order.index(path.stem) if path.stem in _TITLES else len(order))
    return {_TITLES.get(path.stem, path.stem.replace("-", " ").capitalize()): path for path in found if path.is_file()}
