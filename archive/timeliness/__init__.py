"""Timeliness: how many working days lie between the day a document was written and the day it was published."""
