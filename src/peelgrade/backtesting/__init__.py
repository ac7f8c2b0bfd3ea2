"""How well a framework's roll-up reaches the overall judgments that were really published."""

from peelgrade.backtesting.record import Backtest, LeftOutRows, Measured, Method, Miss, Missed, Rows, View, backtest
from peelgrade.backtesting.resampling import Interval
from peelgrade.backtesting.rollup import RollUp, Verdict
from peelgrade.backtesting.tally import MOST_UNITS

__all__ = [
    "MOST_UNITS",
    "Backtest",
    "Interval",
    "LeftOutRows",
    "Measured",
    "Method",
    "Miss",
    "Missed",
    "RollUp",
    "Rows",
    "Verdict",
    "View",
    "backtest",
]
