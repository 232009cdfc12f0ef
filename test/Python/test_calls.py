"""Long calls: the lock, progress and interruptions."""

import shutil
import subprocess
import sys
import textwrap
import threading
import time

import pytest

import ridge
from conftest import MODELS


def test_progress(product, toy):
    steps = []
    ridge.run(product, toy, check=True, progress=steps.append)
    assert steps[0].startswith("compiling to the") and "simulating" in steps
    assert "running the reference" in steps


def test_what_progress_raises_ends_the_call(product, toy):
    def refuse(step):
        raise ValueError(step)

    with pytest.raises(ValueError, match="compiling"):
        ridge.run(product, toy, progress=refuse)
    # The session is as good as before.
    assert ridge.run(product, toy).cycles.simulated > 0


def test_other_threads_run_meanwhile(toy):
    counted = [0]
    done = threading.Event()

    def count():
        while not done.is_set():
            counted[0] += 1
            time.sleep(0.001)

    thread = threading.Thread(target=count)
    model = ridge.model(MODELS / "bert_layer.mlir")
    thread.start()
    before = counted[0]
    ridge.run(model, toy)
    after = counted[0]
    done.set()
    thread.join()
    assert after > before + 3


def test_threads_have_sessions_of_their_own(product, toy):
    text, results = product.text, []

    def work():
        results.append(ridge.run(ridge.model(text=text), toy).cycles.simulated)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(results)) == 1 and len(results) == 3


def test_threads_take_turns_in_one_session(product, toy):
    results = []
    threads = [
        threading.Thread(target=lambda: results.append(ridge.run(product, toy).cycles.bound))
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 3 and len(set(results)) == 1


def test_interrupted_by_a_signal():
    """Ctrl-C in a step that takes long: the exception comes at once, and the same
    session works afterwards."""
    script = textwrap.dedent(
        """
        import os, signal, sys, threading, time, ridge
        # Background jobs of a shell are started with the signal ignored.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        model = ridge.model(sys.argv[1])
        begun = []
        def on_step(step):
            if step.startswith("compiling to the tile") and not begun:
                begun.append(time.monotonic())
                threading.Timer(0.01, os.kill, (os.getpid(), signal.SIGINT)).start()
        try:
            ridge.run(model, "systolic-128", check=True, progress=on_step)
        except KeyboardInterrupt:
            print("interrupted", len(begun))
        print(ridge.run(sys.argv[2], "toy").cycles.simulated > 0)
        """
    )
    done = subprocess.run(
        [sys.executable, "-c", script, MODELS / "bert_layer.mlir", MODELS / "int8_mlp.mlir"],
        capture_output=True, text=True, timeout=120,
    )
    assert done.stdout.split() == ["interrupted", "1", "True"], done.stdout + done.stderr


def test_the_module_loads_beside_others():
    """Where another module has brought the C++ library, no room is left for thread-local
    variables that must have a fixed place: workers of Ray are such processes."""
    readelf = shutil.which("readelf")
    if not readelf:
        pytest.skip("readelf is not installed")
    flags = subprocess.run([readelf, "-dW", ridge._native.__file__], capture_output=True,
                           text=True, check=True).stdout
    assert "STATIC_TLS" not in flags
