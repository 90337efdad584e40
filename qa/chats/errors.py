"""What can be wrong with a kept conversation, told with what to do about it."""

from corpus.errors import UserError


class UnreadableRecord(UserError):
    """Something saved cannot become what it was: a newer version saved it, or it is damaged."""


class ChatsUnusable(UserError):
    """The file of the chats cannot be read or written, or is not one of ours."""


class NoSuchChat(UserError):
    """The chat or the turn is not there; to a visitor, another visitor's are not there either."""


class TooLarge(UserError):
    """More than is kept; the message says how much that is."""
