"""Files of unknown upbringing, CSV and XLSX, as tables of text: bounded, and refused kindly.

`recognise` says what some bytes are, `workbooks` turns a workbook into text, `delimited` reads
rows of text, `tables` puts a header and its rows together.
"""

from app.importers.files.limits import FileRefused
from app.importers.files.recognise import Recognised, recognise
from app.importers.files.tables import Record, Table, open_table

__all__ = ["FileRefused", "Recognised", "Record", "Table", "open_table", "recognise"]
