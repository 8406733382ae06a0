"""Scoped reads: whoever reads a scoped model says on whose behalf, or why without anybody."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Self, TypeVar, cast

from django.db import models
from django.db.models import sql

M = TypeVar("M", bound=models.Model, covariant=True)


class Unscoped(RuntimeError):
    """A scoped model was read without saying on whose behalf."""


def _scoping(narrow: Callable[..., Any]) -> Callable[..., Any]:
    """A `visible_to` whose result may be read."""

    @wraps(narrow)
    def visible_to(self: Any, officer: Any) -> Any:  # noqa: ANN401  the query set of any app
        return narrow(self, officer)._scoped("officer")

    return visible_to


class ScopedQuery(sql.Query):
    """The query behind a scoped query set: whatever is made of it, also a subquery, is compiled here."""

    scope: str | None = None

    def get_compiler(self, *args: Any, **words: Any) -> Any:  # noqa: ANN401  as Django's
        """As Django's, for a query that has a scope."""
        self.must_be_scoped()
        return super().get_compiler(*args, **words)

    def must_be_scoped(self) -> None:
        """Unscoped where nobody has said on whose behalf the query reads."""
        if self.scope is None and not self.is_empty():
            raise Unscoped(
                f"{self.model and self.model.__name__} was read without saying on whose behalf: "
                "use .visible_to(officer) or .everything(reason=…)"
            )


class ScopedQuerySet(models.QuerySet[M]):
    """A query set that reads nothing before `.visible_to(officer)` or `.everything(reason=…)`.

    An app gives its own one a `visible_to`, which narrows `self`; what it returns may be read. Creating needs no
    scope. A model takes it by `objects = CaseQuerySet.as_manager()`.
    """

    def __init__(self, model: Any = None, query: Any = None, **words: Any) -> None:  # noqa: ANN401  as Django's
        super().__init__(model, ScopedQuery(model) if query is None else query, **words)

    def __init_subclass__(cls, **words: Any) -> None:  # noqa: ANN401  as object's
        """Mark what the subclass's `visible_to` returns as scoped."""
        super().__init_subclass__(**words)
        if "visible_to" in cls.__dict__:
            cls.visible_to = _scoping(cls.__dict__["visible_to"])  # type: ignore[method-assign]

    def visible_to(self, officer: Any) -> Self:  # noqa: ANN401  people are above this room
        """The rows that this officer may know of."""
        raise NotImplementedError(f"{type(self).__name__} has to say what an officer sees: def visible_to")

    def everything(self, *, reason: str) -> Self:
        """All rows, for work that is done on nobody's behalf; the reason stands in the code for its reader."""
        if not reason.strip():
            raise Unscoped("everything() asks for a reason")
        return self._scoped(reason)

    def _scoped(self, scope: str) -> Self:
        found = self.all()
        cast(ScopedQuery, found.query).scope = scope
        return found

    def update(self, **words: Any) -> int:  # noqa: ANN401  as Django's
        """As Django's, scoped."""
        _must_be_scoped(self)
        return super().update(**words)

    def delete(self) -> tuple[int, dict[str, int]]:
        """As Django's, scoped."""
        _must_be_scoped(self)
        return super().delete()

    def raw(self, *args: Any, **words: Any) -> models.query.RawQuerySet[Any]:  # noqa: ANN401  as Django's
        """As Django's, scoped."""
        _must_be_scoped(self)
        return super().raw(*args, **words)

    def __and__(self, other: models.QuerySet[Any]) -> Self:
        _must_be_scoped(self, other)
        return super().__and__(other)

    def __or__(self, other: models.QuerySet[Any]) -> Self:
        _must_be_scoped(self, other)
        return super().__or__(other)

    def __xor__(self, other: models.QuerySet[Any]) -> Self:
        _must_be_scoped(self, other)
        return super().__xor__(other)


def _must_be_scoped(*found: models.QuerySet[Any]) -> None:
    for one in found:
        if isinstance(one.query, ScopedQuery):
            one.query.must_be_scoped()


class ScopedManager(models.Manager[M]):
    """For a scoped model whose rows no officer lists: `everything(reason=…)` is the only way in.

    A model with a query set of its own writes `objects = CaseQuerySet.as_manager()`.
    """

    def get_queryset(self) -> ScopedQuerySet[M]:
        """Unscoped so far."""
        return ScopedQuerySet(self.model, using=self._db)

    def everything(self, *, reason: str) -> ScopedQuerySet[M]:
        """All rows, for work that is done on nobody's behalf."""
        return self.get_queryset().everything(reason=reason)
