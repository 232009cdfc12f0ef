"""Sweeps: nothing is lost and nothing is done twice."""

import contextlib
import json
import multiprocessing
import os
import signal
import sqlite3
import subprocess
import sys
import time

import pytest

import ridge
from conftest import PRODUCT


@pytest.fixture
def model(tmp_path):
    path = tmp_path / "product.mlir"
    path.write_text(PRODUCT)
    return path


def machines(count):
    sizes = ["%d KiB" % (16 + 4 * i) for i in range(count)]
    return ridge.grid("toy", {"sram.size": sizes})


def rows(store):
    with contextlib.closing(sqlite3.connect(store)) as connection:
        return connection.execute("select count(*), count(distinct key) from points").fetchone()


def test_points_are_kept_and_shared(model, tmp_path):
    store, told = tmp_path / "store.sqlite", []
    def progress(*state):
        told.append(state)
    small = machines(3)
    points = ridge.sweep([model], [*small, "toy", "toy"], store=store, workers=2, progress=progress)
    assert len(points) == 5 and rows(store) == (4, 4)
    assert [state[:2] for state in told] == [(i, 4) for i in range(5)] and told[-1][2] == 0
    alone = ridge.run(model, small[1])
    assert points[1].record.cycles == alone.cycles and points[1].machine == small[1].name
    # A second time nothing runs.
    told.clear()
    again = ridge.sweep([model], small, store=store, workers=1, progress=progress)
    assert told == [(3, 3, None)] and again[1] == points[1]


def test_fronts():
    def point(seconds, energy):
        document = json.dumps({"seconds": seconds, "cycles": {"bound": energy}})
        return ridge.Point("m", "x", {}, document, None)

    points = ridge.Points([point(1, 9), point(2, 5), point(2, 6), point(3, 5), point(4, 1)])
    points = ridge.Points([*points, ridge.Point("m", "x", {}, None, "refused")])
    front = points.pareto("seconds", "cycles.bound")
    assert [p.figure("seconds") for p in front] == [1, 2, 4]
    with pytest.raises(KeyError):
        points.pareto("beauty")
    with pytest.raises(ValueError, match="refused"):
        points[-1].record


def test_refusals_are_results(model, tmp_path):
    store = tmp_path / "store.sqlite"
    options = [{"codec": {"weights": "nosuch"}}, {}]
    refused, fine = ridge.sweep([model], ["toy"], options, store=store, workers=1)
    assert "nosuch" in refused.error and fine.error is None and rows(store) == (2, 2)


def test_a_killed_worker_loses_nothing(model, tmp_path):
    store, killed = tmp_path / "store.sqlite", []

    def kill_one(done, total, left):
        if done >= 1 and not killed:
            killed.append(multiprocessing.active_children()[0].pid)
            os.kill(killed[0], signal.SIGKILL)

    points = ridge.sweep([model], machines(8), store=store, workers=2, progress=kill_one)
    assert killed and all(point.error is None for point in points) and rows(store) == (8, 8)


def test_a_killed_sweep_goes_on(model, tmp_path):
    spec = tmp_path / "spec.json"
    sizes = ["%d KiB" % (16 + 4 * i) for i in range(12)]
    spec.write_text(json.dumps({
        "models": ["product.mlir"], "store": "store.sqlite",
        "machines": [{"base": "toy", "grid": {"sram.size": sizes}}]}))
    command = [sys.executable, "-m", "ridge", spec, "--workers", "1", "--figures", "seconds"]
    store = tmp_path / "store.sqlite"
    # A group of its own, to end its workers with it.
    first = subprocess.Popen(command, stdout=subprocess.DEVNULL, preexec_fn=os.setpgrp)
    for _ in range(600):
        if store.exists() and store.stat().st_size and rows_or_none(store) >= 2:
            break
        time.sleep(0.05)
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    kept = rows(store)[0]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert rows(store) == (12, 12) and kept >= 2
    lines = done.stdout.splitlines()
    assert len(lines) == 12 and any(line.startswith("*") for line in lines)
    assert all("seconds=" in line for line in lines)


def rows_or_none(store):
    try:
        return rows(store)[0]
    except sqlite3.OperationalError:
        return 0
