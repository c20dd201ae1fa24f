"""Everything readers read, in their language: catalogues of phrases, and how a language writes
dates, lists and numbers. It stands below the domain, on the standard library alone.
"""

from chalicelib.words.facts import LANGUAGES
from chalicelib.words.tongue import ENGLISH, Tongue, marked, marked_n, tongue

__all__ = ["ENGLISH", "LANGUAGES", "Tongue", "marked", "marked_n", "tongue"]
