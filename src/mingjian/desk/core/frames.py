"""The frame of a page: all of it but what is made anew for each request, kept until the next act.

Bar, filters, tree of places and forms around the rows of a list stay as they are while nothing is written, and cost a
template far more than the rows do. What changes with each request (the rows, the token and the key of its forms) stands
in the frame as a mark, and is put in its place when the page is answered.
"""

import re
import secrets
from collections.abc import Callable, Hashable, Mapping
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string

from mingjian.desk.core.remembered import until_next_act

# Made of chance when the process starts, and never sent: nobody can write a mark into a text of his.
CHANCE = secrets.token_hex(16)
MARK = re.compile(rf"{CHANCE}-(\w+)-")
TOKEN = "csrf_token"
Frame = tuple[str, ...]


def answer(
    request: HttpRequest,
    template: str,
    key: Hashable,
    context: Callable[[], Mapping[str, Any]],
    fresh: Mapping[str, Callable[[], str]],
) -> HttpResponse:
    """The page, its frame kept: `fresh` makes the pieces of HTML that are none of it, by their names in the template.

    `context` gives the rest of what the template needs; `key` says all that it depends on beside the address.
    """

    def made() -> Frame:
        marks = {name: _mark(name) for name in (TOKEN, *fresh)}
        return tuple(MARK.split(render_to_string(template, {**context(), **marks}, request)))

    if len(get_messages(request)):
        frame = made()  # it tells something once
    else:
        site = settings.SITE_NAME, settings.DEMONSTRATION
        frame = until_next_act(("frame", template, request.get_full_path(), site, key), made)
    ways = {TOKEN: lambda: get_token(request), **fresh}
    pieces = {name: ways[name]() for name in dict.fromkeys(frame[1::2])}
    return HttpResponse("".join(pieces[part] if at % 2 else part for at, part in enumerate(frame)))


def _mark(name: str) -> str:
    return f"{CHANCE}-{name}-"
