"""What /api/openapi.json says: every operation with its roles and its scope, the same that the door asks for."""

import re

import pytest
from desk.matrix import API, SIGNED_IN
from django.test import Client
from django.urls import reverse

from mingjian.desk.cases.states import Kind
from mingjian.desk.config.api import ROUTERS, urls
from mingjian.desk.core.http import EVERYONE, access_of
from mingjian.desk.people.kinds import Role, Scope

ROUTES = {pattern.name: pattern.callback for pattern in urls[0]}
PATTERNS = {pattern.name: pattern.pattern for pattern in urls[0]}


def described():
    """Every operation of the description, by its id, with its method."""
    said = Client().get("/api/openapi.json").json()
    return {
        one["operationId"]: (method, one) for path in said["paths"].values() for method, one in path.items()
    }


def test_the_description_is_open_to_everyone():
    answer = Client().get("/api/openapi.json")
    assert answer.status_code == 200
    assert answer.json()["components"]["securitySchemes"] == {"Bearer": {"type": "http", "scheme": "bearer"}}


def test_every_operation_states_its_roles_and_its_scope_and_they_are_the_ones_of_the_door():
    operations = described()
    assert len(operations) > 40
    for name, (_, one) in operations.items():
        access = access_of(ROUTES[name])
        stated = re.search(r"角色 Roles: (.+)\. 权限 Scope: (\S+)\.$", one["description"])
        assert stated, name
        assert stated[1] == (", ".join(sorted(access.roles)) or "every account"), name
        assert stated[2] == (access.scope or "none"), name
        assert (one["x-roles"], one["x-scope"]) == (sorted(access.roles), access.scope), name


def test_the_roles_are_those_of_the_table():
    for name in described():
        to = API[name]
        access = access_of(ROUTES[name])
        assert access.roles == (set() if to == SIGNED_IN else to), name


def test_every_address_declares_its_access_but_the_bare_root_which_opens_for_nobody():
    assert {name for name, view in ROUTES.items() if access_of(view) is None} == {"api-root"}
    assert {name for name, view in ROUTES.items() if access_of(view) and access_of(view).to == EVERYONE} == {
        "openapi-json"
    }


# What opens sealed words is posted, since it takes a reason, but only reads: no answer of it is kept under a key.
OPENS = {"api-case-piece-reveal", "api-case-statement-reveal"}


def test_what_acts_takes_a_key_and_asks_for_a_scope_to_act():
    for name, (method, one) in described().items():
        keys = [given["name"] for given in one.get("parameters", []) if given["in"] == "header"]
        acts = method == "post" and name not in OPENS
        assert keys == (["Idempotency-Key"] if acts else []), name
        if name != "api-me":
            assert one["x-scope"].endswith(":write" if acts else ":read"), name
            assert one["x-scope"] in set(Scope), name
        assert set(one["x-roles"]) <= set(Role), name


def test_a_file_is_described_as_a_form_with_a_file_and_as_bytes():
    _, sent = described()["api-case-upload"]
    schema = sent["requestBody"]["content"]["multipart/form-data"]["schema"]
    assert schema["required"] == ["kind", "title", "provider", "captured_on", "file"]
    assert schema["properties"]["kind"]["enum"] == [*Kind]
    assert schema["properties"]["title"] == {"type": "string", "maxLength": 200}
    assert schema["properties"]["captured_on"]["format"] == "date"
    _, fetched = described()["api-case-piece"]
    assert list(fetched["responses"]["200"]["content"]) == ["application/octet-stream"]
    assert fetched["x-scope"] == "files:read"


def test_no_two_kinds_of_answer_or_body_share_a_name():
    """The description knows them by their bare names: the second would stand for the first."""
    seen = {}
    for router in ROUTERS:
        for view in router.path_operations.values():
            for model in view.operations[0].models + [
                one for one in view.operations[0].response_models.values() if one is not None
            ]:
                for field in model.model_fields.values():
                    kind = field.annotation
                    if isinstance(kind, type) and kind.__module__.startswith("mingjian"):
                        assert seen.setdefault(kind.__name__, kind) is kind
    assert len(seen) > 20


@pytest.mark.parametrize("path", ["/api/", "/api/docs", "/api/nothing", "/api/findings/nothing"])
def test_what_is_not_there_is_told_in_both_languages(path):
    answer = Client().get(path)
    assert answer.status_code == 404
    assert set(answer.json()) == {"zh", "en"}


def test_without_a_token_every_operation_is_401():
    for name, (method, _) in described().items():
        args = ["00000000-0000-0000-0000-000000000000"] * str(PATTERNS[name]).count("<uuid")
        answer = getattr(Client(), method)(reverse(f"api:{name}", args=args))
        assert answer.status_code == 401, name
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert "no-store" in answer.headers["Cache-Control"]
        assert set(answer.json()) == {"zh", "en"}
