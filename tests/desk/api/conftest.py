"""Programs that call the API with a token of somebody of the cast."""

import json
from datetime import timedelta

import pytest
from desk.cases.conftest import load, story  # noqa: F401  fixtures
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from mingjian.desk.people import sessions, tokens
from mingjian.desk.people.actions.tokens import make_token
from mingjian.desk.people.kinds import Scope


class Program:
    """A program with a token."""

    def __init__(self, text, made):
        self.text, self.made = text, made
        self.client = Client()

    def get(self, path, **ask):
        return self.client.get(f"/api/{path}", ask, headers={"Authorization": f"Bearer {self.text}"})

    def post(self, path, body=None, key=""):
        said = {"Authorization": f"Bearer {self.text}"} | ({"Idempotency-Key": key} if key else {})
        sent = "" if body is None else json.dumps(body, default=str)
        return self.client.post(f"/api/{path}", sent, content_type="application/json", headers=said)

    def send(self, path, said, *files, key=""):
        """Post fields and files as multipart/form-data; each file is a name and its bytes."""
        head = {"Authorization": f"Bearer {self.text}"} | ({"Idempotency-Key": key} if key else {})
        sent = [SimpleUploadedFile(name, content) for name, content in files]
        return self.client.post(f"/api/{path}", said | ({"file": sent} if sent else {}), headers=head)


def program_of(cast, name, *scopes, days=30, ago=timedelta(0)):
    """A program of somebody of the cast; with every scope where none is named."""
    text, account = tokens.new_token(), cast.account(name)
    made = make_token(
        account,
        sessions.newcomer(account),
        token_key=tokens.token_key(text),
        name="test",
        scopes=scopes or tuple(Scope),
        days=days,
        now=timezone.now() - ago,
    )
    return Program(text, made)


@pytest.fixture
def program(cast):
    """Make a program of somebody of the cast."""
    return lambda name, *scopes, **words: program_of(cast, name, *scopes, **words)
