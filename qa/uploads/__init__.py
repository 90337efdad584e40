"""Documents that visitors of the chat add: kept as files, indexed, and seen by those who added them."""
