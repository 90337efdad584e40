"""What the two scores of the entailment model mean. It gives two numbers a token, from one pass over both texts.

SUPPORTED: at the first token, the log-odds that the passage supports the sentence.
UNSAID: at a token of the sentence, the log-odds that the passage does not say this word of it.
"""

SUPPORTED, UNSAID = range(2)
SCORES = 2
