"""What pages show of measures, made ready for their templates."""

from measures.presenters.charts import axis_label, chart_spec, unit_of

__all__ = ["axis_label", "chart_spec", "unit_of"]
