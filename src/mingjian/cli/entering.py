"""The way of a command into a site: its settings are taken, Django is set up, then the module that needs its tables."""

from importlib import import_module
from pathlib import Path
from typing import Any

import django

from mingjian.desk.config.sites import enter


def entered(site: Path, module: str) -> Any:  # noqa: ANN401  a module whose models can only be loaded now
    """Speak for a site from now on, and give the named module of the desk, such as `config.ticking`.

    Refusal where the folder is no site.
    """
    enter(site)
    django.setup()
    return import_module(f"mingjian.desk.{module}")
