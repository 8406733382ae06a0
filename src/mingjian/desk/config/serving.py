"""The processes of a running site: pages by gunicorn, the worker of the jobs, the day's work; they end together."""

import ctypes
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import FrameType, TracebackType
from typing import Self

from mingjian.wording import Refusal

DEFAULT_WORKERS = 2
THREADS = 4
TICK_EVERY = 15 * 60.0  # seconds; the day's work is safe to do often
STARTING = 90.0
ENDING = 20.0
LOOK = 0.3
FAILED = 3
DIES_WITH_ITS_PARENT = 1  # PR_SET_PDEATHSIG of Linux


@dataclass(frozen=True)
class Plan:
    """Which site is served where, by how many processes."""

    site: Path
    host: str
    port: int
    workers: int


@dataclass(frozen=True)
class Child:
    """A process of the site: how it is started, and after how many seconds again where it ends by itself (0: never)."""

    name: str
    words: tuple[str, ...]
    every: float = 0.0


def children_of(plan: Plan, left_out: frozenset[str]) -> list[Child]:
    """The processes of a site but for those left out: `worker`, `tick`."""
    python = sys.executable
    every = (
        Child("web", (python, "-m", "gunicorn", *_gunicorn(plan))),
        Child("worker", (python, "-m", "django", "db_worker", "--interval", "2", "--no-startup-delay")),
        Child("tick", (python, "-m", "mingjian", "tick", str(plan.site)), every=TICK_EVERY),
    )
    return [child for child in every if child.name not in left_out]


def _gunicorn(plan: Plan) -> Iterator[str]:
    """The words for gunicorn: no line of who asked what is written anywhere, and no file outside of memory."""
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else tempfile.gettempdir()
    yield "mingjian.desk.config.wsgi:application"
    yield from ("--bind", f"{plan.host}:{plan.port}")
    yield from ("--workers", str(plan.workers), "--worker-class", "gthread", "--threads", str(THREADS))
    yield from ("--worker-tmp-dir", memory, "--timeout", "60", "--graceful-timeout", "10")
    yield from ("--limit-request-line", "4094", "--log-level", "warning", "--no-control-socket")


class Running:
    """The processes while they run; leaving the block ends every one of them."""

    def __init__(self, children: list[Child]) -> None:
        self.children = children
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.started: dict[str, float] = {}

    def __enter__(self) -> Self:
        for child in self.children:
            if not child.every:
                self.start(child)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Ask all to end, wait, and end by force who does not."""
        for process in self.processes.values():
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        until = time.monotonic() + ENDING
        for process in self.processes.values():
            try:
                process.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def start(self, child: Child) -> None:
        """Start a process in a group of its own, so that Ctrl-C reaches us alone and we end it in our order."""
        self.started[child.name] = time.monotonic()
        # What they say goes where messages go: standard output holds the answer of `serve --json` and nothing else.
        self.processes[child.name] = subprocess.Popen(
            child.words,
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr,
            start_new_session=True,
            preexec_fn=_die_with_parent,
        )

    def start_due(self) -> None:
        """Start again what is done from time to time and whose time has come."""
        for child in self.children:
            running = self.processes.get(child.name)
            is_over = running is None or running.poll() is not None
            if (
                child.every
                and is_over
                and time.monotonic() - self.started.get(child.name, -child.every) >= child.every
            ):
                self.start(child)

    def ended(self) -> str:
        """The name of a process that has ended though it should run; empty where all run."""
        lasting = [child.name for child in self.children if not child.every]
        return next((name for name in lasting if self.processes[name].poll() is not None), "")

    def wait_until_answered(self, plan: Plan) -> None:
        """Wait until the site answers; Refusal where it does not."""
        until = time.monotonic() + STARTING
        while time.monotonic() < until:
            if name := self.ended():
                raise Refusal(
                    f"站点的 {name} 进程启动后即退出；原因见上面的输出。",
                    f"The process '{name}' of the site ended at once; the lines above say why.",
                )
            if answers(plan):
                return
            time.sleep(LOOK)
        raise Refusal(
            f"站点在 {STARTING:.0f} 秒内没有应答；请查看上面的输出，或稍后重试。",
            f"The site did not answer within {STARTING:.0f} seconds; see the lines above, or try again.",
        )


def run_children(running: Running) -> int:
    """Keep everything running until we are told to end: 0 then, 3 where a part ended by itself."""
    with _told_to_end() as is_told:
        while not is_told():
            if name := running.ended():
                sys.stderr.write(f"mingjian serve: {name} ended\n")
                return FAILED
            running.start_due()
            time.sleep(LOOK)
    return 0


def answers(plan: Plan) -> bool:
    """Whether the site says that it is well."""
    connection = HTTPConnection(plan.host, plan.port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


@contextmanager
def _told_to_end() -> Iterator[Callable[[], bool]]:
    """Whether Ctrl-C was pressed or the system asked us to end."""
    told: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:  # noqa: ARG001  as signal's
        told.append(number)

    before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: bool(told)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _die_with_parent() -> None:
    """Where Linux can: a process whose parent is killed is told to end, and nothing is left behind."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DIES_WITH_ITS_PARENT, signal.SIGTERM)
