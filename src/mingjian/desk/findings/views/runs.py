"""Loading a run: the upload page, and how far it is."""

import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from mingjian.desk.core.actions import Conflict
from mingjian.desk.core.http import open_to
from mingjian.desk.core.listing import fresh_key
from mingjian.desk.findings import engine, intake, jobs, policies, queries
from mingjian.desk.findings.actions import loading
from mingjian.desk.findings.forms import UploadForm
from mingjian.desk.findings.models import Run
from mingjian.desk.findings.views.ledger import officer_of
from mingjian.desk.people.kinds import Role
from mingjian.desk.people.officers import Officer
from mingjian.wording import Refusal, Text


@open_to(str(Role.SUPERVISOR))
@require_http_methods(["GET", "POST"])
def runs(request: HttpRequest) -> HttpResponse:
    """The runs that were loaded, and a form for another one."""
    officer = officer_of(request)
    form, refused = UploadForm(request.POST or None, request.FILES or None), None
    if request.method == "POST" and form.is_valid():
        if not policies.may_load(officer):
            raise Conflict("只有盟市和自治区可以装入筛查结果。", "Only leagues and the region load runs.")
        try:
            messages.success(request, str(_take(officer, form.cleaned_data["file"])))
            return HttpResponseRedirect(reverse("runs"))
        except Refusal as refusal:
            refused = refusal.text
    listed = list(queries.runs(officer)[:50])
    fresh, cleared = queries.counts_by(officer, "first_run"), queries.counts_by(officer, "cleared_on")
    context = {
        "form": form,
        "refused": refused,
        "may_load": policies.may_load(officer),
        "runs": [{**_columns(run, fresh, cleared), "progress": _progress(run)} for run in listed],
        "working": any(run.stage in (Run.Stage.WAITING, Run.Stage.LOADING) for run in listed),
        "key": fresh_key(),
    }
    page = "findings/runs.html#runs" if getattr(request, "htmx", False) else "findings/runs.html"
    return render(request, page, context, status=422 if refused or form.errors else 200)


def _take(officer: Officer, file: Any) -> Text:  # noqa: ANN401  an uploaded file
    """Take an uploaded run in, unless it was; what is to be said. Nothing is left of what is not loaded."""
    folder = intake.unpack(file, Path(settings.SITE_FOLDER) / "intake" / uuid4().hex)
    is_loading = False
    try:
        try:
            facts = engine.read_run(folder)
        except Refusal as refusal:
            raise _no_run() from refusal
        run = loading.take_run(officer, facts=facts, now=timezone.now())
        if run.stage == Run.Stage.LOADED:
            return Text(
                f"这次筛查（数据截至{run.as_of}，{run.total}条）以前已经装入，没有重复装入。",
                f"This run (data as of {run.as_of}, {run.total} findings) was loaded before; nothing was done.",
            )
        jobs.load_upload.enqueue(str(run.pk), str(folder))
        is_loading = True
        return Text(
            f"已收到（数据截至{run.as_of}，{run.total}条），正在后台装入；可以离开本页。",
            f"Received (data as of {run.as_of}, {run.total} findings); it is loaded in the background.",
        )
    finally:
        if not is_loading:
            shutil.rmtree(folder, ignore_errors=True)


def _no_run() -> Refusal:
    """What is said of a zip without a finished run; where it lay on the server means nothing to who sent it."""
    return Refusal(
        "压缩包里的不是完整的筛查结果（run.json、findings.parquet 或 answers.csv 无法读取或缺列）；"
        "请把 mingjian screen 写出的整个文件夹重新压缩上传。",
        "The zip holds no finished run (run.json, findings.parquet or answers.csv cannot be read or lacks a column); "
        "zip the whole folder that mingjian screen wrote.",
    )


def _columns(run: Run, fresh: Mapping[UUID, int], cleared: Mapping[date, int]) -> dict[str, Any]:
    """A run with the counts of what the reader may see: those of the whole run would tell of what she may not."""
    counts = {"fresh": fresh.get(run.pk, 0), "cleared": cleared.get(run.as_of, 0)}
    return counts | {name: getattr(run, name) for name in ("as_of", "division", "finished_at")}


def _progress(run: Run) -> Text:
    if run.stage == Run.Stage.LOADED:
        return Text("已装入", "loaded")
    if run.stage == Run.Stage.REFUSED:
        return Text(f"未装入：{run.said}", f"refused: {run.said}")
    done = 100 * run.loaded // max(run.total, 1)
    return Text(f"正在装入 {done}%", f"loading, {done}% done")
