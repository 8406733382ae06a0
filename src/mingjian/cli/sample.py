"""`mingjian sample`: write a synthetic place with planted violations and harmless look-alikes."""

import argparse
import json
from pathlib import Path

from mingjian.cli.progress import shown
from mingjian.sample.building import Plan, Sample, build, write_complainants, write_truth
from mingjian.sample.layouts import Format
from mingjian.sample.nation import parse_share
from mingjian.sample.places import Scale
from mingjian.wording import Text


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the contract."""
    parser.add_argument(
        "directory", metavar="DIR", type=Path, help=str(Text("写入的新文件夹", "a new or empty folder"))
    )
    parser.add_argument(
        "--scale",
        choices=[scale.value for scale in Scale],
        default=Scale.BANNER.value,
        help=str(Text("规模：一村、一旗、一盟市、全区、全国；默认一旗", "how large a place; default banner")),
    )
    parser.add_argument(
        "--format",
        choices=[format_.value for format_ in Format],
        default=Format.MIXED.value,
        help=str(
            Text("文件格式；mixed 为各部门混用的样子", "file format; mixed is what offices really send")
        ),
    )
    parser.add_argument(
        "--households",
        metavar="N",
        type=int,
        help=str(
            Text(
                "家庭户数；默认 60、2000、20000、1200000、24000000 户",
                "households; 60, 2,000, 20,000, 1,200,000, 24,000,000 by default",
            )
        ),
    )
    parser.add_argument(
        "--seed",
        metavar="S",
        type=int,
        default=1,
        help=str(Text("随机种子，同一种子结果相同", "same seed, same data")),
    )
    parser.add_argument(
        "--part",
        metavar="N/M",
        default="1/1",
        help=str(Text("全国样例只生成这一份，例如 1/4", "of the nation only this part, such as 1/4")),
    )
    parser.add_argument(
        "--truth",
        metavar="FILE",
        type=Path,
        help=str(
            Text("另存埋设的问题清单（JSON）", "also write what was planted, as JSON, outside the folder")
        ),
    )
    parser.add_argument(
        "--complainants",
        metavar="FILE",
        type=Path,
        help=str(
            Text("另存专管人员的投诉人家庭表（CSV）", "also write the custodian's table, outside the folder")
        ),
    )


def run(args: argparse.Namespace) -> int:
    """Build the sample, say what was written."""
    plan = Plan(Scale(args.scale), Format(args.format), args.households, args.seed, parse_share(args.part))
    with shown() as progress:
        sample = build(args.directory, plan, progress)
    if args.truth:
        write_truth(args.truth, sample)
    if args.complainants:
        write_complainants(args.complainants, sample)
    print(
        json.dumps(as_data(args.directory, sample), ensure_ascii=False) if args.json else said(args, sample)
    )
    return 0


def as_data(directory: Path, sample: Sample) -> dict[str, object]:
    """What was written, as one JSON object."""
    return {
        "directory": str(directory),
        "scale": sample.plan.scale.value,
        "format": sample.plan.format.value,
        "seed": sample.plan.seed,
        "as_of": sample.span.as_of.isoformat(),
        "rows": sample.rows,
        "scenes": len(sample.scenes),
    }


def said(args: argparse.Namespace, sample: Sample) -> str:
    """What was written, in two sentences, and what to do next."""
    rows = sum(sample.rows.values())
    violations = sum(scene.kind == "violation" for scene in sample.scenes)
    look_alikes = len(sample.scenes) - violations
    return str(
        Text(
            f"已写入 {args.directory}：{len(sample.rows)} 张表，{rows:,} 行，"
            f"数据截至 {sample.span.as_of}；内含 {violations} 处问题和 {look_alikes} 处容易误判的正常情形。\n"
            f"下一步：mingjian check {args.directory}",
            f"{args.directory}: {len(sample.rows)} tables, {rows:,} rows, up to {sample.span.as_of}, "
            f"with {violations} planted violations and {look_alikes} harmless look-alikes.\n"
            f"Next: mingjian check {args.directory}",
        )
    )
