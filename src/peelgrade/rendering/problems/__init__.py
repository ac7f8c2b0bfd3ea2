"""Problems in every format that `validate` prints: for people, for programs and for CI."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from peelgrade.rendering.problems import data, github, gitlab, junit, markdown, sarif, text
from peelgrade.rendering.problems.report import Report


@dataclass(frozen=True)
class Format:
    """How problems are written: as text that ends with a line end, or nothing.

    `for_people` says whether a person reads it as it is printed, and `from_top` whether its readers look for paths from
    the top of the repository.
    """

    write: Callable[[Report], str]
    for_people: bool = False
    from_top: bool = False


FORMATS: Mapping[str, Format] = {
    "full": Format(text.full, for_people=True),
    "concise": Format(text.concise, for_people=True),
    "json": Format(data.json),
    "jsonl": Format(data.jsonl),
    "github": Format(github.github, from_top=True),
    "gitlab": Format(gitlab.gitlab, from_top=True),
    "sarif": Format(sarif.sarif, from_top=True),
    "junit": Format(junit.junit),
    "markdown": Format(markdown.markdown),
}
