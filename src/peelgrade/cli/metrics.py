"""peelgrade metrics."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

import click

from peelgrade import editing, formats, measurement, pipeline, tables, writing
from peelgrade.cli import mapping, outputs, printing, progress, reading, recording
from peelgrade.editing import Edit
from peelgrade.evidence import Document, Metric
from peelgrade.measurement import Layout, Measurement, Merged, number_of
from peelgrade.metricmapping import MetricMapping
from peelgrade.pipeline import METRICS, RECORD, Read, Reading, metrics_of, named_rules, read_metrics
from peelgrade.problems import LISTED, Locator, Unreadable, shown
from peelgrade.recording.files import content
from peelgrade.rendering import prose
from peelgrade.rendering.escaping import terminal

_OUTCOME = "Nothing was written"


@dataclass(frozen=True)
class _Asked:
    """What is asked: the inspection and its rules, the table by its mapping, and what to write."""

    folder: Path
    rules: Path | None
    mapping: MetricMapping
    table: Path
    layout: Layout
    file: str
    prune: bool


@dataclass(frozen=True)
class _Plan:
    """What is to be written: the files before and after, the file of the metrics, and what that changes."""

    path: Path
    before: Mapping[Path, bytes]
    after: Mapping[Path, bytes]
    merged: Merged
    document: str


def run(
    inspection: Path,
    table: Path,
    by: Path,
    sheet: str | None,
    file_: str | None,
    prune: bool,
    print_: bool,
    rules: Path | None,
) -> None:
    """Take metrics for an inspection from a table of open data."""
    Reading().files_of(inspection)  # where it is no folder, that is told, and not that it cannot be opened
    with writing.locked(inspection):
        now = recording.valid(inspection, rules)
        mapped, name = _mapping(by, now, rules)
        of_mapping = mapped.sheet if tables.has_sheets(table) else None  # a table is often published in text as well
        opened = tables.open_table(table, sheet or of_mapping, mapped.header)
        layout = Layout(opened.columns, opened.sheet, opened.first)
        measured = _measured(opened, mapped, now)
        if measured.wrong:
            _refuse(measured, table, layout)
        asked = _Asked(inspection, rules, mapped, table, layout, _file_name(file_, name), prune)
        plan = _plan(asked, now, measured)
        after = _put(asked, plan, now, print_=print_)
    if print_:
        printing.write(plan.after[plan.path].decode("utf-8"))
    _tell(asked, plan, measured, after, written=not print_)
    recording.mention(after, now, inspection, rules)


def _measured(table: tables.Table, mapped: MetricMapping, now: Read) -> Measurement:
    taken = measurement.wanted(mapped, table.columns)
    rows = progress.over(table.rows(taken), "rows")
    return measurement.measure(rows, mapped, taken, now.inspection.record.force.id, now.rulebook)


def _put(asked: _Asked, plan: _Plan, now: Read, *, print_: bool) -> Read:
    """Check the whole inspection with what is new, and write that unless it is to be printed; return what it is then."""
    changed = {path: raw for path, raw in plan.after.items() if raw != plan.before[path]}
    if not changed:
        return now
    if print_:
        return recording.valid(asked.folder, asked.rules, changed)
    return recording.record(asked.folder, asked.rules, plan.before, changed)


def _mapping(by: Path, found: Read, rules: Path | None) -> tuple[MetricMapping, str]:
    """Return the mapping that is named, which fits the framework, and what its file is called without ending."""
    folder = rules if rules is not None else named_rules(found.rulebook.framework.id)[0]
    listed = {path.stem: path for path in metrics_of(folder, Reading())}
    path = mapping.named(by, listed, "metric mapping")
    read = Reading()
    made = read_metrics(path, path.as_posix(), found.rulebook, read)
    problems, _ = read.standing()
    if made is None or any(problem.severity == "error" for problem in problems):
        reading.refuse(problems, read, outcome=_OUTCOME)
    return made, path.stem


def _file_name(given: str | None, stem: str) -> str:
    """Return the name of the file to write to."""
    if given is not None:
        if not outputs.is_name(given, RECORD, pipeline.FRAMEWORK):
            remedy = "write one such as recorded-crime.yaml, without a folder"
            raise click.UsageError(f"--file: '{terminal(given)}' is not the name of an evidence file; {remedy}")
        return given
    plain = re.sub(r"[^A-Za-z0-9_.-]+", "-", stem).strip("-.") or "metrics"
    return f"{METRICS}-{plain}.yaml" if f"{plain}.yaml" in {RECORD, pipeline.FRAMEWORK} else f"{plain}.yaml"


# --- what cannot be read ---------------------------------------------------------------------------------------------


def _refuse(measured: Measurement, table: Path, layout: Layout) -> NoReturn:
    """Tell every cell that cannot be read, and exit 1."""
    sheet = f", sheet '{shown(layout.sheet)}'" if layout.sheet else ""
    for one in measured.wrong:
        place = f", {layout.cell(one.at)}" if one.at is not None else ""
        more = f" (and {one.more:,} more like it)" if one.more else ""
        click.echo(terminal(f"{table.as_posix()}{sheet}{place}: {one.message}{more}"), err=True)
        click.echo(f"  help: {terminal(one.help)}", err=True)
    total = sum(1 + one.more for one in measured.wrong)
    click.echo(f"{prose.number(total, 'problem')} in {terminal(table.as_posix())}. {_OUTCOME}.", err=True)
    sys.exit(1)


# --- what is to be written -------------------------------------------------------------------------------------------


def _plan(asked: _Asked, now: Read, measured: Measurement) -> _Plan:
    """Return what the figures change in the files of the inspection."""
    path = _home(asked, now)
    record = asked.folder / RECORD
    before = {file: content(file) for file in (record, path)}
    owned = [] if not before[path] else list(_owned(asked, now, path))
    numbers = [number_of(item.id, asked.mapping.prefix) or 0 for item in now.inspection.items]
    known = [(metric, data) for _, metric, data in owned]
    force, last = now.inspection.record.force.id, max(numbers, default=0)
    terms = measurement.Terms(asked.mapping, asked.layout, force, last, asked.prune)
    merged = measurement.merged(measured.figures, known, terms)
    index = {metric.id: n for n, metric, _ in owned}
    text = before[path]
    edits: list[Edit] = [
        editing.Put((index[one.id],), _styled(one.values), measurement.ORDER) for one in merged.changed
    ]
    if edits:
        text = editing.edited(text, path.as_posix(), *edits)
    if merged.new:
        text = editing.extended(text, path.as_posix(), [_styled(one) for one in merged.new], _start(asked))
    if merged.gone and asked.prune:
        text = editing.edited(text, path.as_posix(), editing.Remove(frozenset(index[one] for one in merged.gone)))
    listed, document = _listed(asked, now, before[record])
    return _Plan(path, before, {record: listed, path: text}, merged, document)


def _home(asked: _Asked, now: Read) -> Path:
    """Return the file of the metrics: where those of this table are, else the one that is named."""
    homes = sorted({now.places.ids[metric.id].file for metric in now.inspection.metrics if _is_ours(metric, asked)})
    if len(homes) > 1:
        message = f"metrics of {asked.mapping.document.id} are in {' and '.join(homes)}"
        raise Unreadable(message, f"move those with ids from {asked.mapping.prefix} into one file; nothing was changed")
    return Path(homes[0]) if homes else asked.folder / asked.file


def _is_ours(metric: Metric, asked: _Asked) -> bool:
    """Whether a metric came from the table: by its id, and by the document that it names."""
    of_document = any(source.document == asked.mapping.document.id for source in metric.sources)
    return of_document and number_of(metric.id, asked.mapping.prefix) is not None


def _owned(asked: _Asked, now: Read, path: Path) -> Iterator[tuple[int, Metric, Mapping[str, Any]]]:
    """Yield the metrics of the table with their places in the file and what is written of each, in its order."""
    metrics = {metric.id: metric for metric in now.inspection.metrics if _is_ours(metric, asked)}
    for n, data in enumerate(now.places.sources[path.as_posix()].data):
        if data["id"] in metrics:
            yield n, metrics[data["id"]], data


def _start(asked: _Asked) -> str:
    """Return what a new file begins with."""
    for_editors = (asked.folder / formats.FOLDER / formats.file_name("evidence")).exists()
    document = asked.mapping.document
    said = f"Figures from “{shown(document.title)}”, {shown(document.publisher)}, {shown(document.licence)}."
    remark = f"# {said}\n# Made by 'peelgrade metrics'; run it again for a newer table.\n"
    return (formats.modeline("evidence") if for_editors else "") + remark


def _listed(asked: _Asked, now: Read, raw: bytes) -> tuple[bytes, str]:
    """Return the record with the document of the table as the mapping has it, and what that changes."""
    document = asked.mapping.document
    name = (asked.folder / RECORD).as_posix()
    known = {one.id: n for n, one in enumerate(now.inspection.record.documents)}
    told = {key: value for key in Document.model_fields if (value := getattr(document, key)) is not None}
    if document.id not in known:
        return editing.edited(raw, name, editing.Append("documents", told)), "is listed now"
    old = now.inspection.record.documents[known[document.id]]
    values = {key: value for key, value in told.items() if value != getattr(old, key)}
    if not values:
        return raw, ""
    put = editing.Put(("documents", known[document.id]), values, tuple(Document.model_fields))
    moves = "; ".join(f"{key} {shown(getattr(old, key) or 'nothing')} → {shown(new)}" for key, new in values.items())
    return editing.edited(raw, name, put), f"is otherwise: {moves}"


def _styled(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return data as evidence is mostly written: figures and days plain, what is short on one line."""
    return {key: None if value is None else _style(value) for key, value in data.items()}


def _style(value: Any) -> Any:  # noqa: ANN401  # data of any shape
    match value:
        case Decimal():
            return writing.Plain(f"{value:f}")
        case date():
            return writing.Plain(value.isoformat())
        case Mapping():
            return writing.Flow({key: _style(inside) for key, inside in value.items()})
        case [Mapping(), *_]:
            return [_style(inside) for inside in value]
        case list():
            return writing.FlowList(value)
        case _:
            return value


# --- what is told ----------------------------------------------------------------------------------------------------


def _tell(asked: _Asked, plan: _Plan, measured: Measurement, after: Read, *, written: bool) -> None:
    """Say what is new, changed, gone and the same, with places; on standard error where the file itself is printed."""
    lines = [*_changes(asked, plan, after), *_left_out(measured, after)]
    for line in lines:
        click.echo(terminal(line), err=not written)
    if written and plan.merged.new:
        shown_folder = shlex.quote(asked.folder.as_posix())
        more = reading.with_rules(asked.rules)
        click.echo(f"Next: peelgrade explain {terminal(shown_folder)} {plan.merged.new[0]['id']}{more}")


def _changes(asked: _Asked, plan: _Plan, after: Read) -> Iterator[str]:
    merged, path = plan.merged, plan.path.as_posix()
    if merged.new:
        ids = [str(one["id"]) for one in merged.new]
        span = ids[0] if len(ids) == 1 else f"{ids[0]} to {ids[-1]}"
        verb = "is" if len(ids) == 1 else "are"
        yield f"{path}: {prose.number(len(ids), 'metric')} {verb} new, {span}"
    metrics = after.inspection.figures
    for one in merged.changed:
        if one.moved:
            yield f"{after.places.of(one.id)}: {one.id}: {one.old or 'nothing'} → {one.new} ({_about(metrics[one.id])})"
    others = [one for one in merged.changed if not one.moved]
    if others:
        keys = sorted({key for one in others for key in one.values})
        verb = "differs" if len(others) == 1 else "differ"
        yield f"{path}: {prose.number(len(others), 'metric')} {verb} in {', '.join(keys)}, and not in the figure"
    if merged.gone:
        gone = ", ".join(merged.gone[:LISTED])
        gone += f" and {len(merged.gone) - LISTED:,} more" if len(merged.gone) > LISTED else ""
        fate = "taken out" if asked.prune else "left as before; --prune takes out what is not in the table"
        yield f"{path}: no longer in the table: {gone}; {fate}"
    if plan.document:
        yield f"{_document_place(asked, after)}: the document {asked.mapping.document.id} {plan.document}"
    if merged.same:
        yield f"{prose.number(merged.same, 'metric')} as before."
    if plan.after == plan.before:
        yield "Nothing is to be changed."


def _document_place(asked: _Asked, after: Read) -> str:
    known = [one.id for one in after.inspection.record.documents]
    at = Locator((asked.folder / RECORD).as_posix(), ("documents", known.index(asked.mapping.document.id)))
    return after.places.line(at)


def _about(metric: Metric) -> str:
    first, last = metric.days or (None, None)
    time = str(first) if first == last else f"{first} to {last}"
    return ", ".join([metric.measure, metric.subject, *metric.breakdown, time])


def _left_out(measured: Measurement, after: Read) -> Iterable[str]:
    """Say what of the table does not count, and why."""
    parts: list[str] = []
    cells = sum(measured.suppressed.values())
    if cells:
        words = ", ".join(
            f"{count:,} {'empty' if not word else repr(shown(word))}" for word, count in measured.suppressed.items()
        )
        parts.append(f"{prose.number(cells, 'suppressed cell')} ({words})")
    if measured.others:
        noun = prose.number(measured.others, "row")
        parts.append(f"{noun} about neither {after.inspection.record.force.id} nor a comparator")
    if measured.not_selected:
        parts.append(f"{prose.number(measured.not_selected, 'row')} by 'where'")
    return [f"Left out: {'; '.join(parts)}."] if parts else []
