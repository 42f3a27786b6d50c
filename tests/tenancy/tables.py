"""Every table of the database, by name, with its sort. A table that stands in no list fails the catalogue test."""

# Rows of one participation: keys, policy and grants come from the model's `Tenancy`.
OWNED = {
    "coaching_blocker",
    "coaching_blockerstep",
    "coaching_followup",
    "coaching_learner",
    "coaching_lesson",
    "coaching_privatewords",
    "coaching_score",
    "coaching_scorecomment",
    "coaching_supportrequest",
    "coaching_learning",
    "coaching_sustainanswer",
    "coaching_sustainitem",
    "coaching_sustainround",
    "coaching_visit",
    "evaluation_review",
    "learning_sets_booking",
    "learning_sets_setfeedback",
    "learning_sets_setreminder",
    "measures_adoption",
    "measures_annotation",
    "measures_chart",
    "measures_chartdecision",
    "measures_datapoint",
    "measures_drivermeasure",
    "measures_definition",
    "measures_import",
    "measures_measure",
    "measures_sharedmeasure",
    "measures_stratum",
    "organisations_checklisttick",
    "organisations_fee",
    "organisations_project",
    "organisations_readiness",
    "organisations_readinessanswer",
    "pdsa_attendance",
    "pdsa_capture",
    "pdsa_cycle",
    "pdsa_cyclemeasure",
    "pdsa_file",
    "pdsa_meeting",
    "pdsa_meetingaction",
    "pdsa_meetingdecision",
    "pdsa_note",
    "pdsa_prediction",
    "pdsa_spread",
    "pdsa_task",
    "pdsa_tookpart",
    "sharing_consent",
    "sharing_consentchannel",
    "sharing_story",
    "phases_accessneeds",
    "phases_changeidea",
    "phases_characteristic",
    "phases_gateanswer",
    "phases_gatereview",
    "phases_design",
    "phases_designanswer",
    "phases_designcomment",
    "phases_inequality",
    "phases_involvement",
    "phases_involvementtime",
    "phases_pause",
    "phases_phasechange",
    "phases_phaseplan",
    "phases_ballot",
    "phases_gathering",
    "phases_pooledidea",
    "phases_population",
    "phases_pulseanswer",
    "phases_reply",
    "phases_signoff",
    "phases_signature",
    "phases_theory",
    "phases_theorydrop",
    "phases_theoryedit",
    "phases_theorylink",
    "phases_theorynode",
    "phases_theoryversion",
}

# Rows that nobody can move or change afterwards, whoever they belong to.
KEPT = {"measures_definition", "phases_design", "phases_signature"}

# Rows that only the coaches of an organisation reach, by a second policy beside the first.
PRIVATE = {"coaching_privatewords"}

# Directories that hold an organisation's words: read within its collaborative, written by itself.
WORDS = {
    "coaching_sharedlearning",
    "learning_sets_commitment",
    "measures_libraryentry",
    "measures_libraryuse",
    "pdsa_sharedplan",
    "sharing_publication",
    "sharing_resourceremark",
}

# Directories that hold a programme's own words: read and written within its collaborative alone.
PROGRAMMES = {
    "learning_sets_calendarday",
    "learning_sets_learningset",
    "learning_sets_setmaterial",
    "learning_sets_setsession",
    "learning_sets_setsettings",
    "learning_sets_speakerconsent",
    "sharing_newsletter",
    "sharing_newsletterblock",
    "sharing_newsletterreader",
    "sharing_pressitem",
    "sharing_publicationuse",
    "sharing_resource",
    "sharing_resourcetopic",
    "sharing_sharingsettings",
}

# Directories some of whose rows belong to a whole collaborative and are read there, the others to one participation.
TALK = {"sharing_post", "sharing_thread"}

# Keys to directory rows that must belong to the same place: table, the place's column, the key's column.
SAME_PARENT = {
    ("learning_sets_commitment", "collaborative_id", "learning_set_id"),
    ("sharing_newsletterblock", "collaborative_id", "newsletter_id"),
    ("sharing_newsletterblock", "collaborative_id", "publication_id"),
    ("sharing_newsletterrecipient", "collaborative_id", "newsletter_id"),
    ("sharing_pressitem", "collaborative_id", "publication_id"),
    ("coaching_supportrequest", "collaborative_id", "kind_id"),
    ("coaching_supportrequest", "participation_id", "assignment_id"),
    ("coaching_visit", "collaborative_id", "phase_id"),
    *{
        (f"learning_sets_{table}", "collaborative_id", "learning_set_id")
        for table in ("booking", "setfeedback", "setmaterial", "setsession")
    },
    ("learning_sets_setmaterial", "learning_set_id", "session_id"),
    ("learning_sets_speakerconsent", "collaborative_id", "material_id"),
    ("measures_adoption", "collaborative_id", "programme_measure_id"),
    ("measures_adoption", "programme_measure_id", "version_id"),
    ("measures_definition", "collaborative_id", "entry_id"),
    ("measures_definition", "collaborative_id", "programme_version_id"),
    ("measures_libraryuse", "collaborative_id", "entry_id"),
    ("measures_libraryuse", "collaborative_id", "programme_version_id"),
    ("measures_sharedmeasure", "collaborative_id", "entry_id"),
    ("measures_programmeversion", "collaborative_id", "programme_measure_id"),
    ("phases_gateanswer", "collaborative_id", "criterion_id"),
    ("phases_gatecriterion", "collaborative_id", "phase_id"),
    ("phases_gatereview", "collaborative_id", "phase_id"),
    ("phases_phaseplan", "collaborative_id", "phase_id"),
    ("organisations_checklisttick", "collaborative_id", "item_id"),
    ("organisations_readinessanswer", "collaborative_id", "question_id"),
    ("sharing_resourceremark", "collaborative_id", "resource_id"),
    ("sharing_resourcetopic", "collaborative_id", "driver_id"),
    ("sharing_resourcetopic", "collaborative_id", "resource_id"),
    ("phases_programmelink", "collaborative_id", "child_id"),
    ("phases_programmelink", "collaborative_id", "parent_id"),
    ("phases_programmenode", "collaborative_id", "theory_id"),
    ("phases_theorydrop", "collaborative_id", "programme_node_id"),
    ("phases_theorynode", "collaborative_id", "origin_id"),
    ("sharing_post", "collaborative_id", "thread_id"),
    ("sharing_post", "participation_id", "thread_id"),
    ("sharing_publicationuse", "collaborative_id", "publication_id"),
}

# What changed in them. A chart is computed from the numbers, so it has none; a history of gathered ideas and of votes
# would say whose they are, and so would one of the pulse's answers or of answers about sustainability; what a partner
# needs is told in none; nor are the words among coaches, nor what somebody said of a learning set. Who was reminded of
# one is a history by itself.
_WITHOUT = {
    "coaching_privatewords",
    "coaching_sustainanswer",
    "learning_sets_setfeedback",
    "learning_sets_setreminder",
    "measures_chart",
    "phases_accessneeds",
    "phases_ballot",
    "phases_pooledidea",
    "phases_pulseanswer",
}
HISTORY = {f"{table}event" for table in OWNED - _WITHOUT}

# Who takes part where; guarded by queries and roles, never deleted from.
DIRECTORY = PROGRAMMES | {
    "coaching_coachingsettings",
    "coaching_progresslevel",
    "coaching_supportkind",
    "coaching_sharedlearning",
    "coaching_sustainfactor",
    "collaborative_collaborative",
    "collaborative_job",
    "collaborative_user",
    "learning_sets_calendarfeed",
    "learning_sets_commitment",
    "measures_chartdefaults",
    "measures_libraryentry",
    "measures_libraryuse",
    "measures_programmemeasure",
    "measures_programmeversion",
    "organisations_checklistitem",
    "organisations_coachassignment",
    "organisations_digestchoice",
    "organisations_expertassignment",
    "organisations_expressionofinterest",
    "organisations_feesettings",
    "organisations_handover",
    "organisations_interestnote",
    "organisations_invitation",
    "organisations_joiningsettings",
    "organisations_membership",
    "organisations_organisation",
    "organisations_participation",
    "organisations_readinessquestion",
    "organisations_succession",
    "pdsa_sharedplan",
    "sharing_publication",
    "phases_code",
    "phases_codemap",
    "phases_codeset",
    "phases_gatecriterion",
    "phases_phase",
    "phases_phasesettings",
    "phases_programmepause",
    "phases_programmeedit",
    "phases_programmelink",
    "phases_programmenode",
    "phases_programmetheory",
    "phases_programmetheoryversion",
    "sharing_post",
    "sharing_thread",
    "sharing_resourceremark",
}

DIRECTORY_HISTORY = {f"{table}event" for table in DIRECTORY}

# Computed from the rows of all organisations of a collaborative, holding only what all of them may see: the tenant
# role's rights in them. The web role has none.
DERIVED = {
    "measures_programmechart": {"SELECT", "INSERT", "UPDATE"},
    "measures_programmechange": {"SELECT", "INSERT", "DELETE"},
}

# What one person is told of: policies show a row to who it is for alone. The tenant role's rights; the web role has
# none.
PERSONAL = {"organisations_notice": {"SELECT", "INSERT", "UPDATE"}}

# To whom a newsletter was sent: a programme's rows, without history. The tenant role's rights; the web role has none.
POSTED = {"sharing_newsletterrecipient": {"SELECT", "INSERT", "UPDATE"}}

# Which mails are done, for whoever sends them: the web role's rights. The tenant role has none.
OUTSIDE = {"organisations_digest": {"SELECT", "INSERT", "UPDATE"}}

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

_RIGHTS = (DERIVED, PERSONAL, POSTED, OUTSIDE, FRAMEWORK)
SORTS = (OWNED, HISTORY, DIRECTORY, DIRECTORY_HISTORY, *map(set, _RIGHTS))
