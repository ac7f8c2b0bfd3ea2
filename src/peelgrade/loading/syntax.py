"""Words for what is not YAML: what the parsers of PyYAML stumble over, and what a person did to make them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import yaml

from peelgrade.problems import Locator, Problem, Related

# What the two parsers of PyYAML say, what it means, and what to do
_IN_PLAIN_WORDS = (
    ("mapping values are not allowed", "there is a second colon here, or a colon too far to the right", "if this is text with a colon in it, put the whole text in quotes; else check the indent of this line"),
    ("sequence entries are not allowed", "an entry of a list cannot start here", "put '- ' on a line of its own, below the key; text that starts with '- ' goes in quotes"),
    ("mapping keys are not allowed", "a key cannot start here", "text that starts with '? ' goes in quotes; else check the indent of this line"),
    ("cannot start any token", "a value cannot start with this character", "if this is text, put it in quotes"),
    ("could not find expected ':'", "this line is neither 'key: value' nor an entry of a list", "write the colon and a space after the key, or indent the line as part of the text above"),
    ("escape", "a backslash in double quotes stands before a character that it cannot stand before", "write two backslashes, or use single quotes"),
    ("hexdecimal", "a backslash in double quotes stands before a character that it cannot stand before", "write two backslashes, or use single quotes"),
    ("document indicator", "a quote is opened here and not closed", "close it; a quote inside a text is doubled, or the text stands in quotes of the other kind"),
    ("end of stream", "a quote is opened here and not closed", "close it; a quote inside a text is doubled, or the text stands in quotes of the other kind"),
    ("alphabetic or numeric character", "'&' and '*' cannot start a text", "put the text in quotes"),
    ("line break", "nothing may follow '|' or '>' on its line", "begin the text on the next line, indented; text that starts with '|' or '>' goes in quotes"),
    ("chomping", "nothing may follow '|' or '>' on its line", "begin the text on the next line, indented; text that starts with '|' or '>' goes in quotes"),
    ("',' or ']'", "a bracket '[' is not closed, or a comma is missing before this", "close it with ']', or put commas between the entries"),
    ("',' or '}'", "a bracket '{' is not closed, or a comma is missing before this", "close it with '}', or put commas between the entries"),
    ("'-' indicator", "this does not line up with the list above", "start every entry of a list with '- ' in one column"),
    ("expected key", "this does not line up with the lines above, or more follows a text in quotes", "start the keys of one mapping in one column; put the whole of a text in quotes, not a part"),
    ("expected <block end>", "this does not line up with the lines above, or more follows a text in quotes", "start the keys of one mapping, and the entries of one list, in one column; put the whole of a text in quotes, not a part"),
    ("node content", "a value is wanted here", "write a value; text that starts with a bracket, a comma or another mark goes in quotes"),
    ("document start", "something stands after the end of the data", "a file is one list or one mapping; check the indent of this line, and closing brackets"),
    ("directive", "a line that starts with '%' is an instruction to the reader of the file", "take the line out; text that starts with '%' goes in quotes"),
    ("incompatible YAML document", "the line '%YAML' names a version that there is none of", "take the line out"),
    ("tag", "text that starts with '!' goes in quotes", "put it in quotes"),
    ("URI", "text that starts with '!' goes in quotes", "put it in quotes"),
)  # fmt: skip  # one kind of error to a line
# Found further on than it was made: what matters is where it started
_STARTED_BEFORE = (
    "end of stream",
    "document indicator",
    "could not find expected ':'",
    "alphabetic or numeric character",
)
_NEVER_CLOSED = ("',' or ']'", "',' or '}'")

MAX_DEPTH = 40
TOO_DEEP = (
    "PG116",
    f"this is nested more than {MAX_DEPTH} deep",
    "evidence and rules are never so deep; look for a stray bracket or indent",
)
_BEYOND_THE_PARSER = "maximum nesting depth"  # libyaml has a limit of its own, and reads ahead of what it tells

CUT = re.compile(r"(?<=\S) #[^\s#!]")  # one blank, and no blank after it: '#' was meant as text

_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2022"  # what word processors make of a hyphen, and bullets


def problem(error: yaml.YAMLError, name: str, lines: Sequence[str]) -> Problem:
    """Return what is wrong with a file that is not YAML, where, and what to write instead."""
    said = str(getattr(error, "problem", None) or error)
    context = getattr(error, "context_mark", None)
    mark = getattr(error, "problem_mark", None) or context
    if mark is None:
        return Problem("PG110", "this is not valid YAML", Locator(name), "check quotes, colons and indents")
    if _BEYOND_THE_PARSER in said:
        code, message, remedy = TOO_DEEP
        return Problem(code, message, Locator(name, line=mark.line + 1, column=mark.column + 1), remedy)
    tab = _tab_before(lines, context.line if context else mark.line, mark.line)
    if tab is not None:
        remedy = "YAML is indented with spaces only; most editors can turn tabs into spaces"
        return Problem("PG110", "this line is indented with a tab", Locator(name, line=tab + 1, column=1), remedy)
    started = any(words in said for words in _STARTED_BEFORE)
    open_above = any(words in said for words in _NEVER_CLOSED) and context is not None and context.line < mark.line
    if context is not None and (started or open_above):
        mark, context = context, None
    line, column = mark.line, mark.column
    at = _Line(said, "".join(lines[line : line + 1]), "".join(lines[max(0, line - 1) : line]), column)
    case = next((one for one in _CASES if one.applies(at)), None)
    if case is not None:
        message, remedy = case.message, case.remedy
        column = at.indent if case.at_indent else column
    else:
        message, remedy = _in_plain_words(said)
    related: tuple[Related, ...] = ()
    if context is not None and context.line < line:
        start = Locator(name, line=context.line + 1, column=context.column + 1)
        related = (Related(start, "what it belongs to starts here"),)
    if line >= len(lines):  # at the end of the text, which is told at the end of its last line
        line, column = len(lines) - 1, len(lines[-1])
    return Problem("PG110", message, Locator(name, line=line + 1, column=column + 1), remedy, related)


def _in_plain_words(said: str) -> tuple[str, str]:
    found = ((message, remedy) for words, message, remedy in _IN_PLAIN_WORDS if words in said)
    return next(found, ("this is not valid YAML", "check quotes, colons and indents around here"))


@dataclass(frozen=True)
class _Line:
    """Where a parser stumbled: what it said, the line and the one above, and the column, counted from 0."""

    said: str
    text: str
    above: str
    column: int

    @property
    def before(self) -> str:
        """What stands before the place, without the blanks at its end."""
        return self.text[: self.column].rstrip()

    @property
    def here(self) -> str:
        """What stands at the place and after it."""
        return self.text[self.column :]

    @property
    def indent(self) -> int:
        """How far the line is indented."""
        return len(self.text) - len(self.text.lstrip())

    @property
    def is_a_key(self) -> bool:
        """Whether the line is a key with or without its value."""
        return re.match(r"\s*[A-Za-z_]+:( |$)", self.text) is not None

    @property
    def goes_on(self) -> bool:
        """Whether something stands where the value before it had ended."""
        return "expected key" in self.said or "expected <block end>" in self.said

    @property
    def after_a_cut(self) -> bool:
        """Whether a text or bracket seems to go on after a comment that was meant as text, outside of quotes."""
        marks = [(line, mark.start()) for line in (self.above, self.text) if (mark := CUT.search(line))]
        outside = any(line[:at].count('"') % 2 == 0 and line[:at].count("'") % 2 == 0 for line, at in marks)
        return outside and (self.goes_on or "expected ':'" in self.said or "',' or" in self.said)

    @property
    def too_deep(self) -> bool:
        """Whether a key is indented so far that it seems to go on with the text above."""
        deeper = self.indent > len(self.above) - len(self.above.lstrip(" -"))
        first = self.before.lstrip().isidentifier()
        return "mapping values are not allowed" in self.said and self.is_a_key and deeper and first


@dataclass(frozen=True)
class _Case:
    """What a line tells more plainly than the parser does."""

    applies: Callable[[_Line], bool]
    message: str
    remedy: str
    at_indent: bool = False


_CASES = (
    _Case(
        lambda at: re.match(rf"\s*[{_DASHES}]", at.text) is not None,
        "this line begins with a dash or bullet that is no hyphen",
        "begin an entry of a list with a hyphen and a blank: '- '",
    ),
    _Case(
        lambda at: "\u00a0" in at.text and "expected ':'" in at.said,
        "there is a no-break space in this line, which YAML does not take for a blank",
        "write an ordinary blank after the colon; the other may come from copying",
    ),
    _Case(
        lambda at: "expected ':'" in at.said and re.match(r"(- )?[A-Za-z_]+:\S", at.here) is not None,
        "a space is missing after the colon",
        "write 'key: value', with a space after the colon",
    ),
    _Case(
        lambda at: at.goes_on and at.before.endswith("'"),
        "more follows a text in single quotes, which ended here",
        "an apostrophe inside single quotes is doubled; or put the whole text in double quotes",
    ),
    _Case(
        lambda at: at.goes_on and at.before.endswith('"'),
        "more follows a text in double quotes, which ended here",
        "put the whole text in quotes of the other kind, not a part of it",
    ),
    _Case(
        lambda at: at.goes_on and at.before.endswith(("]", "}")),
        "more follows a bracket, which makes a list or mapping of what is in it",
        "put the whole text in quotes",
    ),
    _Case(
        lambda at: at.too_deep,
        "this line is indented too far, so that it seems to go on with the text above",
        "start the keys of one item in one column",
        at_indent=True,
    ),
    _Case(
        lambda at: "expected '-' indicator" in at.said and at.is_a_key,
        "this key does not line up with the keys above",
        "start the keys of one item in one column, below each other",
    ),
    _Case(
        lambda at: at.after_a_cut,
        "before this, a blank and '#' begin a comment, so that a text or bracket ends there",
        "put the whole text in quotes; if a comment is meant, write a blank after '#'",
    ),
)


def _tab_before(lines: Sequence[str], first: int, last: int) -> int | None:
    """Return the first line, counted from 0, that is indented with a tab, from the one named to the last."""
    for number in range(first, min(last + 1, len(lines))):
        if "\t" in lines[number][: len(lines[number]) - len(lines[number].lstrip())]:
            return number
    return None
