"""How the page is started: Streamlit on this machine only, telemetry off, with the settings of the checkout."""

import sys
import tomllib
from pathlib import Path

import matcher

_PACKAGE = Path(matcher.__file__).resolve().parent


def command_line(port: int) -> list[str]:
    """Return the command that serves the page; every setting is named, so none depends on where it is run."""
    page = _PACKAGE / "ui" / "__main__.py"
    flags = [
        f"--{section}.{name}={_flag(value)}" for section, keys in settings().items() for name, value in keys.items()
    ]
    return [sys.executable, "-m", "streamlit", "run", str(page), f"--server.port={port}", *flags]


def settings() -> dict[str, dict[str, object]]:
    """Return the page's settings: the checkout's `.streamlit/config.toml`, which a wheel carries beside the page."""
    carried = _PACKAGE / "ui" / "streamlit.toml"
    path = carried if carried.is_file() else _PACKAGE.parents[1] / ".streamlit" / "config.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _flag(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
