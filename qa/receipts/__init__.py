"""Receipts: answers saved with what they rest on, to be checked later against the documents."""
