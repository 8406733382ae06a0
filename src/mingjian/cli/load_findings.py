"""`mingjian load-findings`: take the findings of a run of `mingjian screen` into a site."""

import argparse
import json
from pathlib import Path

from mingjian.cli.entering import entered
from mingjian.cli.progress import shown
from mingjian.wording import Text

LOADING = Text("装入疑点线索", "loading findings")


def configure(parser: argparse.ArgumentParser) -> None:
    """The words of the command: the site and the run folder."""
    parser.add_argument("site", metavar="SITE", type=Path, help=_say("站点文件夹", "the folder of the site"))
    parser.add_argument(
        "run", metavar="RUN", type=Path, help=_say("筛查结果文件夹", "the folder that mingjian screen wrote")
    )


def run(args: argparse.Namespace) -> int:
    """Load the run, or go on with one that was broken off; the same run twice changes nothing."""
    entered(args.site, "config.making").demand_current()
    jobs, actor = entered(args.site, "findings.jobs"), entered(args.site, "core.actor")
    with shown() as progress:
        loaded = jobs.load_folder(args.run, actor.Site("load"), lambda done, of: progress(LOADING, done, of))
    counts = {name: getattr(loaded, name) for name in ("total", "fresh", "recurred", "cleared")}
    if args.json:
        print(json.dumps({"run": str(loaded.pk), "as_of": loaded.as_of.isoformat(), **counts}))
    else:
        print(
            _say(
                f"截至 {loaded.as_of} 的筛查结果已装入：线索 {loaded.total:,} 条，新出现 {loaded.fresh:,} 条，"
                f"又出现 {loaded.recurred:,} 条，已消失 {loaded.cleared:,} 条。",
                f"The run as of {loaded.as_of} is loaded: {loaded.total:,} findings, {loaded.fresh:,} new, "
                f"{loaded.recurred:,} recurred, {loaded.cleared:,} cleared.",
            )
        )
    return 0


def _say(zh: str, en: str) -> str:
    return str(Text(zh, en))
