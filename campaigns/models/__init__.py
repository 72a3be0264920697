"""The tables of a campaign up to freezing."""

from campaigns.audience import Audience
from campaigns.models.account import Account, Stage
from campaigns.models.agreement import Agreement
from campaigns.models.campaign import Campaign
from campaigns.models.draw import Draw
from campaigns.models.duty import Duty
from campaigns.models.exchange import Exchange
from campaigns.models.form import Form, Line, Option, Scale
from campaigns.models.formula import Formula, Quorum, Rate, Step
from campaigns.models.group import Group, GroupUnit
from campaigns.models.handing_in import Approval
from campaigns.models.indicator import Indicator, IndicatorStep, IndicatorValue
from campaigns.models.invitation import Invitation
from campaigns.models.listed import Twice
from campaigns.models.paper_file import PaperFile
from campaigns.models.pool import Pool
from campaigns.models.rater import Rater
from campaigns.models.refusals import Blocked, WrongState
from campaigns.models.reminder import Reminder
from campaigns.models.role import Role
from campaigns.models.rule import Rule
from campaigns.models.subject import Document, Subject
from campaigns.models.submission import Outdated, OwnWork, Submission
from campaigns.models.unit import Team, Unit

__all__ = [
    "Account",
    "Agreement",
    "Approval",
    "Audience",
    "Blocked",
    "Campaign",
    "Document",
    "Draw",
    "Duty",
    "Exchange",
    "Form",
    "Formula",
    "Group",
    "GroupUnit",
    "Indicator",
    "IndicatorStep",
    "IndicatorValue",
    "Invitation",
    "Line",
    "Option",
    "Outdated",
    "OwnWork",
    "PaperFile",
    "Pool",
    "Quorum",
    "Rate",
    "Rater",
    "Reminder",
    "Role",
    "Rule",
    "Scale",
    "Stage",
    "Step",
    "Subject",
    "Submission",
    "Team",
    "Twice",
    "Unit",
    "WrongState",
]
