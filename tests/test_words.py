"""What validation says of values that do not fit, word for word: it is what people mend their files by."""

from __future__ import annotations

from typing import Any

import pytest

from peelgrade import formats
from peelgrade.loading import Quoted
from peelgrade.problems import Problem
from peelgrade.rulebook import Question
from peelgrade.validation import MAX_ERRORS, Checker, quick
from peelgrade.validation.words import advice_on_figure, advice_on_id
from tests.strategies import framework
from tests.test_validation import check

TEXT = {"type": "string"}
COLUMN = {
    "type": "object",
    "properties": {"column": TEXT, "written": TEXT},
    "required": ["column"],
    "additionalProperties": False,
}
VALUES: dict[str, Any] = {
    "type": "object",
    "properties": {
        "figure": {"type": "number"},
        "number": {"type": "integer", "minimum": 1, "maximum": 9},
        "share": {"type": "number", "minimum": 0, "maximum": 1},
        "day": {"type": "string", "format": "date"},
        "words": {"type": "array", "items": TEXT},
        "many": {"type": "array", "items": TEXT, "minItems": 2},
        "word": {"type": "string", "enum": ["good", "fair"]},
        "one": {"type": "string", "const": "v1"},
        "web": {"type": "string", "pattern": "^https?://"},
        "id": {"type": "string", "pattern": "^[a-z]+$", "maxLength": 8},
        "some": {"anyOf": [TEXT, {"type": "object", "properties": {"a": TEXT, "b": TEXT}}]},
        "flag": {"type": "boolean"},
        "rows": {"type": "array", "items": {"type": "object", "properties": {"a": TEXT}}},
        "any": {"type": "object", "additionalProperties": TEXT},
        "named": {"enum": ["good"], "type": "string"},
        "column": {"anyOf": [TEXT, COLUMN]},
    },
}

OF_VALUES = [
    ("figure", "1,234", "PG205", "'1,234' is not a number", "write 1234, without signs, commas and blanks"),
    ("figure", "1,234.5", "PG205", "'1,234.5' is not a number", "write 1234.5, without signs, commas and blanks"),
    ("figure", "1,5", "PG205", "'1,5' is not a number", "write 1.5 if the comma is a decimal one: a figure has a point for decimals, and no commas"),
    ("figure", "-1,5", "PG205", "'-1,5' is not a number", "write -1.5 if the comma is a decimal one: a figure has a point for decimals, and no commas"),
    ("figure", "1.234,5", "PG205", "'1.234,5' is not a number", "write digits, with a point for decimals: no words, commas, leading noughts, or signs such as % and \u00a3"),
    ("figure", "5%", "PG205", "'5%' is not a number", "write 5, without signs, commas and blanks"),
    ("figure", "\u00a35", "PG205", "'\u00a35' is not a number", "write 5, without signs, commas and blanks"),
    ("figure", "\u22125", "PG205", "'\u22125' is not a number", "write -5, with a hyphen for the minus: this is another sign that looks like one"),
    ("figure", "\u20135", "PG205", "'\u20135' is not a number", "write -5, with a hyphen for the minus: this is another sign that looks like one"),
    ("figure", "\u2212 5 %", "PG205", "'\u2212 5 %' is not a number", "write -5, with a hyphen for the minus: this is another sign that looks like one"),
    ("figure", "about 5", "PG205", "'about 5' is not a number", "write 5 here, and 'bound: about' on a line of its own"),
    ("figure", "more than 5%", "PG205", "'more than 5%' is not a number", "write 5 here, and 'bound: more_than' on a line of its own"),
    ("figure", "less than 1,000", "PG205", "'less than 1,000' is not a number", "write 1000 here, and 'bound: less_than' on a line of its own"),
    ("figure", "over 5", "PG205", "'over 5' is not a number", "write 5 here, and 'bound: more_than' on a line of its own"),
    ("figure", "under 5", "PG205", "'under 5' is not a number", "write 5 here, and 'bound: less_than' on a line of its own"),
    ("figure", "around 5", "PG205", "'around 5' is not a number", "write 5 here, and 'bound: about' on a line of its own"),
    ("figure", "some 5", "PG205", "'some 5' is not a number", "write 5 here, and 'bound: about' on a line of its own"),
    ("figure", "some people", "PG205", "'some people' is not a number", "write digits, with a point for decimals: no words, commas, leading noughts, or signs such as % and \u00a3"),
    ("figure", "about many", "PG205", "'about many' is not a number", "write digits, with a point for decimals: no words, commas, leading noughts, or signs such as % and \u00a3"),
    ("figure", "x", "PG205", "'x' is not a number", "write digits, with a point for decimals: no words, commas, leading noughts, or signs such as % and \u00a3"),
    ("figure", "1 234", "PG205", "'1 234' is not a number", "write 1234, without signs, commas and blanks"),
    ("figure", "010", "PG205", "'010' is not a number", "write digits, with a point for decimals: no words, commas, leading noughts, or signs such as % and \u00a3"),
    ("figure", "1e3", "PG205", "'1e3' is not a number", "write digits, with a point for decimals: no words, commas, leading noughts, or signs such as % and \u00a3"),
    ("figure", [], "PG205", "a list is not a number", "write digits, with a point for decimals: no words, commas, leading noughts, or signs such as % and \u00a3"),
    ("figure", {}, "PG205", "a mapping ('key: value') is not a number", "write digits, with a point for decimals: no words, commas, leading noughts, or signs such as % and \u00a3"),
    ("figure", "true", "PG205", "'true' is not a number", "write digits, with a point for decimals: no words, commas, leading noughts, or signs such as % and \u00a3"),
    ("figure", Quoted("5"), "PG205", "'5' stands in quotes, and a number is wanted", "take the quotes out"),
    ("figure", Quoted("123456789012345"), "PG205", "'123456789012345' stands in quotes, and a number is wanted", "take the quotes out"),
    ("figure", "1234567890123456", "PG205", "'1234567890123456' has too many digits", "a figure has at most 15 digits, as many as every program keeps; round it"),
    ("figure", "1,5%", "PG205", "'1,5%' is not a number", "write 1.5 if the comma is a decimal one: a figure has a point for decimals, and no commas"),
    ("number", "5.0", "PG205", "'5.0' is not a whole number", "write digits only"),
    ("number", "1,234", "PG205", "'1,234' is not a whole number", "write 1234, without signs, commas and blanks"),
    ("number", "1,5", "PG205", "'1,5' is not a whole number", "write digits: no words, commas, leading noughts, or signs such as % and \u00a3"),
    ("number", "about 5", "PG205", "'about 5' is not a whole number", "write digits: no words, commas, leading noughts, or signs such as % and \u00a3"),
    ("number", "5%", "PG205", "'5%' is not a whole number", "write 5, without signs, commas and blanks"),
    ("number", "5.5%", "PG205", "'5.5%' is not a whole number", "write digits: no words, commas, leading noughts, or signs such as % and \u00a3"),
    ("number", "x", "PG205", "'x' is not a whole number", "write digits: no words, commas, leading noughts, or signs such as % and \u00a3"),
    ("number", "0", "PG209", "0 is too small", "write a number that is at least 1"),
    ("number", "10", "PG209", "10 is too big", "write a number that is at most 9"),
    ("number", "1.5", "PG205", "'1.5' is not a whole number", "write digits only"),
    ("number", Quoted("5"), "PG205", "'5' stands in quotes, and a whole number is wanted", "take the quotes out"),
    ("number", "\u22125", "PG205", "'\u22125' is not a whole number", "write -5, with a hyphen for the minus: this is another sign that looks like one"),
    ("share", Quoted("0.5"), "PG205", "'0.5' stands in quotes, and a number is wanted", "take the quotes out"),
    ("share", Quoted("2"), "PG205", "'2' stands in quotes, and a number is wanted", "a share is a number that is at most 1: write 0.02"),
    ("share", "50%", "PG205", "'50%' is not a number", "a share is a number that is at most 1: write 0.5"),
    ("share", "0.5%", "PG205", "'0.5%' is not a number", "a share is a number that is at most 1: write 0.005"),
    ("share", "100%", "PG205", "'100%' is not a number", "a share is a number that is at most 1: write 1"),
    ("share", "101%", "PG205", "'101%' is not a number", "write 101, without signs, commas and blanks"),
    ("share", "0%", "PG205", "'0%' is not a number", "write 0, without signs, commas and blanks"),
    ("share", "-5%", "PG205", "'-5%' is not a number", "write -5, without signs, commas and blanks"),
    ("share", "50", "PG209", "50 is too big", "a share is a number that is at most 1: for 50 per cent write 0.5"),
    ("share", "1.5", "PG209", "1.5 is too big", "a share is a number that is at most 1: for 1.5 per cent write 0.015"),
    ("share", "100", "PG209", "100 is too big", "a share is a number that is at most 1: for 100 per cent write 1"),
    ("share", "101", "PG209", "101 is too big", "write a number that is at most 1"),
    ("share", "-1", "PG209", "-1 is too small", "write a number that is at least 0"),
    ("share", "1,5", "PG205", "'1,5' is not a number", "write 1.5 if the comma is a decimal one: a figure has a point for decimals, and no commas"),
    ("share", "12345678901234567%", "PG205", "'12345678901234567%' is not a number", "write 12345678901234567, without signs, commas and blanks"),
    ("share", "\u00bd", "PG205", "'\u00bd' is not a number", "write digits, with a point for decimals: no words, commas, leading noughts, or signs such as % and \u00a3"),
    ("share", "12.3456789012345%", "PG205", "'12.3456789012345%' is not a number", "a share is a number that is at most 1: write 0.123456789012345"),
    ("share", "12.34567890123456%", "PG205", "'12.34567890123456%' is not a number", "write 12.34567890123456, without signs, commas and blanks"),
    ("share", "\u00a31", "PG205", "'\u00a31' is not a number", "write 1, without signs, commas and blanks"),
    ("share", "1%", "PG205", "'1%' is not a number", "a share is a number that is at most 1: write 0.01"),
    ("share", "33.30%", "PG205", "'33.30%' is not a number", "a share is a number that is at most 1: write 0.333"),
    ("day", " 2015-06-30 ", "PG206", "' 2015-06-30 ' is not a day of the calendar", "write 2015-06-30, without blanks around it"),
    ("day", "2015-02-30", "PG206", "'2015-02-30' is not a day of the calendar", "February 2015 has 28 days: correct the day"),
    ("day", "2015-01-32", "PG206", "'2015-01-32' is not a day of the calendar", "January 2015 has 31 days: correct the day"),
    ("day", "2015-12-32", "PG206", "'2015-12-32' is not a day of the calendar", "December 2015 has 31 days: correct the day"),
    ("day", "2015-13-01", "PG206", "'2015-13-01' is not a day of the calendar", "months are 01 to 12: write year, month and day, as in 2015-06-30"),
    ("day", "0000-01-01", "PG206", "'0000-01-01' is not a day of the calendar", "months are 01 to 12: write year, month and day, as in 2015-06-30"),
    ("day", "2015-00-01", "PG206", "'2015-00-01' is not a day of the calendar", "months are 01 to 12: write year, month and day, as in 2015-06-30"),
    ("day", "2015-06-30T10:00:00Z", "PG206", "'2015-06-30T10:00:00Z' is not a day of the calendar", "take the time out: write 2015-06-30"),
    ("day", "2015-06-30 10:00", "PG206", "'2015-06-30 10:00' is not a day of the calendar", "take the time out: write 2015-06-30"),
    ("day", "30/06/2015", "PG206", "'30/06/2015' is not a day of the calendar", "write year, month and day with hyphens: 2015-06-30, if the day came first here"),
    ("day", "31/06/2015", "PG206", "'31/06/2015' is not a day of the calendar", "write year, month and day with hyphens, as in 2015-06-30"),
    ("day", "30.6.2015", "PG206", "'30.6.2015' is not a day of the calendar", "write year, month and day with hyphens: 2015-06-30, if the day came first here"),
    ("day", "2015/6/30", "PG206", "'2015/6/30' is not a day of the calendar", "write year, month and day with hyphens: 2015-06-30"),
    ("day", "2015.06.30", "PG206", "'2015.06.30' is not a day of the calendar", "write year, month and day with hyphens: 2015-06-30"),
    ("day", "30 June 2015", "PG206", "'30 June 2015' is not a day of the calendar", "write year, month and day with hyphens: 2015-06-30"),
    ("day", "1st jun 2015", "PG206", "'1st jun 2015' is not a day of the calendar", "write year, month and day with hyphens: 2015-06-01"),
    ("day", "2nd June, 2015", "PG206", "'2nd June, 2015' is not a day of the calendar", "write year, month and day with hyphens: 2015-06-02"),
    ("day", "30-jun-2015", "PG206", "'30-jun-2015' is not a day of the calendar", "write year, month and day with hyphens: 2015-06-30"),
    ("day", "June 30, 2015", "PG206", "'June 30, 2015' is not a day of the calendar", "write year, month and day with hyphens: 2015-06-30"),
    ("day", "june 3rd 2015", "PG206", "'june 3rd 2015' is not a day of the calendar", "write year, month and day with hyphens: 2015-06-03"),
    ("day", "jun 2015", "PG206", "'jun 2015' is not a day of the calendar", "write year, month and day with hyphens, as in 2015-06-30"),
    ("day", "30 junk 2015", "PG206", "'30 junk 2015' is not a day of the calendar", "write year, month and day with hyphens, as in 2015-06-30"),
    ("day", "30 foo 2015", "PG206", "'30 foo 2015' is not a day of the calendar", "write year, month and day with hyphens, as in 2015-06-30"),
    ("day", "June 31 2015", "PG206", "'June 31 2015' is not a day of the calendar", "write year, month and day with hyphens, as in 2015-06-30"),
    ("day", "yesterday", "PG206", "'yesterday' is not a day of the calendar", "write year, month and day with hyphens, as in 2015-06-30"),
    ("day", "2015-6-30", "PG206", "'2015-6-30' is not a day of the calendar", "write year, month and day with hyphens: 2015-06-30"),
    ("day", "20150630", "PG206", "'20150630' is not a day of the calendar", "write year, month and day with hyphens, as in 2015-06-30"),
    ("day", "30/06/15", "PG206", "'30/06/15' is not a day of the calendar", "write year, month and day with hyphens, as in 2015-06-30"),
    ("words", "a", "PG205", "'a' stands where a list is wanted", "begin each entry on a line of its own with '- ', or write [one, two]"),
    ("words", {}, "PG205", "a mapping ('key: value') stands where a list is wanted", "begin each entry on a line of its own with '- ', or write [one, two]"),
    ("words", "true", "PG205", "'true' stands where a list is wanted", "begin each entry on a line of its own with '- ', or write [one, two]"),
    ("many", "[]", "PG205", "'[]' stands where a list is wanted", "begin each entry on a line of its own with '- ', or write [one, two]"),
    ("many", [], "PG208", "the list is too short", "write at least 2 entries"),
    ("many", ["a"], "PG208", "the list is too short", "write at least 2 entries"),
    ("word", "god", "PG204", "'god' is not one of the words that can stand here", "did you mean 'good'?"),
    ("word", "true", "PG204", "'true' is not one of the words that can stand here", "write one of: good, fair"),
    ("word", [], "PG205", "a list stands where one word is wanted", "write one of: good, fair"),
    ("word", "5", "PG204", "'5' is not one of the words that can stand here", "write one of: good, fair"),
    ("word", "none", "PG204", "'none' is not one of the words that can stand here", "write one of: good, fair"),
    ("one", "v2", "PG204", "'v2' is not what can stand here", "write 'v1'"),
    ("web", "www.a.b", "PG207", "'www.a.b' is not a web address", "write it in full, as in https://www.example.org/report"),
    ("web", "ftp://a", "PG207", "'ftp://a' is not a web address", "write it in full, as in https://www.example.org/report"),
    ("web", " ", "PG207", "the text is empty", "write it, or take the key out"),
    ("id", "A b", "PG207", "'A b' cannot be an id", "an id starts with a letter or digit and holds letters, digits, '_', '-' and '.' only"),
    ("id", "abcdefghij", "PG210", "this has 10 characters, and the limit is 8", "shorten it"),
    ("id", " ", "PG207", "the text is empty", "write it, or take the key out"),
    ("id", "5", "PG207", "'5' cannot be an id", "an id starts with a letter or digit and holds letters, digits, '_', '-' and '.' only"),
    ("id", "1.5", "PG207", "'1.5' cannot be an id", "an id starts with a letter or digit and holds letters, digits, '_', '-' and '.' only"),
    ("some", [], "PG205", "a list stands where one word, or keys with values, are wanted", "write one word, or keys with values; the keys here are: a, b"),
    ("rows", "a", "PG205", "'a' stands where a list is wanted", "begin each entry on a line of its own with '- '"),
    ("any", "a", "PG205", "'a' stands where keys with values are wanted", "write a line 'key: value' for each key"),
    ("named", [], "PG205", "a list stands where one word is wanted", "write one of: good"),
    ("column", [], "PG205", "a list stands where one word, or keys with values, are wanted", "write one word, or keys with values; the keys here are: column, written"),
    ("flag", "yes", "PG205", "'yes' is neither true nor false", "write true or false, without quotes"),
    ("flag", "1", "PG205", "'1' is neither true nor false", "write true or false, without quotes"),
]  # fmt: skip  # a value to a line

OF_KEYS: list[tuple[Any, str, tuple[str | int, ...], str, str]] = [
    ({"id": "401"}, "PG205", ("id",), "'id': '401' reads as a number or as true or false, and an id is wanted", "start it with a letter, as in F401, or put it in quotes"),
    ({"item": {"kind": "metric", "vlaue": "1"}}, "PG202", ("item", "vlaue"), "unknown key 'vlaue'", "did you mean 'value'?"),
    ({"item": {"kind": "metric"}}, "PG203", ("item", "value"), "this metric must have 'value'", "add 'value': value"),
    ({"item": {"kind": "findin", "shows": "a"}}, "PG204", ("item", "kind"), "this item is of no known kind: 'findin'", "did you mean 'finding'?"),
    ({"item": {"id": "F1", "kind": "findin", "shows": "a"}}, "PG204", ("item", "kind"), "'F1' is of no known kind: 'findin'", "did you mean 'finding'?"),
    ({"item": {"kind": ["finding"], "shows": "a"}}, "PG205", ("item", "kind"), "'kind': a list stands where one word is wanted", "write one of: finding, metric"),
    ({"item": {"kid": "finding", "shows": "a"}}, "PG202", ("item", "kid"), "unknown key 'kid'", "did you mean 'kind'?"),
    ({"item": {"shows": "a"}}, "PG203", ("item",), "this item does not say its kind", "add 'kind: finding' (or metric)"),
    ({"item": "a"}, "PG205", ("item",), "'item': 'a' stands where an item of evidence is wanted", "write its keys one below the other: 'id:', 'kind:', 'question:' and what else its kind needs"),
    ({"item": {"kind": "metric", "value": "1", "shows": "x"}}, "PG202", ("item", "shows"), "unknown key 'shows'", "it is a key of a finding: take it out, or make it a part of one"),
    ({"condition": {"all": [{"count": "1"}], "count": "2"}}, "PG211", ("condition",), "'condition': a condition has one key, and here are 'all' and 'count'", "put each into a condition of its own, under 'all' or 'any'"),
    ({"condition": {"coutn": "1"}}, "PG205", ("condition",), "'condition': 'coutn' stands where a condition is wanted", "did you mean 'count'?"),
    ({"condition": {"none": []}}, "PG205", ("condition",), "'condition': 'none' stands where a condition is wanted", "write one of: all, count"),
    ({"condition": {}}, "PG205", ("condition",), "'condition': a mapping ('key: value') stands where a condition is wanted", "write one of: all, count"),
    ({"condition": []}, "PG205", ("condition",), "'condition': a list stands where a condition is wanted", "put them under 'all' or 'any': 'all:' and then the list"),
    ({"condition": "al"}, "PG205", ("condition",), "'condition': 'al' stands where a condition is wanted", "did you mean 'all'?"),
    ({"condition": "5"}, "PG205", ("condition",), "'condition': '5' stands where a condition is wanted", "write one of: all, count"),
    ({"condition": {"all": []}}, "PG208", ("condition", "all"), "'all': the list is empty", "write at least one entry"),
    ({"condition": {"all": ["x"]}}, "PG205", ("condition", "all", 0), "'all': 'x' stands where keys with values are wanted", "write a line 'key: value' for each key; the keys here are: count"),
    ({"either": {"a": "b"}}, "PG205", ("either",), "'either': a mapping ('key: value') stands where one word or a list of words is wanted", "write one word, or [one, two]"),
    ({"either": [[]]}, "PG205", ("either", 0), "'either': a list stands where text is wanted", "write one text; put it in quotes if it starts with a bracket or holds a colon"),
    ({"inner": {}}, "PG203", ("inner", "document"), "what stands under 'inner' must have 'document'", "add 'document', as in 'document: notes': where"),
    ({"inner": "a"}, "PG205", ("inner",), "'inner': 'a' stands where keys with values are wanted", "write a line 'key: value' for each key; the keys here are: page, document"),
    ({"inner": {"document": "a", "documnt": "b"}}, "PG202", ("inner", "documnt"), "unknown key 'documnt'", "'document' is there already; take 'documnt' out"),
    ({"inner": {"document": "a", "zzz": "b"}}, "PG202", ("inner", "zzz"), "unknown key 'zzz'", "the keys here are: page, document"),
    ({"inner": {"document": "a", "shows": "b"}}, "PG202", ("inner", "shows"), "unknown key 'shows'", "it is a key of a finding: take it out, or make it a part of one"),
    ({"inner": {"document": "a", "kind": "b"}}, "PG202", ("inner", "kind"), "unknown key 'kind'", "it is a key of a finding and a metric: take it out, or make it a part of one"),
    ("null", "PG109", (), "the file is empty", "write its contents, or delete it"),
    ("a", "PG205", (), "'a' stands where keys with values are wanted", "write a line 'key: value' for each key; the keys here are: text, id, word, figure, number, flag, day, list, inner, either, item, condition"),
    ([], "PG205", (), "a list stands where keys with values are wanted", "write a line 'key: value' for each key; the keys here are: text, id, word, figure, number, flag, day, list, inner, either, item, condition"),
    ({"page": "1"}, "PG202", ("page",), "unknown key 'page'", "it belongs under 'inner': indent it there"),
    ({"inner": {"page": "x", "document": "n/a"}}, "PG205", ("inner", "page"), "'page': 'x' is not a whole number", "write digits: no words, commas, leading noughts, or signs such as % and \u00a3"),
    ({"inner": {"page": "Unknown", "document": "x"}}, "PG205", ("inner", "page"), "'page': 'Unknown' is not a whole number", "write digits: no words, commas, leading noughts, or signs such as % and \u00a3"),
    ({"item": {"kind": "metric", "value": "none"}}, "PG205", ("item", "value"), "'value': 'none' is not a number", "write digits, with a point for decimals: no words, commas, leading noughts, or signs such as % and \u00a3"),
    ({"word": "Nil"}, "PG204", ("word",), "'word': 'Nil' is not one of the words that can stand here", "write one of: good, fair"),
    ({"inner": {"document": []}}, "PG205", ("inner", "document"), "'document': a list stands where text is wanted", "write one text; put it in quotes if it starts with a bracket or holds a colon"),
    ({"list": ["a", ["b"]]}, "PG205", ("list", 1), "'list': a list stands where text is wanted", "write one text; put it in quotes if it starts with a bracket or holds a colon"),
    ({"list": [{"id": "x"}]}, "PG205", ("list", 0), "'list': a mapping ('key: value') stands where text is wanted", "write one text; put it in quotes if it starts with a bracket or holds a colon"),
]  # fmt: skip  # a value to a line


@pytest.mark.parametrize(("key", "written", "code", "message", "remedy"), OF_VALUES)
def test_a_value_that_does_not_fit(key: str, written: Any, code: str, message: str, remedy: str) -> None:
    """Figures, shares, days and words are told with what was meant, where that can be told."""
    (problem,) = check({key: written}, VALUES)[1]

    assert (code, f"'{key}': {message}", remedy) == (problem.code, problem.message, problem.help)
    assert (key,) == problem.at.path


OF_A_COLUMN: list[tuple[Any, list[tuple[str, tuple[str, ...], str]]]] = [
    ({"column": "a", "written": "b"}, []),
    ({"colum": "a"}, [("PG202", ("column", "colum"), "did you mean 'column'?")]),
    ({"written": "b"}, [("PG203", ("column", "column"), "add 'column': column")]),
    ({}, [("PG203", ("column", "column"), "add 'column': column")]),
]


@pytest.mark.parametrize(("written", "expected"), OF_A_COLUMN)
def test_keys_where_one_word_could_stand(written: Any, expected: list[Any]) -> None:
    """Where a word can stand, or keys of one kind, keys are told what those need, and nothing of conditions."""
    problems = check({"column": written}, VALUES)[1]

    assert expected == [(one.code, one.at.path, one.help) for one in problems]


@pytest.mark.parametrize(("data", "code", "path", "message", "remedy"), OF_KEYS)
def test_keys_that_do_not_fit(data: Any, code: str, path: tuple[str | int, ...], message: str, remedy: str) -> None:
    """Keys, kinds and conditions are told with where they belong, or with what can stand there."""
    (problem,) = check(data)[1]

    assert (code, path, message, remedy) == (problem.code, problem.at.path, problem.message, problem.help)


def test_what_is_beside_a_reference_is_put_to_jsonschema() -> None:
    """The quick look does not know it, and passes nothing by it."""
    schema = {
        "type": "object",
        "properties": {"a": {"$ref": "#/$defs/Text", "maxLength": 2}},
        "$defs": {"Text": TEXT},
    }

    assert ["this has 3 characters"] == [one.message.partition(": ")[2][:21] for one in check({"a": "abc"}, schema)[1]]


NESTED: dict[str, dict[str, Any]] = {
    "items": {"type": "array", "items": {"not": {}}},
    "additionalProperties": {"type": "object", "additionalProperties": {"not": {}}},
    "properties": {"type": "object", "properties": {"a": {"not": {}}}},
    "a definition": {"type": "object", "properties": {"a": {"$ref": "#/$defs/A"}}},
    "anyOf": {"anyOf": [{"type": "string"}, {"type": "object", "not": {}}]},
    "oneOf": {"oneOf": [{"type": "string"}, {"type": "object", "not": {}}]},
}


@pytest.mark.parametrize("place", NESTED)
def test_a_keyword_that_is_not_known_is_put_to_jsonschema_wherever_it_stands(place: str) -> None:
    """The quick look passes nothing by a schema that has one, however deep."""
    schema: dict[str, Any] = {"type": "object", "properties": {"x": NESTED[place]}}
    schema |= {"$defs": {"A": {"not": {}}}} if place == "a definition" else {}
    value: Any = ["b"] if place == "items" else {"a": "b"}

    assert ["PG299"] == [one.code for one in check({"x": value}, schema)[1]]
    assert not quick.keywords(schema) <= quick.KNOWN


FITTING: list[tuple[str, Any]] = [
    ("web", "https://www.example.org/report"),
    ("web", "http://example.org"),
    ("id", "abc"),
    ("one", "v1"),
    ("some", {"a": "x"}),
    ("some", "x"),
    ("words", []),
    ("many", ["a", "b"]),
    ("share", "0"),
    ("share", "1"),
    ("number", "9"),
    ("number", "1"),
]


@pytest.mark.parametrize(("key", "value"), FITTING)
def test_what_fits_is_no_problem(key: str, value: Any) -> None:
    """Whatever stands at a bound, or in any of the forms that can stand there, is taken at the first look."""
    typed, problems = check({key: value}, VALUES)

    assert [] == problems
    assert Checker(VALUES).fits(typed)
    assert [] == check({"a": {"b": "c"}}, {"type": "object"})[1]


def test_a_keyword_without_words_is_told_as_a_misfit() -> None:
    """A schema of somebody else's may have any; what does not fit is told, with where to look."""
    (problem,) = check({"odd": "x"}, {"type": "object", "properties": {"odd": {"not": {}}}})[1]

    assert ("PG299", "'odd': this does not fit the schema of the file") == (problem.code, problem.message)
    assert "compare with an example of such a file" == problem.help


def test_of_very_many_problems_in_a_mapping_so_many_are_told() -> None:
    """What is no list cannot be handed on in part: all of it is, and that more is wrong is told."""
    data = {"words": [[]] * (MAX_ERRORS + 2)}
    typed, problems = check(data, VALUES)

    assert (data, MAX_ERRORS + 1) == (typed, len(problems))
    assert "there are very many problems in this file; from here on they are not told" == problems[-1].message
    assert ("words", MAX_ERRORS) == problems[-1].at.path


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("5", ""),
        ("123456789012345", ""),
        ("1234567890123456", "a figure has at most 15 digits, as many as every program keeps; round it"),
        ("5.5%", "write 5.5, without signs, commas and blanks"),
        (
            "x",
            "write digits, with a point for decimals: no words, commas, leading noughts, or signs such as % and \u00a3",
        ),
    ],
)
def test_advice_on_a_figure(text: str, advice: str) -> None:
    """A figure of as many digits as are kept needs none; what is none may have decimals."""
    assert advice == advice_on_figure(text)


QUESTIONS = [
    ("qa", "write 'graded: true' for it in framework.yaml, where it is context only, or name another question"),
    ("q.new", "add it in framework.yaml, under parts of q, or write a question that is there"),
    ("q.a.b", "add it in framework.yaml, under parts of the question above it, or write a question that is there"),
    ("new", "add it in framework.yaml, under parts of the question above it, or write a question that is there"),
    ("q.call", "add it in framework.yaml, under parts of q, or write 'q.calls' or 'q.recall'"),
]
SMALL = Question(
    id="q",
    title="Q",
    graded=True,
    parts=tuple(Question(id=name, title=name, graded=name != "qa") for name in ("qa", "q.calls", "q.recall")),
)


@pytest.mark.parametrize(("question", "remedy"), QUESTIONS)
def test_a_question_that_no_rule_can_be_about(question: str, remedy: str) -> None:
    """One that is not there can be declared, and one that is context only can be made a question that is judged."""
    (problem,) = wrong_rule(question=question)

    assert ("PG204", (0, "question"), remedy) == (problem.code, problem.at.path, problem.help)


def wrong_rule(**given: Any) -> list[Problem]:
    """Return the problems of a rule about the small framework, of which something is given."""
    checker = Checker(formats.for_framework(formats.read("rules"), framework(SMALL, minimum=1)))
    rule: dict[str, Any] = {"id": "r", "question": "q", "supports": "c2", "because": "B"}
    rule |= {"when": {"findings": {"shows": "strength", "at_least": "1"}}, "basis": {"kind": "project", "source": "A"}}
    return checker.check([rule | given], "rules.yaml", Quoted)[1]


def test_only_a_question_of_a_rule_can_be_declared() -> None:
    """Another word of a rule that is not there, and a question in the record, are told with the words that are."""
    record = Checker(formats.for_framework(formats.read("inspection"), framework(SMALL, minimum=1)))
    published = [{"question": "q.call", "judgment": "c2", "sources": [{"document": "d", "page": "1"}]}]
    found = record.check({"published": published}, "inspection.yaml", Quoted)[1]

    assert [("PG204", "write one of: c0, c1, c2, c3")] == [(one.code, one.help) for one in wrong_rule(supports="xyz")]
    assert ["did you mean 'q.calls' or 'q.recall'?"] == [one.help for one in found if one.code == "PG204"]


def test_a_word_for_nothing_is_advised_away_only_where_nothing_is_needed() -> None:
    """The line of a key that may be left out goes; that of a key that must be there, or of a word, says something."""
    word = {"type": "string", "enum": ["x", "y"]}
    inner = {"type": "object", "properties": {"must": word, "may": word}, "required": ["must"]}
    free = {"type": "object", "properties": {"free": word, "word": word}}
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {"a": {"type": "array", "items": {"$ref": "#/$defs/A"}}, "b": {"$ref": "#/$defs/B"}},
        "$defs": {"A": inner, "B": free, "Word": word},
    }
    data = {"a": [{"must": "None", "may": "n/a"}], "b": {"free": "none", "word": "z"}}
    told = {one.at.path[-1]: one.help for one in check(data, schema)[1]}

    without = "take the line out, where there is nothing to say; else write one of: x, y"
    assert {"may": without, "must": "write one of: x, y", "free": without, "word": "write one of: x, y"} == told


def test_of_very_many_empty_entries_those_before_the_cut_are_handed_on() -> None:
    """As many as can be told are, and the one after them is where the rest begins."""
    typed, problems = check([""] * (MAX_ERRORS + 5), {"type": "array", "items": TEXT})

    assert (MAX_ERRORS, MAX_ERRORS + 1) == (len(typed), len(problems))
    assert ("PG299", (MAX_ERRORS,)) == (problems[-1].code, problems[-1].at.path)


NOUNS: list[tuple[Any, str]] = [
    ({}, "this entry"),
    ({"id": "A"}, "'A'"),
    ({"id": "A", "kind": "finding"}, "the finding 'A'"),
    ({"kind": "finding"}, "this finding"),
    ({"must": "x", "in": {}}, "what stands under 'in'"),
]


@pytest.mark.parametrize(("entry", "noun"), NOUNS)
def test_what_lacks_a_key_is_named_as_people_know_it(entry: Any, noun: str) -> None:
    """By its kind and its id, else by the key that it stands under; and the file is the file."""
    inner = {"type": "object", "properties": {"must": TEXT}, "required": ["must"]}
    schema = {**inner, "properties": {**inner["properties"], "id": TEXT, "kind": TEXT, "in": inner}}  # type: ignore[dict-item]

    assert [f"{noun} must have 'must'"] == [
        one.message for one in check([entry], {"type": "array", "items": schema})[1]
    ]
    assert ["the file must have 'must'"] == [one.message for one in check({}, schema)[1]]


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("kent", ""),
        ("k" * 64, ""),
        ("k" * 65, "an id has at most 64 characters"),
        ("Kent Police", "an id starts with a letter or digit and holds letters, digits, '_', '-' and '.' only"),
        ("kent\n", "an id starts with a letter or digit and holds letters, digits, '_', '-' and '.' only"),
    ],
)
def test_advice_on_an_id(text: str, advice: str) -> None:
    """What cannot be one is told how to be, and what can be one is let be."""
    assert advice == advice_on_id(text)
