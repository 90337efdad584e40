"""What surrounds the chat's server: limits, passwords, its health, and what other programs may call."""
