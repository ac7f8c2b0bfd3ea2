"""From JSON to data: a file of a sensible size in UTF-8, every key once, and only numbers that JSON has."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NoReturn

from peelgrade import limits
from peelgrade.loading.files import refuse_workbook
from peelgrade.problems import Unreadable, shown

_OTHER_UNICODE = (b"\xff\xfe", b"\xfe\xff")
_REMEDY = "give the file that 'peelgrade grade --format json' wrote, as it was written"


class _Refused(Exception):  # noqa: N818  # it carries what is wrong out of the decoder
    """What the decoder found that JSON does not have, or has once."""


def read_json(path: Path) -> Any:  # noqa: ANN401  # JSON of any shape
    """Return what stands in a JSON file; Unreadable says why it cannot be read, and what to do."""
    name = path.as_posix()
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise Unreadable(f"{name} is not a file", "name the JSON file itself")
        _refuse_too_big(found.st_size, name)
        raw = path.read_bytes()
    except FileNotFoundError:
        raise Unreadable(f"there is no file {name}", "check the spelling, and the folder that you are in") from None
    except (OSError, ValueError) as error:  # a name with a null character is a ValueError
        why = getattr(error, "strerror", None) or error
        raise Unreadable(f"{name} cannot be read: {why}", "check its name and its permissions") from None
    return json_of(raw, name)


def json_of(raw: bytes, name: str) -> Any:  # noqa: ANN401  # JSON of any shape
    """Return what JSON says that is given as bytes; `name` is what the user calls it. Raises Unreadable."""
    _refuse_too_big(len(raw), name)
    refuse_workbook(name)
    if raw.startswith(_OTHER_UNICODE):
        raise Unreadable(f"{name} is saved as UTF-16", "save it as UTF-8")
    try:
        return json.loads(raw.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        message = f"{name} is not JSON: line {error.lineno}, column {error.colno}: {error.msg.lower()}"
    except UnicodeDecodeError as error:
        message = f"{name} is not JSON: byte {error.start + 1} is not UTF-8"
    except RecursionError:
        message = f"{name} is nested too deeply"
    except _Refused as refused:
        message = f"{name} cannot be used: {refused}"
    except ValueError:  # of a whole number, more digits than Python takes
        message = f"{name} cannot be used: a number in it is too long"
    raise Unreadable(message, _REMEDY) from None


def _refuse_too_big(size: int, name: str) -> None:
    if size > limits.FILE_BYTES.most:
        message = f"{name} has {size:,} bytes, and the limit is {limits.FILE_BYTES.most:,}"
        raise Unreadable(message, f"{_REMEDY}; {limits.FILE_BYTES.raised(size)}")


def _once(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _Refused(f"the key '{shown(key)}' stands twice in one place")
        found[key] = value
    return found


def _no_number(word: str) -> NoReturn:
    raise _Refused(f"{word} is no number in JSON")
