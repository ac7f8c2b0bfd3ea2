"""From files to data with places: YAML read event by event, within limits, every scalar kept as it was written.

Scalars stay text: whether `1.10` is a number or a word is for the schema to say. What YAML offers beyond plain data
(aliases, anchors, tags, merge keys, several documents) is refused, because it hides what a reader would look for.
"""

from peelgrade.loading.comments import comments
from peelgrade.loading.files import (
    DEVICE,
    evidence_among,
    folder_files,
    is_foreign,
    is_yaml,
    leads_out,
    read_up_to_limit,
    refuse_link_out,
    refuse_workbook,
    refused_link,
    unseen,
    visible,
)
from peelgrade.loading.json_data import json_of, read_json
from peelgrade.loading.reader import (
    MAX_NOT_YAML,
    MAX_REFUSED,
    read_bytes,
    read_file,
)
from peelgrade.loading.source import Quoted, Source, Span
from peelgrade.loading.syntax import MAX_DEPTH

__all__ = [
    "DEVICE",
    "MAX_DEPTH",
    "MAX_NOT_YAML",
    "MAX_REFUSED",
    "Quoted",
    "Source",
    "Span",
    "comments",
    "evidence_among",
    "folder_files",
    "is_foreign",
    "is_yaml",
    "json_of",
    "leads_out",
    "read_bytes",
    "read_file",
    "read_json",
    "read_up_to_limit",
    "refuse_link_out",
    "refuse_workbook",
    "refused_link",
    "unseen",
    "visible",
]
