"""What people send: definitions, notes, tables and the grid of numbers."""

from measures.forms.definition import MeasureForm, RevisionForm
from measures.forms.reporting import NoteForm, ReportingForm
from measures.forms.tables import ReasonForm, TableForm

__all__ = ["MeasureForm", "NoteForm", "ReasonForm", "ReportingForm", "RevisionForm", "TableForm"]
