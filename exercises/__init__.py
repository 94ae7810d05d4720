"""Exercises that answer back: `check` judges an answer, `reveal` sets a guess beside the result.

What is right, why, and what the known wrong answers get to hear is in the tables `notebook_01`,
`notebook_02`, …, one a notebook. Nothing is stored or sent anywhere, but for the outcome in the
notebook's own output.
"""

from exercises.judging import check, find, reveal

__all__ = ["check", "find", "reveal"]
