"""`python -m mingjian` is the command `mingjian`."""

from mingjian.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
