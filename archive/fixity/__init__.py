"""Fixity: is everything the archive holds still what it was, and is everything there that it speaks of?"""

from archive.fixity.checking import check
from archive.fixity.problems import Problem, Progress

__all__ = ["Problem", "Progress", "check"]
