"""Files that people bring."""

from organisations.tabular.api import read_json
from organisations.tabular.ods import OdsFile, OdsLink, OdsRecord, RowError, Unreadable, read_csv

__all__ = ["OdsFile", "OdsLink", "OdsRecord", "RowError", "Unreadable", "read_csv", "read_json", "read_ods"]


def read_ods(text: str) -> OdsFile:
    """Read a file of the Organisation Data Service, CSV or JSON. Raises Unreadable in words for the person."""
    return read_json(text) if text.lstrip("\ufeff \r\n\t")[:1] in ("{", "[") else read_csv(text)
