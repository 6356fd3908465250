"""A process that keeps a processor busy for as many seconds of it as it is told: `python -m harness.busy`."""

import sys
import time

if __name__ == "__main__":
    seconds = float(sys.stdin.readline())
    while time.process_time() < seconds:
        pass
