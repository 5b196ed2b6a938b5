"""How `make docs` builds the site: pages are read where they lie, so that their links work on a forge as well."""

import html
from pathlib import Path

from sphinx.application import Sphinx

import matcher

project, author = "matcher", "the authors of matcher"
version = release = matcher.__version__
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_click"]

# the folder of the sources is the checkout itself
include_patterns = ["*.md", "docs/**.md", "bench/*.md", "data/README.md", "models/README.md"]
root_doc = "docs/index"
myst_heading_anchors = 4
autodoc_typehints = "description"
autodoc_member_order = "bysource"
napoleon_google_docstring = False

html_theme = "furo"
html_title = "matcher"
html_copy_source = html_show_sphinx = html_show_copyright = False


def front_door(app: Sphinx, failure: Exception | None) -> None:
    """Write what leads a reader of the folder to its first page."""
    if failure is None and app.builder.format == "html":
        page = html.escape(f"{root_doc}.html")
        Path(app.outdir, "index.html").write_text(f'<meta http-equiv="refresh" content="0; url={page}">\n')


def setup(app: Sphinx) -> None:
    """Tell Sphinx of the front door."""
    app.connect("build-finished", front_door)
