"""What can be wrong with a question."""

from corpus.errors import UserError


class UnusableQuestion(UserError):
    """The question is empty, or longer than any question."""
