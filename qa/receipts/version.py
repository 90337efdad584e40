"""Which version of the program this is."""

import tomllib
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"


def program_version(project: Path = PROJECT) -> str:
    """The version that pyproject.toml states; "unknown" where the program was copied without that file."""
    try:
        stated = tomllib.loads(project.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return "unknown"
    return str(stated["project"]["version"])
