"""Runs ridge as a whole process and says what the process took."""

import json
import os
import subprocess
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
MODELS = os.path.join(ROOT, "test", "Models")


class Process:
    """What one process wrote and took: seconds on the wall and on the core, and
    the most memory that it held, in bytes."""

    def __init__(self, command):
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            begin = time.monotonic()
            child = subprocess.Popen(command, stdout=out, stderr=err, cwd=ROOT)
            # wait4 and not wait: it alone says what this one child used.
            _, status, usage = os.wait4(child.pid, 0)
            self.seconds = time.monotonic() - begin
            child.returncode = os.waitstatus_to_exitcode(status)
            self.status = child.returncode
            self.core_seconds = usage.ru_utime + usage.ru_stime
            self.peak_bytes = usage.ru_maxrss * 1024
            out.seek(0)
            err.seek(0)
            self.out = out.read()
            self.err = err.read().decode()

    def require(self):
        """Ends the benchmark if the process failed: no figure would mean a thing."""
        if self.status != 0:
            raise SystemExit("error: status %d: %s" % (self.status, self.err))
        return self


class Ridge:
    """The executable under test."""

    def __init__(self, build):
        self.path = os.path.join(os.path.abspath(build), "bin", "ridge")
        if not os.path.exists(self.path):
            raise SystemExit(
                "error: no %s; build it with `make` or name another build tree "
                "with --build" % self.path)

    def run(self, model, machine, *options):
        return Process([self.path, "run", model, "--machine", machine, *options])

    def document(self, model, machine, *options):
        """The page as numbers."""
        process = self.run(model, machine, "--json", "-", *options).require()
        return json.loads(process.out)


def best(repeats, measure):
    """The run of least time: what the others took longer is other work on the
    machine."""
    return min((measure().require() for _ in range(repeats)),
               key=lambda process: process.core_seconds)


def table(header, rows):
    """Lines with aligned columns, numbers to the right; a last column without a
    header is the verdict."""
    header = header + [""] * (len(rows[0]) - len(header))
    cells = [[str(cell) for cell in row] for row in [header] + rows]
    widths = [max(map(len, column)) for column in zip(*cells)]
    for row in cells:
        print("  ".join([row[0].ljust(widths[0])] +
                        [cell.rjust(width)
                         for cell, width in zip(row[1:], widths[1:])]).rstrip())
    print(flush=True)
