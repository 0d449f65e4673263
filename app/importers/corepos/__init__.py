"""CSV exports of CORE-POS tables: one module per table, read in the order they lean on each other.

`sheets` reads files, `columns` reads cells, `table` writes rows by their natural key, `run` walks
through a folder, `report` accounts for every row.
"""

from app.importers.corepos.report import FileReport, FileState, Outcome, Report, RowResult
from app.importers.corepos.run import FILE_NAMES, FolderRefused, import_folder

__all__ = [
    "FILE_NAMES",
    "FileReport",
    "FileState",
    "FolderRefused",
    "Outcome",
    "Report",
    "RowResult",
    "import_folder",
]
