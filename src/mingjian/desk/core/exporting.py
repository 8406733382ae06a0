"""Exports of ledgers: a small one is answered at once, a large one is written by the worker and fetched afterwards."""

import os
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone
from django_tasks import task

from mingjian.desk.core import ledgers, workbooks
from mingjian.desk.core.actions import Conflict, founding
from mingjian.desk.core.ledgers import Ledger, Reader
from mingjian.desk.core.models import Export, ShownColumns
from mingjian.wording import Text, reader_language, speaking

AT_ONCE = 2_000  # rows that are written while the reader waits; more is a job
LARGEST = 100_000
KEPT = timedelta(days=1)
FOLDER = "exports"


def is_wanted(request: HttpRequest) -> bool:
    """Whether the address asks for a workbook instead of the page."""
    return request.GET.get("as") == "xlsx"


def answer(request: HttpRequest, ledger: Ledger) -> HttpResponse:
    """The workbook of exactly what the page shows, of all its pages; a large one is begun, and its page shown."""
    reader, asked = ledgers.reader_of(request), request.GET
    found, place = ledger.found(reader, asked), ledgers.place_of(asked)
    if found.wrong:
        return _back_to_the_list(
            request,
            Text("没有导出：有的筛选条件填写有误。", "Nothing was exported: a filter is wrong."),
        )
    rows = ledgers.placed(ledger, found.rows, place)
    columns = ledgers.columns_of(ledger, reader)
    total = rows.count()
    if total <= AT_ONCE:
        cells = list(ledgers.cells(ledger, reader, ledgers.read(ledger, rows), columns))
        narrowed = ledgers.narrowed_words(ledger, found, place)
        return workbooks.answer(workbooks.Table(ledger.name, narrowed, columns, cells), reader, reader.place)
    if total > LARGEST:
        return _back_to_the_list(
            request,
            Text(
                f"没有导出：符合条件的超过{LARGEST}条，请先按地方或其他条件筛选。",
                f"Nothing was exported: more than {LARGEST} fit; narrow the list by place or otherwise.",
            ),
        )
    chosen = [column.id for column in columns]
    made = ask(
        reader,
        ledger=ledger.id,
        asked=asked.urlencode(),
        columns=chosen,
        total=total,
        language=reader_language(),
        now=timezone.now(),
    )
    write.enqueue(str(made.pk))
    return HttpResponseRedirect(reverse("exports"))


def _back_to_the_list(request: HttpRequest, why: Text) -> HttpResponse:
    """The page of the list as it was asked for, with the reason why nothing was exported."""
    messages.error(request, str(why))
    words = request.GET.copy()
    words.pop("as", None)
    return HttpResponseRedirect(f"{request.path}?{words.urlencode()}" if words else request.path)


def may_take(by: Reader) -> bool:
    """Whoever sees a list may take it along."""
    return by.account_id is not None


def may_choose(by: Reader) -> bool:
    """Everybody with an account, for herself."""
    return by.account_id is not None


@founding("export.ask", may=may_take)
def ask(
    by: Reader, *, ledger: str, asked: str, columns: list[str], total: int, language: str, now: datetime
) -> Export:
    """Note that a large ledger is wanted."""
    return Export.objects.create(
        account_id=by.account_id,
        person_id=by.person_id,
        ledger=ledger,
        asked=asked,
        columns=columns,
        language=language,
        total=total,
        asked_at=now,
    )


@founding("columns.choose", may=may_choose)
def choose_columns(by: Reader, *, ledger: str, columns: list[str]) -> None:
    """Remember which columns of a ledger an account wants; none means the usual ones."""
    mine = ShownColumns.objects.filter(account_id=by.account_id, ledger=ledger)
    if not columns:
        mine.delete()
    elif not mine.update(columns=columns):
        ShownColumns.objects.create(account_id=by.account_id, ledger=ledger, columns=columns)


@task()
def write(pk: str) -> None:
    """Write an export with the rights that its reader has now; it is refused where she has none any more."""
    export = Export.objects.filter(pk=UUID(pk), stage=Export.Stage.WAITING).first()
    if export is None:
        return
    ledger = ledgers.ledger_or_404(export.ledger)
    reader = ledger.readers.officer(export.account_id, timezone.localdate())
    if reader is None or reader.person_id != export.person_id or not _may_read(ledger, reader):
        _mark(export, Export.Stage.REFUSED)
        return
    _mark(export, Export.Stage.WRITING)
    try:
        with speaking("en" if export.language == "en" else "zh"):
            _write(export, ledger, reader)
    except Exception as error:
        # Whatever it was, its reader is told; the words of a fault may hold personal data.
        _throw_away(export)
        said = error.text if isinstance(error, Conflict) else Text("程序出错", "a fault of the program")
        _mark(export, Export.Stage.FAILED, said=(said.en if export.language == "en" else said.zh)[:200])
        raise
    _mark(export, Export.Stage.READY)


def _write(export: Export, ledger: Ledger, reader: Any) -> None:  # noqa: ANN401  people are above this room
    asked = QueryDict(export.asked)
    found, place = ledger.found(reader, asked), ledgers.place_of(asked)
    rows = ledgers.placed(ledger, found.rows, place)
    columns = tuple(column for column in ledger.columns if column.id in export.columns)
    keys: list[str] = []
    noted = _noted(islice(ledgers.read(ledger, rows), export.total), keys)
    lines = ledgers.cells(ledger, reader, noted, columns)
    narrowed = ledgers.narrowed_words(ledger, found, place)
    path = _file(export)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    table = workbooks.Table(ledger.name, narrowed, columns, _counted(export, lines), folder=path.parent)
    content = workbooks.taken(table, reader, reader.place)
    _private(path.with_suffix(".keys"), "\n".join(keys).encode())
    _private(path, content)


def _noted(rows: Iterable[Any], keys: list[str]) -> Iterator[Any]:
    """The rows as they are read; the key of each is noted, so that the file holds no row without one."""
    for row in rows:
        keys.append(str(row.pk))
        yield row


def _may_read(ledger: Ledger, reader: Reader) -> bool:
    return bool(ledger.roles.intersection(reader.roles))


def _counted(export: Export, lines: Any) -> Any:  # noqa: ANN401  an iterator of cells
    for number, line in enumerate(lines, 1):
        yield line
        if number % ledgers.AT_ONCE == 0:
            Export.objects.filter(pk=export.pk).update(written=number)


def mine(reader: Reader, now: datetime) -> QuerySet[Export]:
    """The exports of a reader that have not lain a day."""
    return Export.objects.filter(account_id=reader.account_id, asked_at__gt=now - KEPT)


def fetched(reader: Any, export: Export) -> FileResponse:  # noqa: ANN401  people are above this room
    """The file of an export; Conflict where something in it is hidden from its reader by now."""
    path = _file(export)
    if export.stage != Export.Stage.READY or not path.exists():
        raise Http404("no such file")
    keys = path.with_suffix(".keys").read_text(encoding="utf-8").split()
    ledger = ledgers.ledger_or_404(export.ledger)
    if not _may_read(ledger, reader) or not _all_seen(ledger, reader, keys):
        raise Conflict(
            "其中有的内容您现在不能查看了；请从台账重新导出。",
            "You may no longer see everything that is in it; export the ledger anew.",
        )
    return FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=f"export-{timezone.localtime(export.asked_at):%Y%m%d-%H%M}.xlsx",
    )


def _all_seen(ledger: Ledger, reader: Any, keys: list[str]) -> bool:  # noqa: ANN401
    """Whether all rows of these keys that are still there are still hers to see."""
    for at in range(0, len(keys), ledgers.AT_ONCE):
        part = keys[at : at + ledgers.AT_ONCE]
        try:
            seen = ledger.every(reader).filter(pk__in=part).count()
        except (ValidationError, ValueError):
            return False
        if seen < len(part):
            return False
    return True


def _mark(export: Export, stage: Export.Stage, said: str = "") -> None:
    written = export.total if stage == Export.Stage.READY else 0
    Export.objects.filter(pk=export.pk).update(stage=stage, written=written, said=said)


def _file(export: Export) -> Path:
    return Path(settings.SITE_FOLDER) / FOLDER / f"{export.pk}.xlsx"


def _private(path: Path, content: bytes) -> None:
    """A file that its owner alone can read."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)


def forget(now: datetime) -> int:
    """Throw away what has lain a day, its file first; how many there were."""
    old = list(Export.objects.filter(asked_at__lte=now - KEPT))
    for export in old:
        _throw_away(export)
        export.delete()
    return len(old)


def _throw_away(export: Export) -> None:
    path = _file(export)
    path.unlink(missing_ok=True)
    path.with_suffix(".keys").unlink(missing_ok=True)
