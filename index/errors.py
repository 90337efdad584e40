"""What can be wrong with an index, told with what to do about it."""

from corpus.errors import UserError


class IndexNotFound(UserError):
    """The folder holds no index, or what it holds is not one of ours."""


class IndexMismatch(UserError):
    """The index was made with another embedding model, or by a newer version; the message names both sides."""


class IndexBusy(UserError):
    """Another process is changing the index."""


class IndexNotWritable(UserError):
    """The index cannot be changed: no permission, no space, or a damaged file."""
