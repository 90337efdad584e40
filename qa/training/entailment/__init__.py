"""How the weights of qa/grounding/weights were made; never imported at run time."""
