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
from conftest import MODELS, PRODUCT
from ridge import sweep_shell


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
    assert points[1].changes == {"sram.size": "20 KiB"} and points[3].changes == {}


def test_models_need_no_files(toy, tmp_path):
    sizes = dict(image=8, patch=4, hidden=16, heads=2, feed_forward=16, layers=1, classes=3)
    model = ridge.zoo.model("vit-b16", **sizes)
    store = tmp_path / "store.sqlite"
    point, = ridge.sweep([model], [toy], store=store, workers=1)
    assert point.model == "vit-b16" and point.figure("seconds") == ridge.run(model, toy).seconds
    other = ridge.zoo.model("vit-b16", **{**sizes, "layers": 2})
    with pytest.raises(ridge.Error, match="two models are called vit-b16"):
        ridge.sweep([model, other], [toy], store=store)


def test_what_is_no_store(tmp_path, model):
    path = tmp_path / "store.sqlite"
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("create table points (key text)")
        connection.commit()
    with pytest.raises(ridge.Error, match=r"store.sqlite:1:1: error: cannot keep points there"):
        ridge.sweep([model], ["toy"], store=path, workers=1)
    with pytest.raises(ridge.Error, match="there is no such file"):
        ridge.points(tmp_path / "none")
    with pytest.raises(ridge.Error, match=r"none.mlir:1:1: error: cannot read the model"):
        ridge.sweep([tmp_path / "none.mlir"], ["toy"], store=tmp_path / "s", workers=1)
    with pytest.raises(ValueError, match="workers is 0"):
        ridge.sweep([model], ["toy"], store=tmp_path / "s", workers=0)


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
    command = [sys.executable, "-m", "ridge", "sweep", spec, "--workers", "1",
               "--figures", "seconds"]
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
    assert all("seconds=" in line and "sram.size=" in line for line in lines)
    every = ridge.points(store)
    assert {point.changes["sram.size"] for point in every} == set(sizes)


def rows_or_none(store):
    try:
        return rows(store)[0]
    except sqlite3.OperationalError:
        return 0


# Searches.

SPACE = {"sram.size": ridge.Range("16 KiB", "1 MiB", step=4, log=True),
         "dram.bandwidth": ["4 B/cycle", "8 B/cycle", "16 B/cycle"]}


def test_ranges():
    assert ridge.Range("1 KiB", "1 MiB", step=64).bounds() == (1, 16, "KiB")
    assert ridge.Range("3", "9", step=3).value(2, "") == "6"
    for wrong, text in ((ridge.Range("much", "1 KiB"), "'much' is no quantity"),
                        (ridge.Range("1 KiB", "2 B/cycle"), "have different units"),
                        (ridge.Range("1 KiB", "3 KiB", step=4), "there is no number"),
                        (ridge.Range("0 KiB", "3 KiB", log=True), "no number above 0"),
                        (ridge.Range("1 KiB", "3 KiB", step=0), "a step of 0")):
        with pytest.raises(ridge.Error, match=text):
            wrong.bounds()


def search(model, store, sampler, trials=12, **how):
    return ridge.search([model], "toy", SPACE, trials=trials, store=store, sampler=sampler,
                        objectives=["cycles.simulated", "memory.sram.peak"], **how)


@pytest.mark.parametrize("sampler", ["random", "bayesian"])
def test_a_search_goes_on_where_it_was(model, tmp_path, sampler):
    if sampler == "bayesian":
        pytest.importorskip("optuna", reason="optuna is not installed")
    told = []
    first = search(model, tmp_path / "a", sampler, workers=2)
    sizes = [int(point.changes["sram.size"].split()[0]) for point in first]
    assert len(first) == 12 and len(set(sizes)) > 5
    assert all(16 <= size <= 1024 and size % 4 == 0 for size in sizes)
    # The same again, half of it at first: nothing is asked for anew.
    half = search(model, tmp_path / "b", sampler, trials=8, workers=1)
    count = rows(tmp_path / "b")[0]
    again = search(model, tmp_path / "b", sampler, workers=1, progress=lambda *s: told.append(s))
    assert list(half) == list(first)[:8] and list(again) == list(first)
    assert rows(tmp_path / "b") == rows(tmp_path / "a") and count <= 8
    assert told[0][0] >= 8 and told[-1][:2] == (12, 12)
    other = search(model, tmp_path / "b", sampler, seed=1, workers=1)
    assert [p.changes for p in other] != [p.changes for p in first]


def test_what_does_not_fit_together_is_a_point(model, tmp_path):
    space = {"sram.size": ["16 KiB", "1 parsec"]}
    points = ridge.search([model], "toy", space, trials=8, store=tmp_path / "s", workers=1)
    refused = [point for point in points if point.error]
    assert 0 < len(refused) < 8 and "parsec" in refused[0].error
    assert rows(tmp_path / "s") == (1, 1)


def test_searches_that_are_none(model, tmp_path):
    for how, text in ((dict(sampler="oracle"), "no sampler is named 'oracle'; there are random"),
                      (dict(trials=0), "trials is 0"),
                      (dict(space={}), "has no dimension"),
                      (dict(space={"sram.size": "1 KiB"}), "expected a Range or a list")):
        given = {"space": SPACE, "trials": 3, **how}
        with pytest.raises(ridge.Error, match=text):
            ridge.search([model], "toy", store=tmp_path / "s", **given)


def shell(tmp_path, spec, *words):
    path = tmp_path / "spec.json"
    path.write_text(spec if isinstance(spec, str) else json.dumps(spec))
    return sweep_shell.main([str(path), "--workers", "1", "--figures", "seconds", *words])


def test_a_file_describes_a_search(model, tmp_path, capsys):
    spec = {"models": ["product.mlir"], "store": "s.sqlite", "search": {
        "base": "toy", "trials": 5, "seed": 3, "space": {
            "sram.size": {"low": "16 KiB", "high": "64 KiB", "step": 8},
            "dram.bandwidth": ["8 B/cycle", "16 B/cycle"]}}}
    assert shell(tmp_path, spec) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 5 and all("seconds=" in line for line in lines)


@pytest.mark.parametrize("spec, text", [
    ("{", "spec.json:1:2: error: Expecting property name"),
    ("[]", "the file is [], expected an object"),
    ({"modles": []}, "the file has 'modles', expected machines, models, options"),
    ({"models": "x", "store": "s"}, "the file needs 'models', a list"),
    ({"models": [], "store": "s"}, "the file needs one of 'machines' and 'search'"),
    ({"models": [], "store": "s", "machines": [{"base": "toy"}]}, "needs 'grid', an object"),
    ({"models": [], "store": "s", "search": {"base": "toy", "space": {"a": {"low": "1"}}}},
     "'a' of the space needs 'high', a text"),
    ({"models": ["none.mlir"], "store": "s", "machines": ["toy"]}, "none.mlir:1:1: error:"),
    ({"models": [], "store": "s", "machines": ["nosuch"]}, "nosuch"),
])
def test_a_file_that_says_nothing_is_one_error(tmp_path, capsys, spec, text):
    assert shell(tmp_path, spec) == 1
    said = capsys.readouterr()
    assert text in said.err and not said.out


# Ray.


@pytest.fixture
def ray(monkeypatch):
    ray = pytest.importorskip("ray", reason="ray is not installed")
    # Its workers import what this process does.
    root = os.path.dirname(os.path.dirname(ridge.__file__))
    paths = [root, os.environ.get("PYTHONPATH", "")]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, paths)))
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    yield ray
    ray.shutdown()


def descendants(pid):
    """Processes that a process has started, and theirs."""
    parents = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            with contextlib.suppress(OSError), open("/proc/%s/stat" % entry) as file:
                parents[int(entry)] = int(file.read().rsplit(")", 1)[1].split()[1])
    mine = {pid}
    while True:
        more = {child for child, parent in parents.items() if parent in mine} - mine
        if not more:
            return mine - {pid}
        mine |= more


def name_of(pid):
    with contextlib.suppress(OSError), open("/proc/%d/cmdline" % pid, "rb") as file:
        return file.read()
    return b""


def test_a_killed_worker_of_ray_loses_nothing(ray, tmp_path):
    # Long enough for a worker to be at it whenever another one has ended.
    model = MODELS / "bert_layer.mlir"
    store, killed = tmp_path / "store.sqlite", []

    def kill_one(done, total, left):
        at_work = [pid for pid in descendants(os.getpid())
                   if name_of(pid).startswith(b"ray::_ray_work")]
        if done >= total // 2 and not killed and at_work:
            killed.append(at_work[0])
            os.kill(at_work[0], signal.SIGKILL)

    count = 16
    points = ridge.sweep([model], machines(count), store=store, workers=2, ray="local",
                         progress=kill_one)
    assert killed and not ray.is_initialized()
    assert all(point.error is None for point in points) and rows(store) == (count, count)
    alone = ridge.run(model, machines(count)[5])
    assert points[5].record.cycles == alone.cycles


def test_ray_that_is_not_there(ray, model, tmp_path):
    with pytest.raises(ridge.Error, match="cannot reach Ray at 127.0.0.1:1: "):
        ridge.sweep([model], ["toy"], store=tmp_path / "s", ray="127.0.0.1:1")
