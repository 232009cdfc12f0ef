"""Questions about a machine, comparisons, and their pages."""

import json
import re
import subprocess
import sys
import textwrap

import pytest

import ridge
from conftest import MODELS

MODEL = MODELS / "int8_mlp.mlir"


@pytest.fixture(scope="module")
def variants():
    return ridge.whatif(
        MODEL, "toy", ["sram.size=64 KiB", {"dram.bandwidth": "8 B/cycle", "clock": "2 GHz"},
                       "sram.size=64 B"])


def test_variants(variants):
    base, small, slow, none = variants.variants
    assert [v.variant for v in variants.variants] == [
        "toy", "sram.size=64 KiB", "dram.bandwidth=8 B/cycle; clock=2 GHz", "sram.size=64 B"]
    assert base.cycles == ridge.run(MODEL, "toy").cycles.simulated
    assert sum(small.cycles_by_cause.values()) == small.cycles
    assert slow.seconds == pytest.approx(slow.cycles / 2e9)
    assert none.refused.startswith("cannot be tiled") and none.cycles is None
    assert variants.variants["sram.size=64 KiB"].cycles == small.cycles
    assert "variant" in str(variants) and variants.machine == "toy"


def test_variants_of_a_model_that_is_text_and_of_options():
    text = MODEL.read_text(encoding="utf-8")
    one = ridge.whatif(ridge.model(text=text, name="mine"), "toy", "sram.size=64 KiB")
    assert one.model == "mine" and len(one.variants) == 2
    # The function that was chosen is the one that other sessions read.
    hidden = ridge.model(MODELS.parent / "Driver/Inputs/functions.mlir", function="hidden")
    cycles = ridge.run(hidden, "toy").cycles.simulated
    assert ridge.whatif(hidden, "toy", "sram.size=64 KiB").variants[0].cycles == cycles


def test_an_edit_that_is_none():
    with pytest.raises(ridge.Error, match="expected PART.ATTRIBUTE=VALUE"):
        ridge.whatif(MODEL, "toy", "sram")


def test_sensitivities():
    found = ridge.sensitivity(MODEL, "toy", ["matmul_i8", "dram.bandwidth"])
    number = found.numbers["matmul_i8.occupancy"]
    assert number.more.time > 1 > number.less.time
    assert number.time_elasticity == pytest.approx(number.chain_share, abs=0.1)
    assert {n.number.split(".")[0] for n in found.numbers} == {"matmul_i8", "dram"}
    with pytest.raises(ridge.Error, match="states no number"):
        ridge.sensitivity(MODEL, "toy", "sram.width")
    with pytest.raises(ValueError, match="above 0"):
        ridge.sensitivity(MODEL, "toy", step=-1)


def test_where_it_begins_to_hold():
    found = ridge.find(MODEL, "toy", "dram.bandwidth", "1 B/cycle", "64 B/cycle", "bound-by=engine")
    assert found.value == found.least == "3 B/cycle" and found.greatest is None
    assert found.monotone and not found.probes[0].holds and found.probes[-1].holds


def test_reasons():
    reasons = ridge.explain(MODEL, "toy")
    layer = reasons["contract1+10"]
    assert layer.mapping.lstrip().startswith("dims") and any("tiled" in r for r in layer.remarks)
    assert any(c.change == "@matmul_i8 in half the time" for c in layer.changes)
    assert [r.layer for r in ridge.explain(MODEL, "toy", "contract1+10")] == ["contract1+10"]
    assert "contract1+10" in str(reasons)
    # Places are those of the model's own file.
    assert layer.location.startswith(str(MODEL))
    with pytest.raises(ridge.Error, match="no such layer"):
        ridge.explain(MODEL, "toy", "nothing")


def test_tables_of_pandas(variants):
    pytest.importorskip("pandas", reason="pandas is not installed")
    frame = variants.variants.to_dataframe()
    assert list(frame["variant"])[0] == "toy" and len(frame) == 4


def test_progress_and_what_it_raises():
    steps = []
    ridge.whatif(MODEL, "toy", ["clock=2 GHz", "clock=3 GHz"], progress=steps.append)
    assert sorted(steps) == ["variant 1 of 2", "variant 2 of 2"]

    def refuse(step):
        raise ValueError(step)

    with pytest.raises(ValueError, match="variant"):
        ridge.whatif(MODEL, "toy", ["clock=%d GHz" % n for n in range(2, 40)], progress=refuse)
    assert ridge.run(MODEL, "toy").cycles.simulated > 0


def test_interrupted():
    """Ctrl-C ends the call at once, and what runs soon after."""
    script = textwrap.dedent("""
        import signal, threading, time, os, ridge
        # Background jobs of a shell are started with the signal ignored.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        threading.Timer(1, os.kill, (os.getpid(), signal.SIGINT)).start()
        began = time.monotonic()
        try:
            ridge.whatif(%r, "toy", ["dram.bandwidth=%%d B/cycle" %% n for n in range(1, 2000)])
        except KeyboardInterrupt:
            print("interrupted", time.monotonic() - began < 3)
        print(ridge.run(%r, "toy").cycles.simulated > 0)
    """) % (str(MODELS / "bert_layer.mlir"), str(MODEL))
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True,
                          timeout=120, check=True)
    assert done.stdout.split() == ["interrupted", "True", "True"], done.stdout


@pytest.fixture(scope="module")
def compared():
    small = ridge.machine("toy").with_(sram="64 KiB")
    return ridge.run(MODEL, "toy"), ridge.run(MODEL, small)


def test_two_runs(compared, tmp_path):
    before, after = compared
    found = ridge.compare_runs(before, after)
    assert found.figures["seconds"].before == before.seconds
    assert sum(layer.seconds_lost for layer in found.layers) == pytest.approx(
        after.seconds - before.seconds)
    assert ("@sram", "bytes", "262144", "65536") in [
        (n.part, n.number, n.before, n.after) for n in found.hardware]
    assert found.layers[0].before.tile.startswith("d0 ")
    before.save_json(tmp_path / "a.json")
    assert ridge.compare_runs(tmp_path / "a.json", after.to_dict()).to_dict() == found.to_dict()
    with pytest.raises(ridge.Error, match="no document of a run"):
        ridge.compare_runs(before, {"schema": 1})


def data_of(page):
    text = page.read_text(encoding="utf-8")
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    return json.loads(found[1])


def test_pages(variants, compared, tmp_path):
    variants.save_report(tmp_path / "variants.html")
    assert data_of(tmp_path / "variants.html")["models"] == [variants.to_dict()]
    ridge.compare_runs(*compared).save_report(tmp_path / "two.html")
    assert data_of(tmp_path / "two.html")["after"] == compared[1].to_dict()
    numbers = ridge.sensitivity(MODEL, "toy", "dram.bandwidth")
    numbers.save_report(tmp_path / "numbers.html")
    assert data_of(tmp_path / "numbers.html")["sensitivity"] == numbers.to_dict()


def test_page_of_a_sweep(tmp_path):
    grid = ridge.grid("toy", {"sram.size": ["64 KiB", "64 B"]})
    points = ridge.sweep([MODEL], grid, store=tmp_path / "s.sqlite", workers=1)
    points.save_report(tmp_path / "sweep.html")
    first, second = data_of(tmp_path / "sweep.html")["points"]
    assert first["name"] == "sram.size=64 KiB" and first["figures"]["seconds"] == points[0].figure(
        "seconds")
    assert "cannot be tiled" in second["error"] and not second["figures"]
    with pytest.raises(KeyError, match="no figure"):
        points.save_report(tmp_path / "sweep.html", "nothing")
