"""Rows of the two tables as Polars reads them: words as the numbers of a vocabulary, figures as binary fractions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import polars as pl

from peelgrade.batch.layout import SEPARATOR, UNKNOWN, Column, Layout
from peelgrade.loading.files import UNSEEN

Schema = Mapping[str, pl.DataType]

FIGURE = r"^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?\z"  # text that is a figure

_WHOLE = UNSEEN.replace("\ud800-\udfff", "")  # halves of pairs are no text of a table
_CODES = re.sub("[^-]", lambda found: rf"\x{{{ord(found[0]):x}}}", _WHOLE)  # as every engine takes them
# text that may not stand in a table that is written: a spreadsheet takes it for a formula, or nobody sees what it is
UNFIT = rf"^[=+@-]|[\t\n\r{_CODES}]"

WHOLE = float(1 << 53)  # whole numbers below are exact as binary fractions

# left out altogether, they are taken so: items have no names, and were all observed
_MAY_BE_LEFT_OUT = frozenset({"id", "standing"})


def of(layout: Layout, schema: Schema) -> Layout:
    """Return the columns to read of a table that has these: what a row needs, and what there is."""
    needed = {one.name for one in layout.columns if one.needed} - _MAY_BE_LEFT_OUT
    return layout.present(needed | set(schema))


def read(rows: pl.LazyFrame, layout: Layout, schema: Schema, more: Iterable[str] = ()) -> pl.LazyFrame:
    """Return rows with the columns of a layout, each as what it holds, and more columns as they are.

    A word that is none becomes `UNKNOWN`, and what is no figure not a number; an empty cell is no word, and what is
    `UNFIT`, or a fraction, names no inspection.
    """
    return rows.select(*(_typed(column, schema.get(column.name)) for column in layout.columns), *more)


def _typed(column: Column, dtype: pl.DataType | None) -> pl.Expr:
    raw = pl.col(column.name)
    if dtype is None:
        empty = pl.Enum(_words(column)) if column.holds == "word" else pl.String()
        return pl.lit(None, pl.Float64() if column.holds == "figure" else empty).alias(column.key)
    match column.holds:
        case "word":
            read_as = _word(raw, column, dtype)
        case "words":
            listed = raw.list.join(SEPARATOR) if isinstance(dtype, pl.List) else raw.cast(pl.String)
            read_as = _filled(listed)
        case "figure":
            read_as = _figure(raw, dtype)
        case _:
            read_as = _name(raw, column, dtype)
            if column.is_key and is_text(dtype):
                read_as = pl.when(~read_as.str.contains(UNFIT)).then(read_as)
    return read_as.alias(column.key)


def can_hold(column: Column, dtype: pl.DataType) -> bool:
    """Whether a column of a type can be read as what it holds; what is no word or no figure is found row by row."""
    if isinstance(dtype, pl.String | pl.Categorical | pl.Enum | pl.Null) or dtype.is_numeric():
        return True
    if isinstance(dtype, pl.List):
        return column.holds == "words" and isinstance(dtype.inner, pl.String | pl.Categorical | pl.Enum | pl.Null)
    return column.holds == "word" and isinstance(dtype, pl.Boolean)


def is_text(dtype: pl.DataType) -> bool:
    """Whether a column of a type holds text as it was written."""
    return isinstance(dtype, pl.String | pl.Categorical | pl.Enum)


def is_fraction(dtype: pl.DataType) -> bool:
    """Whether numbers of a type may be no whole ones; as names, those that are whole are read without decimals."""
    return dtype.is_float() or (isinstance(dtype, pl.Decimal) and dtype.scale > 0)


def is_number(dtype: pl.DataType) -> bool:
    """Whether names of a type are read, and sorted, as whole numbers; larger ones are read as text."""
    return dtype in (pl.Int8, pl.Int16, pl.Int32, pl.Int64, pl.UInt8, pl.UInt16, pl.UInt32)


def _words(column: Column) -> list[str]:
    return [*column.words, UNKNOWN]


def _word(raw: pl.Expr, column: Column, dtype: pl.DataType) -> pl.Expr:
    if is_known(column, dtype):
        return raw if dtype == pl.Enum(column.words) else _by_place(raw, column, dtype)
    words = pl.Enum(_words(column))
    text = raw if is_text(dtype) else raw.cast(pl.String)
    known = text.cast(words, strict=False)
    written = text.cast(pl.String)
    unknown = known.is_null() & written.is_not_null() & (written != "")
    return pl.when(unknown).then(pl.lit(UNKNOWN, words)).otherwise(known)


def is_known(column: Column, dtype: pl.DataType | None) -> bool:
    """Whether the type of a column says that it holds no other words."""
    return isinstance(dtype, pl.Enum) and set(dtype.categories.to_list()) <= set(column.words)


def _by_place(raw: pl.Expr, column: Column, dtype: pl.DataType) -> pl.Expr:
    """Return words of a type that has them in another order, by their places in it: comparing text would take longer."""
    words = pl.Series(dtype.categories if isinstance(dtype, pl.Enum) else [], dtype=pl.Enum(column.words))
    return pl.lit(words).gather(raw.to_physical())


def _figure(raw: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    if dtype == pl.Float32:
        return raw.cast(pl.String).cast(pl.Float64)  # the decimal that it stands for
    if not is_text(dtype):
        return raw.cast(pl.Float64, strict=False)
    text = _filled(raw.cast(pl.String))
    figure = pl.when(text.str.contains(FIGURE)).then(text).cast(pl.Float64, strict=False)
    return pl.when(text.is_not_null() & figure.is_null()).then(pl.lit(float("nan"))).otherwise(figure)


def _name(raw: pl.Expr, column: Column, dtype: pl.DataType) -> pl.Expr:
    if is_fraction(dtype):  # whole numbers among which there were empty cells
        figure = raw.cast(pl.Float64).fill_nan(None)
        whole = pl.when(figure.abs() < WHOLE).then(figure).otherwise(0.5).cast(pl.Int64)
        written = pl.when(whole == figure).then(whole.cast(pl.String))
        return written if column.is_key else written.otherwise(figure.cast(pl.String))
    return raw.cast(pl.Int64) if is_number(dtype) else _filled(raw.cast(pl.String))


def _filled(text: pl.Expr) -> pl.Expr:
    """Take an empty text as nothing."""
    return pl.when(text != "").then(text)
