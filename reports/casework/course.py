"""What is still to come in a case: the rest of its way, if nothing else is decided."""

from reports.models import Case
from reports.models.moving import WITH_PLAN, State

PLANNED = (State.PLAN, State.REVIEW, State.WORK, State.VOTE, State.CLOSING)


def ahead(case: Case) -> list[State]:
    """The states after this one. Of a second vote nobody knows before it is made."""
    state = State(case.state)
    if state in (State.CLOSED, State.ACTION):
        return []
    if state == State.ANALYSIS:
        return [State.PROPOSED]
    if state == State.PROPOSED:
        return [State.PLAN] if case.proposed in WITH_PLAN else []
    if state == State.READY:
        return [State.VOTE, State.CLOSING]
    return list(PLANNED[PLANNED.index(state) + 1 :])
