"""What is written of a fault: its kind and place, never what somebody posted or a row that was being read."""

import logging
from collections.abc import ItemsView
from types import TracebackType
from typing import Any

from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter


class Silent(SafeExceptionReporterFilter):
    """A report of Django shows no variable, no setting and no posted value."""

    def is_active(self, request: HttpRequest | None) -> bool:  # noqa: ARG002
        """Always: there is no debug mode."""
        return True

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:  # noqa: ARG002
        """Nothing of what was posted."""
        return {}

    def get_traceback_frame_variables(
        self,
        request: HttpRequest | None,  # noqa: ARG002
        tb_frame: object,  # noqa: ARG002
    ) -> ItemsView[str, Any]:
        """No variable of any frame."""
        return {}.items()


class OneLine(logging.Formatter):
    """One line for each record: when, what kind of fault, in which line of which module, on which route."""

    def format(self, record: logging.LogRecord) -> str:
        """The line; the words of an exception may hold personal data and are left out."""
        error = record.exc_info[1] if record.exc_info else None
        request = getattr(record, "request", None)
        match = getattr(request, "resolver_match", None)
        route = getattr(match, "route", "")
        said = (
            f"{type(error).__name__} at {innermost(error.__traceback__)}"
            if error
            else record.msg.split("%")[0]
        )
        return f"{self.formatTime(record)} {record.levelname} {said} {route}".rstrip()


def innermost(trace: TracebackType | None) -> str:
    """The last line of ours in a trace, such as `mingjian.desk.cases.actions:120`."""
    found = ""
    while trace is not None:
        module = str(trace.tb_frame.f_globals.get("__name__", ""))
        if module.startswith("mingjian"):
            found = f"{module}:{trace.tb_lineno}"
        trace = trace.tb_next
    return found
