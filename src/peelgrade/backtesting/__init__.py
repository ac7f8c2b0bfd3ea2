"""How well a framework's roll-up reaches the overall judgments that were really published."""

from peelgrade.backtesting.record import Backtest, Measured, Method, Miss, Missed, Rows, View, backtest
from peelgrade.backtesting.resampling import Interval
from peelgrade.backtesting.rollup import RollUp, Verdict

__all__ = [
    "Backtest",
    "Interval",
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
