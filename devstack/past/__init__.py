"""An invented past for a page that has none: bars, charts, incidents and a record to show.

It is made as life would make it: a plot says what happened, looks say what the checks saw of it,
the domain decides what to believe and what to tell, adds it up, and storage keeps it. Nothing but
the plot is invented: every figure on the page is what the domain computes.
"""

from devstack.past.inventing import Invented, invent

__all__ = ["Invented", "invent"]
