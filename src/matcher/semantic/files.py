"""Where the files of an encoder lie, and whether they are what they should be."""

import hashlib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from matcher.errors import ModelError


def packaged_file(package: str, name: str) -> Path | None:
    """Return the path of a file of an installed package, `None` where there is none; the package is not imported."""
    try:
        files = distribution(package).files or ()
    except PackageNotFoundError:
        return None
    for one in files:
        if one.name == name:
            path = Path(str(one.locate()))
            return path if path.is_file() else None
    return None


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def checked(path: Path, digest: str, what: str) -> Path:
    """Return a path whose file has the given SHA-256; raises `ModelError` for another one."""
    came = digest_of(path)
    if came != digest:
        raise ModelError(
            f"{what} must be the file with the SHA-256 {digest[:12]}...; "
            f"{path.name} has {came[:12]}...: install it again"
        )
    return path
