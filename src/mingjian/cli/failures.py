"""What the command line says when it cannot go on: one sentence, and never the data that was being read."""

import errno
from types import TracebackType

from mingjian.wording import Text, of_system

DISK_FULL = ("no space left on device", "disk quota exceeded")
MEMORY_FULL = ("MemoryError", "OutOfMemoryException")
INTERRUPTED = ("KeyboardInterrupt", "InterruptException")
# DuckDB answers Ctrl-C in the middle of a query with a RuntimeError of these words.
INTERRUPTED_QUERY = "Query interrupted"


def sentence_for(error: BaseException) -> Text:
    """What happened and what to do, for any error that is not a Refusal."""
    kind = type(error).__name__
    if kind in INTERRUPTED or str(error) == INTERRUPTED_QUERY:
        return Text(
            "已按要求中断；上一次完好的数据快照和结果没有改动，重新运行同一命令即可。",
            "Stopped as you asked; the last good snapshot and results are untouched, run the same command again.",
        )
    if _is_disk_full(error):
        return Text(
            f"磁盘已满{_place(error, '：')}；上一次的快照没有改动。"
            "请腾出空间，或用 --store、--out 指定别的位置后重新运行。",
            f"The disk is full{_place(error, ': ')}; the last snapshot stays. "
            "Free some space, or name another place with --store or --out.",
        )
    if kind in MEMORY_FULL:
        return Text(
            "内存不足；请关闭其他程序，或用 --division 分地区运行。",
            "The memory is used up; close other programs, or run place by place with --division.",
        )
    if isinstance(error, OSError) and error.filename:
        said = of_system(error)
        return Text(
            f"无法读写 {error.filename}（{said.zh}）；请检查该位置和权限，或用 --store、--out 指定别的位置后重新运行。",
            f"Cannot read or write {error.filename} ({said.en}); check the place and its permissions, or name another "
            "one with --store or --out.",
        )
    return _unexpected(kind, where(error.__traceback__))


def where(trace: TracebackType | None) -> str:
    """The innermost line of ours in a trace, such as `mingjian.screening.facts:120`; '' where there is none."""
    found = ""
    while trace is not None:
        module = str(trace.tb_frame.f_globals.get("__name__", ""))
        if module.partition(".")[0] == "mingjian":
            found = f"{module}:{trace.tb_lineno}"
        trace = trace.tb_next
    return found


def _is_disk_full(error: BaseException) -> bool:
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return True
    # DuckDB reports a full disk as an error of its own with the system's words in it.
    return any(words in str(error).lower() for words in DISK_FULL)


def _place(error: BaseException, before: str) -> str:
    name = getattr(error, "filename", None)
    return f"{before}{name}" if name else ""


def _unexpected(kind: str, line: str) -> Text:
    # The message of the error may hold a value of the data, so only its kind and place are shown.
    return Text(
        f"程序内部出错（{kind}，{line}），原始数据没有改动。请把括号内的文字和 mingjian --version 的输出告诉维护者；"
        "设置 MINGJIAN_DEBUG=1 重新运行可看到细节（细节可能含个人信息）。",
        f"Something went wrong inside the program ({kind}, {line}); your data is untouched. Please report the words in "
        "brackets and what mingjian --version prints; MINGJIAN_DEBUG=1 shows details, which may hold personal data.",
    )
