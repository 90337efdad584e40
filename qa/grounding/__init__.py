"""Each sentence that a language model wrote, held against the passages."""
