"""What a new collaborative begins with: the checklist of a new team and the questions of readiness. Pure.

Both become the collaborative's own data, to be changed as it likes. The questions are in our own words; what they ask
about (leaders, time, people with lived experience, data, culture, team, support) is what studies of improvement find
that success depends on.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class PlannedItem:
    """One thing a new team sees to; `fact` ticks it by itself (organisations.models.Fact)."""

    text: str
    hint: str = ""
    fact: str = ""


@dataclass(frozen=True)
class PlannedQuestion:
    """One question of readiness, with what 1 and 5 mean."""

    theme: str
    text: str
    low: str
    high: str


CHECKLIST = (
    PlannedItem("Project lead is on board", "They have accepted their invitation.", "lead"),
    PlannedItem("Executive sponsor is on board", "They have accepted their invitation.", "sponsor"),
    PlannedItem("Key contact is named", "Whom to ring when the lead is away.", "key_contact"),
    PlannedItem("Data-sharing agreement is signed", "By your organisation and the team that runs the collaborative."),
    PlannedItem("Purchase order is raised", "For the first yearly fee."),
    PlannedItem("QI coach is assigned", "The team that runs the collaborative does this.", "coach"),
    PlannedItem("First meeting with the coach has taken place"),
    PlannedItem("Project team has met", "Agree when it meets from now on: about every two weeks works well."),
    PlannedItem(
        "People with lived experience are in the team", "With their access needs and payment agreed.", "partner"
    ),
    PlannedItem("Somebody who knows your data is in the team"),
    PlannedItem("First project is described", "The group of people, and what you want to change for them.", "project"),
)

READINESS = (
    PlannedQuestion(
        "Leaders",
        "How visibly do your leaders back this work?",
        "They have not heard of it",
        "They ask about it, and clear the way",
    ),
    PlannedQuestion(
        "Leaders",
        "How well does it fit what your organisation wants to achieve this year?",
        "It competes with everything else",
        "It is part of the plan",
    ),
    PlannedQuestion(
        "Time", "How protected is the project lead’s time?", "It is on top of a full job", "It is kept free"
    ),
    PlannedQuestion(
        "Time", "How easily can the team meet?", "Nobody can get away", "Meetings are in everybody’s diary and happen"
    ),
    PlannedQuestion(
        "Lived experience",
        "How much do people with lived experience shape decisions?",
        "They are told afterwards",
        "They decide with us",
    ),
    PlannedQuestion(
        "Lived experience",
        "How ready are you to support and pay people who take part?",
        "We have not thought of it",
        "It is arranged",
    ),
    PlannedQuestion(
        "Data",
        "How easily can you get figures by ethnic group and other characteristics?",
        "We cannot",
        "Every month, without asking twice",
    ),
    PlannedQuestion("Data", "How much do you trust those figures?", "Not at all", "We know their gaps, and use them"),
    PlannedQuestion(
        "Team",
        "How safe is it to say that something did not work?",
        "People would rather not say",
        "It is how we learn",
    ),
    PlannedQuestion(
        "Team", "How much has the team used improvement methods?", "This is the first time", "It is how we work"
    ),
    PlannedQuestion(
        "Culture",
        "How openly are racism and other causes of inequality talked about?",
        "They are not",
        "Openly, and acted on",
    ),
    PlannedQuestion(
        "Support",
        "How much help can you get with improvement, data and communications?",
        "We are on our own",
        "We know whom to ask, and they come",
    ),
)
