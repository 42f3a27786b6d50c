"""What happened in this app, told after the commit."""

from django.dispatch import Signal

# Sent with collaborative_id, actor_id and chart_ids: these charts no longer show the stored numbers.
charts_became_stale = Signal()

# Sent with collaborative_id and chart_ids: these pooled charts no longer show what the organisations reported.
pooled_became_stale = Signal()

# Sent after the commit with job_id: there is work in the background to begin.
job_began = Signal()
