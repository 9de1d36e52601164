"""One random working day of a shop: buyers, Amazon, the warehouse and the operator, all at once.

The end-to-end tests play a short one inside a test; the long run plays it with processes that are killed.
"""

from .amazon import Impossible, LocalAmazon
from .compare import problems
from .day import Day
from .evening import Evening

__all__ = ["Day", "Evening", "Impossible", "LocalAmazon", "problems"]
