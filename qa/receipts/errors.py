"""What can be wrong with a receipt."""

from corpus.errors import UserError


class NotAReceipt(UserError):
    """The file is no receipt, a damaged or changed one, or one that a newer version made."""
