"""Finding passages: chunking, embedding, and search over what is stored."""

from pathlib import Path

# Beside the code, so that every clone has an index of its own and no home folder is touched.
DEFAULT_DIRECTORY = Path(__file__).resolve().parent.parent / ".attache" / "index"
