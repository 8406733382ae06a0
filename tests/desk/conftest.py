"""What tests of the desk share."""

import pytest
from desk.cast import make_cast

from mingjian.desk.core import triggers


@pytest.fixture(autouse=True)
def _journal_can_be_emptied(request):
    """A test that commits leaves its database to be emptied, which the triggers would refuse; migrate's end puts them
    on again."""
    marker = request.node.get_closest_marker("django_db")
    commits = {"transactional_db", "live_server"} & set(request.fixturenames)
    if not commits and not (marker and marker.kwargs.get("transaction")):
        yield
        return
    request.getfixturevalue("_django_db_helper")
    yield
    triggers.remove()


@pytest.fixture
def cast(db):  # noqa: ARG001  asked for what it does
    """The fixed cast of officers, see cast.py."""
    return make_cast()
