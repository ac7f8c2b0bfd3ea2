"""Every problem code: how bad it is, and what it is called. Each has a page of the same name in docs/problems."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")  # worst first


@dataclass(frozen=True)
class Code:
    """A kind of problem.

    An error stops grading: what is written cannot be read, or not be trusted. A warning or a note does not, and can be
    ignored; an error can be only where it is `forgivable`: the evidence can be graded all the same, and a reason that
    stands beside it may explain it. What is `proved` of rules stops no grading either way; what of it is meant is
    declared in framework.yaml, and not ignored beside a place that may have nothing to do with it. One that `leads` may
    be the cause of others in its file, and is told before them.
    """

    severity: Severity
    title: str
    forgivable: bool = False
    proved: bool = False
    leads: bool = False

    @property
    def can_be_ignored(self) -> bool:
        """Whether a comment beside the place, with its reason, silences it."""
        return not self.proved and (self.severity != "error" or self.forgivable)

    @property
    def stops_grading(self) -> bool:
        """Whether nothing is graded until it is mended."""
        return self.severity == "error" and not self.proved


def _error(title: str, *, forgivable: bool = False) -> Code:
    return Code("error", title, forgivable)


def _warning(title: str) -> Code:
    return Code("warning", title)


def _proved(severity: Severity, title: str) -> Code:
    return Code(severity, title, proved=True)


CODES: Mapping[str, Code] = {
    # the file
    "PG101": _error("a link leads out of its folder"),
    "PG102": _error("not a regular file"),
    "PG103": _error("a file is too big"),
    "PG104": _error("a file cannot be read"),
    "PG105": _error("not a YAML file"),
    "PG106": _error("not saved as UTF-8"),
    "PG107": _error("a character that cannot be seen"),
    "PG108": _error("an unresolved merge conflict"),
    "PG109": _error("an empty file"),
    "PG110": _error("not valid YAML"),
    "PG111": _error("an anchor or alias"),
    "PG112": _error("a key stands twice"),
    "PG113": _error("a key that is no word"),
    "PG114": _error("a merge key"),
    "PG115": _error("a second document"),
    "PG116": _error("nested too deep"),
    "PG117": _error("a text is too long"),
    "PG118": _error("too many values"),
    "PG119": _error("a tag"),
    "PG120": _warning("a text ends at a blank and '#'"),
    "PG121": _error("evidence that is not read"),
    # what the schema of the file asks for
    "PG201": _error("a value is missing"),
    "PG202": _error("an unknown key"),
    "PG203": _error("a key is missing"),
    "PG204": _error("a word that cannot stand here"),
    "PG205": _error("a value of the wrong kind"),
    "PG206": _error("not a day of the calendar"),
    "PG207": _error("a text of the wrong form"),
    "PG208": _error("a list is too short"),
    "PG209": _error("a number is too small or too big"),
    "PG210": _error("a word is too long"),
    "PG211": _error("a condition with several keys"),
    "PG299": _error("does not fit the schema"),
    # one item of evidence, or one record of the inspection
    "PG301": _error("a major finding without its ground"),
    "PG302": _error("a ground without a major finding"),
    "PG303": _error("people at risk without serious harm"),
    "PG304": _error("a doubt that repeats the code"),
    "PG305": _error("a finding that is part of itself"),
    "PG306": _error("a period that ends before it starts"),
    "PG307": _error("a comparator without a comparison, or with several"),
    "PG308": _error("half of a rank"),
    "PG309": _error("a metric without a time, or with two"),
    "PG310": _error("a comparator named twice"),
    "PG311": _error("a recommendation that supersedes itself"),
    "PG312": _error("a judgment that is referred back"),
    "PG313": _error("a decision without a judgment"),
    "PG314": _error("a departure that does not fit the outcome"),
    "PG315": _error("a metric that says nothing"),
    "PG316": _error("a challenge of nothing, or of two things"),
    "PG317": _error("half an answer to a challenge"),
    "PG318": _error("an earlier version of nothing"),
    "PG319": _error("answered before it was made"),
    # one rule
    "PG401": _error("a count without one bound"),
    "PG402": _error("metrics that are better and worse"),
    "PG403": _error("recommendations that are met and open"),
    "PG404": _error("points of some judgments"),
    "PG405": _error("judgments that are not selected"),
    "PG406": _error("a rule without one effect"),
    "PG407": _error("a strict rule that cannot be"),
    "PG408": _error("a bound from the wrong side"),
    "PG409": _error("metrics alone would decide"),
    "PG410": _error("a declaration of nothing, or of two things"),
    # one test case of rules
    "PG450": _error("an item that is given as nothing, or as two things"),
    "PG451": _error("a key that does not go with what is given"),
    "PG452": _error("half of a comparison"),
    "PG453": _error("one id for several items"),
    "PG454": _error("an expectation of nothing, or told twice"),
    # the files of an inspection together
    "PG501": _error("an id is used twice"),
    "PG502": _error("a topic of another question"),
    "PG503": _error("a document that is not listed"),
    "PG504": _error("an item that is not there"),
    "PG505": _error("an item of another kind"),
    "PG506": _error("part of a part"),
    "PG507": _error("superseded in a circle"),
    "PG508": _error("a subject that is not known"),
    "PG509": _error("a unit that is not the measure's"),
    "PG510": _error("a comparison of different things"),
    "PG511": _error("a figure out of range", forgivable=True),
    "PG512": _error("evidence on a question that was not inspected"),
    "PG513": _error("an entry stands twice"),
    "PG514": _error("a framework that is not known"),
    "PG515": _error("another framework"),
    "PG516": _error("an item that names itself"),
    "PG517": _error("an id that is taken"),
    "PG518": _error("an earlier version that cannot have been"),
    "PG519": _error("a decision that does not fit who judges"),
    "PG520": _error("a sum that does not add up", forgivable=True),
    "PG521": _error("rates that do not share a base", forgivable=True),
    "PG522": _error("a share that cannot be", forgivable=True),
    "PG530": _warning("a comparison over another time"),
    "PG531": _warning("observed outside fieldwork"),
    "PG532": _warning("a graded question without evidence"),
    "PG533": _warning("a recommendation that arises from no finding"),
    "PG534": _warning("a concern without a recommendation"),
    "PG535": _warning("nearly the same text"),
    "PG536": Code("note", "words that the figures do not bear out"),
    "PG537": _warning("decisions out of order"),
    "PG538": _warning("assessed before it was issued"),
    "PG539": _warning("part of a finding on another core question"),
    "PG540": _warning("two figures for one thing"),
    "PG541": _warning("withdrawn without a challenge"),
    "PG542": _warning("accepted, and nothing was changed"),
    "PG543": _warning("dated before the evidence was found"),
    # a framework and its rules
    "PG601": _error("a question stands twice"),
    "PG602": _error("a baseline that is no category"),
    "PG603": _error("points that do not rise"),
    "PG604": _error("a unit that is not there"),
    "PG605": _error("a rule stands twice"),
    "PG606": _error("a question that is not below"),
    "PG607": _error("a judgment that rests on itself"),
    "PG608": _error("no parts to count"),
    "PG609": _error("a graded question without a rule"),
    "PG610": _error("a topic that is not below"),
    "PG611": _warning("a rule that changes nothing"),
    "PG612": _warning("a measure without a better side"),
    "PG613": _error("a word that is not declared"),
    "PG614": _error("a rule about a question that people judge"),
    "PG615": _error("a declaration about what is not there"),
    "PG616": _warning("a file that nobody reads"),
    "PG617": Code("note", "a framework inside another"),
    "PG618": _error("an entry in the wrong kind of file"),
    "PG619": _error("a framework is too big"),
    "PG620": _error("a bound that always holds"),
    # the test cases of a framework
    "PG650": _error("a test case stands twice"),
    "PG651": _error("a rule that is not there"),
    "PG652": _error("an expectation that cannot fail"),
    "PG653": _error("a range upside down"),
    "PG654": _error("a metric that cannot stand so"),
    # a column mapping
    "PG661": _error("a column mapping without its kind of rows"),
    "PG662": _error("a column for no part"),
    "PG663": _error("a table without the overall judgment"),
    # a metric mapping
    "PG664": _error("a metric mapping that says too little or two things"),
    "PG665": _error("a comparator that no row is about"),
    # comments that ignore problems
    "PG701": _warning("an ignore that is not needed"),
    "PG702": _error("an ignore without a reason"),
    "PG703": _error("an ignore that cannot be"),
    # what is proved of rules: errors where a rule cannot be what it says, warnings where it may not be meant
    "PG801": _proved("error", "a condition that never holds"),
    "PG802": _proved("error", "a condition that always holds"),
    "PG803": _proved("error", "a rule that never decides"),
    "PG804": _proved("warning", "a condition that adds nothing"),
    "PG805": _proved("warning", "a category that no evidence reaches"),
    "PG806": _proved("error", "metrics that decide alone"),
    "PG807": _proved("warning", "one item that moves a judgment far"),
    "PG808": _proved("warning", "a bound that a wordy coding passes"),
    "PG809": _proved("error", "a rule that works backwards"),
    "PG810": _proved("warning", "a proof without an end"),
    "PG811": _proved("warning", "a declaration that silences nothing"),
    # a workbook
    "PG901": Code("error", "a sheet that is not known, or is missing", leads=True),
    "PG902": Code("error", "a column that is not known, or is missing", leads=True),
    "PG903": _warning("something in a workbook that is not read"),
    "PG904": _error("a cell without a value that can be read"),
    "PG905": _error("a row that goes on with nothing"),
    "PG906": _warning("a value that a spreadsheet may have changed"),
    "PG907": Code("note", "something hidden that is read"),
}
