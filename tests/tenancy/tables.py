"""Every table of the database, by name, with its sort. A table that stands in no list fails the catalogue test."""

# Rows of one participation: keys, policy and grants come from the model's `Tenancy`.
OWNED = {
    "measures_annotation",
    "measures_chart",
    "measures_chartdecision",
    "measures_datapoint",
    "measures_import",
    "measures_measure",
    "measures_stratum",
    "organisations_project",
    "pdsa_cycle",
    "pdsa_cyclemeasure",
    "pdsa_prediction",
    "pdsa_task",
    "phases_changeidea",
}

# What changed in them. A chart is computed from the numbers, so it has none.
HISTORY = {f"{table}event" for table in OWNED - {"measures_chart"}}

# Who takes part where; guarded by queries and roles, never deleted from.
DIRECTORY = {
    "collaborative_collaborative",
    "collaborative_user",
    "measures_chartdefaults",
    "organisations_coachassignment",
    "organisations_invitation",
    "organisations_membership",
    "organisations_organisation",
    "organisations_participation",
}

DIRECTORY_HISTORY = {f"{table}event" for table in DIRECTORY}

# The packages' own tables, with the web role's rights in them. The tenant role has none.
FRAMEWORK = {
    "account_emailaddress": {"SELECT", "INSERT", "UPDATE", "DELETE"},
    "account_emailconfirmation": {"SELECT", "INSERT", "UPDATE", "DELETE"},
    "auth_group": set(),
    "auth_group_permissions": set(),
    "auth_permission": set(),
    "django_content_type": set(),
    "django_migrations": {"SELECT"},
    "django_session": {"SELECT", "INSERT", "UPDATE", "DELETE"},
    # The context of a change is kept in its own history row; this table stays empty.
    "pghistory_context": set(),
}

SORTS = (OWNED, HISTORY, DIRECTORY, DIRECTORY_HISTORY, set(FRAMEWORK))
