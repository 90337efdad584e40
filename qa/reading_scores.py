"""What the four scores of the reading model mean. It gives four numbers a token, from one pass over both texts.

START, END: whether the short answer begins or ends here; at the first token, that the passage holds none.
SUPPORT: averaged over a sentence's tokens, the log-odds that the sentence belongs in the answer.
RELEVANCE: at the first token, the log-odds that the passage answers the question.
"""

START, END, SUPPORT, RELEVANCE = range(4)
SCORES = 4
