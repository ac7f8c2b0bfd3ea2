"""Metrics from the rows of a table of open data, by a metric mapping; pure: rows come in, figures and problems go out.

Nothing is dropped silently and nothing is guessed: a cell that cannot be read as the mapping says is told of with its
place, and rows and cells that do not count are counted.
"""

from peelgrade.measurement.figures import Key, Layout, Measured, Place
from peelgrade.measurement.merging import ORDER, Change, Merged, Terms, merged, number_of
from peelgrade.measurement.reading import Measurement, Wrong, measure, wanted

__all__ = [
    "ORDER",
    "Change",
    "Key",
    "Layout",
    "Measured",
    "Measurement",
    "Merged",
    "Place",
    "Terms",
    "Wrong",
    "measure",
    "merged",
    "number_of",
    "wanted",
]
