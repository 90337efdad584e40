"""The metrics: pure functions of texts and ranks, each with its definition and source."""
