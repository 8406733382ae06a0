"""Operations of the API: each declares who may use it as a page does, says so in its description, and fails in JSON."""

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from types import MappingProxyType
from typing import Annotated, Any, Generic, TypeVar

from django import forms
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.urls import URLPattern, URLResolver
from django.utils import translation
from ninja import Header, NinjaAPI, Router, Schema
from ninja.errors import HttpError, ValidationError
from ninja.security import HttpBearer
from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, WithJsonSchema

from mingjian.desk.core.actions import Conflict
from mingjian.desk.core.http import (
    NO_SUCH,
    SIGNED_IN,
    TOKEN,
    Access,
    access_of,
    open_to_everyone,
    refused,
)
from mingjian.privacy.masking import mask_text
from mingjian.wording import Language, Refusal, Text, speaking

Row = TypeVar("Row")
Handler = TypeVar("Handler", bound=Callable[..., Any])
ROWS, MOST_ROWS, LAST_PAGE = 25, 100, 100_000
MOST_AT_ONCE = 500  # rows that one act may be asked to do something with
BINARY = {"type": "string", "format": "binary"}
# What the description says of an operation whose answer is a file as it was filed, and not JSON.
A_FILE = MappingProxyType({"responses": {200: {"content": {"application/octet-stream": {"schema": BINARY}}}}})
NOTHING_MORE: Mapping[str, Any] = MappingProxyType({})

NO_NUL = r"^[^\x00]*$"
Words = Annotated[str, StringConstraints(max_length=1000, pattern=NO_NUL)]
Line = Annotated[str, StringConstraints(max_length=200, pattern=NO_NUL)]
# What somebody has typed may hold the number of a person; an answer never does.
Masked = Annotated[str, AfterValidator(mask_text)]
Place = Annotated[str, StringConstraints(pattern=r"^([0-9]{2,12})?$")]
Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        max_length=100,
        pattern=r"^[!-~]*$",
        description="What is sent twice under one key is done once, and the second answer is the first one. "
        "The same key with other words is a conflict.",
    ),
]


class Said(Schema):
    """One thing in Chinese and in English."""

    zh: str
    en: str


class Body(Schema):
    """What is sent; a field that is not described is refused, so that a slip of the pen does not go unnoticed."""

    model_config = ConfigDict(extra="forbid")


class Paging(Schema):
    """Which page of a list, and how many rows on one."""

    page: int = Field(1, ge=1, le=LAST_PAGE)
    size: int = Field(ROWS, ge=1, le=MOST_ROWS)


class Listed(Schema, Generic[Row]):
    """One page of a list, and how many rows the whole list has."""

    count: int
    page: int
    pages: int
    rows: list[Row]


class Done(Schema):
    """The rows with which something was done; they may belong to somebody else by now."""

    done: list[str]


class Bearer(HttpBearer):
    """The token in the header Authorization; who it stands for has been found out before."""

    def authenticate(self, request: HttpRequest, token: str) -> object:  # noqa: ARG002  as ninja's
        """The officer, unless he came by another way than a token."""
        return getattr(request, "officer", None) if getattr(request, "scopes", None) is not None else None


def one_of(kind: type[Enum]) -> WithJsonSchema:
    """Describe the values of an enum where they are used: `State` is the name of one in several rooms."""
    return WithJsonSchema({"type": "string", "enum": [member.value for member in kind]})


def both(text: Text) -> Said:
    """A text for an answer."""
    return Said(zh=text.zh, en=text.en)


def page_of(rows: QuerySet[Any], at: Paging, line: Callable[[Any], Row]) -> Listed[Row]:
    """The page of a list that was asked for; beyond the last one it is empty."""
    count = rows.count()
    start = (at.page - 1) * at.size
    shown = [line(row) for row in rows[start : start + at.size]]
    return Listed(count=count, page=at.page, pages=-(-count // at.size), rows=shown)


def all_or_404(rows: QuerySet[Any], keys: Sequence[object]) -> list[Any]:
    """The rows of these keys, in their order; Http404 where one of them is not among what may be seen."""
    found: dict[object, Model] = {row.pk: row for row in rows.filter(pk__in=keys)}
    if any(key not in found for key in keys):
        raise Http404("not all of them are there")
    return [found[key] for key in dict.fromkeys(keys)]


def reading(
    router: Router,
    path: str,
    *,
    to: Iterable[str],
    scope: str,
    name: str,
    answer: Any,  # noqa: ANN401
    more: Mapping[str, Any] = NOTHING_MORE,
) -> Callable[[Handler], Handler]:
    """Declare an operation that reads: for the holders of which roles (none: every account), with which scope.

    `more` is what the description says beside what is known from the handler.
    """
    return _operation(router.get, path, Access("", frozenset(map(str, to)), TOKEN, scope), name, answer, more)


def doing(
    router: Router,
    path: str,
    *,
    to: Iterable[str],
    scope: str,
    name: str,
    answer: Any,  # noqa: ANN401
    more: Mapping[str, Any] = NOTHING_MORE,
) -> Callable[[Handler], Handler]:
    """Declare an operation that acts."""
    return _operation(
        router.post, path, Access("", frozenset(map(str, to)), TOKEN, scope), name, answer, more
    )


def _operation(
    add: Callable[..., Callable[[Handler], Handler]],
    path: str,
    access: Access,
    name: str,
    answer: Any,  # noqa: ANN401
    more: Mapping[str, Any],
) -> Callable[[Handler], Handler]:
    roles = sorted(access.roles)
    allowed = ", ".join(roles) if roles else "every account"
    stated = f"角色 Roles: {allowed}. 权限 Scope: {access.scope or 'none'}."
    statuses = {401: Said, 403: Said, 404: Said, 409: Said, 422: Said}

    def declare(handler: Handler) -> Handler:
        handler.access = Access(  # type: ignore[attr-defined]
            "roles" if roles else SIGNED_IN, access.roles, access.by, access.scope
        )
        return add(
            path,
            response={200: answer, **statuses},
            url_name=name,
            operation_id=name,
            description=f"{(handler.__doc__ or '').strip()}\n\n{stated}",
            openapi_extra={"x-roles": roles, "x-scope": access.scope, **more},
        )(handler)

    return declare


def sent_as(form: forms.Form) -> Mapping[str, Any]:
    """What the description says of an operation whose body is a form of a page, with a file: its fields."""
    fields = form.fields.items()
    schema = {
        "type": "object",
        "properties": {name: _described(field) for name, field in fields},
        "required": [name for name, field in fields if field.required],
        "additionalProperties": False,
    }
    return {"requestBody": {"content": {"multipart/form-data": {"schema": schema}}, "required": True}}


def _described(field: forms.Field) -> dict[str, Any]:
    if isinstance(field, forms.FileField):
        return BINARY
    if isinstance(field, forms.DateField):
        return {"type": "string", "format": "date"}
    if isinstance(field, forms.ChoiceField):
        return {"type": "string", "enum": [value for value, _ in field.widget.choices]}
    return {"type": "string", "maxLength": getattr(field, "max_length", None)}


def faults(form: forms.BaseForm) -> Text:
    """What is wrong with each field of a form, by its name, in both languages; what was typed comes back masked."""
    return Text(mask_text(_faults(form, "zh")), mask_text(_faults(form, "en")))


def _faults(form: forms.BaseForm, language: Language) -> str:
    with speaking(language), translation.override("en" if language == "en" else "zh-hans"):
        return " ".join(
            f"{name}: {said}"
            for name, errors in form.errors.as_data().items()
            for error in errors
            for said in error.messages
        )


def addresses(api: NinjaAPI, routers: Iterable[Router]) -> tuple[list[URLPattern | URLResolver], str, str]:
    """The addresses of an API for urls.py: every view declares its access, or the door lets nobody through."""
    declared = {
        operation.url_name: access_of(operation.view_func)
        for router in routers
        for view in router.path_operations.values()
        for operation in view.operations
    }
    patterns, app, namespace = api.urls
    for pattern in patterns:
        if not isinstance(pattern, URLPattern):
            continue
        if pattern.name == "openapi-json":
            pattern.callback = open_to_everyone(pattern.callback)
        elif declared.get(str(pattern.name)) is not None:
            pattern.callback = _declared(pattern.callback, declared[str(pattern.name)])
    return patterns, app, namespace


def _declared(view: Callable[..., HttpResponse], access: Access | None) -> Callable[..., HttpResponse]:
    @functools.wraps(view)
    def answer(request: HttpRequest, *args: Any, **words: Any) -> HttpResponse:  # noqa: ANN401
        response = view(request, *args, **words)
        if response.status_code != 405:
            return response
        said = refused(405, Text("此处不接受这种请求方法。", "This method is not accepted here."))
        said.headers["Allow"] = response.headers["Allow"]
        return said

    # No cookie opens it, so no other site can have it opened.
    vars(answer).update(access=access, csrf_exempt=True)
    return answer


def fail_in_words(api: NinjaAPI) -> None:
    """Let an API say what it does not do as JSON in both languages; nothing of what was sent comes back."""
    api.add_exception_handler(Http404, lambda _request, _error: refused(404, NO_SUCH))
    for told in (Conflict, Refusal):
        api.add_exception_handler(told, _told)
    api.add_exception_handler(ValidationError, _wrong_input)
    for kind in (HttpError, BadRequest, SuspiciousOperation, MultiPartParserError):
        api.add_exception_handler(kind, _unreadable)


def _told(_request: HttpRequest, error: Any) -> HttpResponse:  # noqa: ANN401  ninja says: instance or class
    return refused(409 if isinstance(error, Conflict) else 422, error.text)


def _unreadable(_request: HttpRequest, _error: Exception | type[Exception]) -> HttpResponse:
    said = Text(
        "请求的内容读不出：不是合格的 JSON 或 multipart/form-data，或过大。",
        "The request cannot be read: no proper JSON or multipart/form-data, or too large.",
    )
    return refused(400, said)


def _wrong_input(_request: HttpRequest, error: Any) -> HttpResponse:  # noqa: ANN401  ninja's own
    # The first word of a place says where the field stood (body, query), the second is ninja's name for the whole.
    names = sorted({str(one["loc"][-1]) for one in error.errors if one.get("loc")})
    known = [name for name in names if name.isidentifier() or name == "Idempotency-Key"][:20]
    zh, en = "、".join(known) or "内容", ", ".join(known) or "the content"
    return refused(422, Text(f"输入不合要求：{zh}。", f"Not as described: {en}."))
