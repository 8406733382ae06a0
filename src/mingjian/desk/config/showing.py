"""What a demonstration shows on the page of signing in: its accounts, and the code of this minute for each."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from mingjian.desk.people import second_factor
from mingjian.desk.people.kinds import ROLES, Role


def demonstration(request: HttpRequest) -> dict[str, object]:
    """The accounts for the pages of signing in of a demonstration; nothing anywhere else."""
    if not settings.DEMONSTRATION or not request.path.startswith("/sign-in"):
        return {}
    return {"shown_accounts": shown(settings.SITE_FOLDER)}


def shown(folder: Path) -> list[dict[str, object]]:
    """Every account as the page shows it."""
    step = second_factor.step_at(timezone.now())
    return [
        {
            "user": row["user"],
            "name": row["name"],
            "office": row["office"],
            "roles": [ROLES[Role(role)] for role in row["roles"]],
            "password": row["password"],
            "code": second_factor.code_at(row["totp"], step),
        }
        for row in accounts(folder)
    ]


@cache
def accounts(folder: Path) -> list[dict[str, Any]]:
    """The accounts of a demonstration; none where their file is not there."""
    path = folder / "accounts.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []
