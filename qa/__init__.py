"""Answering: what the retrieved passages say to a question, in sentences that cite them."""
