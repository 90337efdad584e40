"""How whole the sentences of generated documents come out of their files."""
