"""The settings of the tests: those of a site that is made for the run and thrown away."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from mingjian.desk.config.sites import SITE, make_site

if SITE not in os.environ:
    # xdist's workers inherit the environment of the first process, so all of them share one site folder.
    folder = Path(tempfile.mkdtemp(prefix="mingjian-site-"))
    make_site(folder)
    os.environ[SITE] = str(folder)
    for made in (folder, folder.with_name(f"{folder.name}.made")):
        atexit.register(shutil.rmtree, made, ignore_errors=True)

from mingjian.desk.config.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "desk_ledger"]  # noqa: F405

# What a password costs is looked at once; otherwise a test of signing in waits for nothing else.
PASSWORD_HASHERS = ["desk.hashers.Quick"]
