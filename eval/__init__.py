"""Measuring: questions are answered in batch, and the answers are scored without any model."""
