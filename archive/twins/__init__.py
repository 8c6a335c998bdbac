"""Twins: documents that have the text of another, or nearly, and how much of a year's count they make."""
