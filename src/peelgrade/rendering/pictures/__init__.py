"""Pictures of a report as SVG that stands alone: tiles of judgments, the tree of reasons, charts.

Each is a `Picture`: its SVG, and what it shows in words. Nothing in them is fetched or runs, the same input gives the
same bytes, and ids begin with the prefix that is given.
"""

from peelgrade.rendering.pictures.charting import chart
from peelgrade.rendering.pictures.filing import files
from peelgrade.rendering.pictures.outlining import reasons
from peelgrade.rendering.pictures.svg import Picture
from peelgrade.rendering.pictures.tables import Table, TableRow, table
from peelgrade.rendering.pictures.tiling import tiles

__all__ = ["Picture", "Table", "TableRow", "chart", "files", "reasons", "table", "tiles"]
