"""What a model is, as a digest: the digests of its parts and the settings that its manifest lists."""

import hashlib
import json
from pathlib import Path

from matcher.errors import ModelError

_SAME = ("matcher_model", "analysis", "config", "parts")
"""What two models must share to rank alike; when and with which versions they were made does not matter."""


def digest_of(folder: str | Path) -> str:
    """Return the digest of a saved model; raises `ModelError` for a folder that is none."""
    try:
        manifest = json.loads((Path(folder) / "manifest.json").read_bytes())
        same = {name: manifest.get(name) for name in _SAME}
    except (OSError, ValueError, AttributeError) as error:
        raise ModelError(f"{folder} is not a matcher model: make one with `matcher fit`") from error
    return hashlib.sha256(json.dumps(same, sort_keys=True).encode()).hexdigest()
