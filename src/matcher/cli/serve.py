"""How the page is started: Streamlit on this machine only, telemetry off, with the settings of the checkout."""

import json
import os
import socket
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

import matcher
from matcher.errors import ConfigError

POOL_VARIABLE = "MATCHER_PAGE_POOL"
"""The environment variable that tells the page which pool was given on the command line, as JSON."""

_PACKAGE = Path(matcher.__file__).resolve().parent


def command_line(port: int, *, opens_browser: bool) -> list[str]:
    """Return the command that serves the page; every setting is named, so none depends on where it is run."""
    page = _PACKAGE / "ui" / "__main__.py"
    flags = dict(_flags(settings())) | {
        "--server.port": str(port),
        "--server.headless": str(not opens_browser).lower(),
    }
    return [sys.executable, "-m", "streamlit", "run", str(page), *(f"{name}={value}" for name, value in flags.items())]


def environment(pool: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of the page: no Streamlit setting from outside (one could open it to the network)."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("STREAMLIT_")}
    return {**kept, POOL_VARIABLE: json.dumps(pool)}


def can_open_browser() -> bool:
    """Tell whether there is a screen to open a browser on."""
    windowed = sys.platform in ("darwin", "win32") or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY")))
    return windowed and not os.environ.get("SSH_CONNECTION")


def refuse_taken(port: int) -> None:
    """Raise `ConfigError` when another program listens on the port."""
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            raise ConfigError(f"port {port} must be free; another program uses it: give another with --port")


def settings() -> dict[str, dict[str, object]]:
    """Return the page's settings: the checkout's `.streamlit/config.toml`, which a wheel carries beside the page."""
    carried = _PACKAGE / "ui" / "streamlit.toml"
    path = carried if carried.is_file() else _PACKAGE.parents[1] / ".streamlit" / "config.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _flags(section: Mapping[str, object], prefix: str = "--") -> list[tuple[str, str]]:
    flags: list[tuple[str, str]] = []
    for name, value in section.items():
        if isinstance(value, dict):
            flags += _flags(value, f"{prefix}{name}.")
        else:
            flags.append((f"{prefix}{name}", str(value).lower() if isinstance(value, bool) else str(value)))
    return flags
