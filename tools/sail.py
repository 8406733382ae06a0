"""Sail as a cluster of one machine: it answers Spark Connect on a free port of 127.0.0.1 until its input ends.

For tests, measurements and a first try of `mingjian screen --engine spark`; it is no part of the program. The first
line that it prints is the address. Wants what locks/spark.lock installs.
"""

import sys

from pysail.spark import SparkConnectServer


def main() -> None:
    """Start, say where, and answer until standard input is closed."""
    server = SparkConnectServer("127.0.0.1", 0)
    server.start(background=True)
    host, port = server.listening_address
    print(f"sc://{host}:{port}", flush=True)
    sys.stdin.read()
    server.stop()


if __name__ == "__main__":
    main()
