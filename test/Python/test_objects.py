"""Machines, models, programs and errors."""

import numpy as np
import pytest

import ridge


def test_machines_are_values(toy):
    assert "toy" in ridge.machines()
    assert toy.name == "toy" and len(toy.hash) == 32
    assert toy.memories["sram"].bytes > 0 and toy.memories["dram"].home
    assert toy == ridge.machine("toy") and hash(toy) == hash(ridge.machine("toy"))
    assert ridge.machine(text=toy.text).hash == toy.hash
    assert "sram" in toy.describe()


def test_variants(toy):
    small = toy.with_(sram="8 KiB")
    assert small.memories["sram"].bytes == 8192
    assert small != toy and toy.memories["sram"].bytes != 8192
    same = toy.with_({"sram.size": "8 KiB"})
    assert same.hash == small.hash
    assert toy.with_(sram={"size": "8 KiB"}, source="datasheet") is not small
    text = toy.with_('arch.memory @sram {size = "8 KiB", source = "assumed"}')
    assert text.memories["sram"].bytes == 8192


@pytest.mark.parametrize(
    "change, place, text",
    [
        ({"sram.size": "eight"}, "sram.size=eight", "eight"),
        ({"nowhere.size": "8 KiB"}, "nowhere.size=8 KiB", "nowhere"),
    ],
)
def test_refused_variants(toy, change, place, text):
    with pytest.raises(ridge.Error) as caught:
        toy.with_(change)
    first = caught.value.diagnostics[0]
    assert first.kind == "error" and first.place.startswith(place)
    assert text in first.text


def test_no_such_machine():
    with pytest.raises(ridge.Error, match="nosuch"):
        ridge.machine("nosuch")


def test_models(product):
    assert product.file == "product.mlir" and "linalg.matmul" in product.text
    assert product.arguments == [("f32", (16, 32)), ("f32", (32, 8))]
    assert product.results[0].shape == (16, 8)


def test_errors_have_places(tmp_path):
    text = "func.func @f() {\n  %x = arith.nothing : f32\n  return\n}\n"
    with pytest.raises(ridge.Error) as caught:
        ridge.model(text=text, name="wrong.mlir")
    first = caught.value.diagnostics[0]
    assert (first.file, first.line) == ("wrong.mlir", 2) and first.column > 0
    assert str(caught.value).startswith("wrong.mlir:2:")
    with pytest.raises(ridge.Error, match="none.mlir"):
        ridge.model(tmp_path / "none.mlir")
    with pytest.raises(TypeError):
        ridge.model()


def test_stages_and_programs(product, toy, checked):
    assert "ridge." in ridge.ir(product, None, "tensor")
    assert "ridge.compute" in ridge.ir(product, toy, "tile")
    assert "isa.program" in checked.ir("isa")
    with pytest.raises(ridge.Error, match="a stage is"):
        ridge.ir(product, toy, "nosuch")
    program = ridge.compile(product, toy)
    assert program.text == checked.program.text
    again = ridge.program(text=program.text, machine=toy)
    assert again.text == program.text and again.machine == toy
    with pytest.raises(ridge.Error) as caught:
        ridge.program(text="nonsense", machine=toy)
    assert caught.value.diagnostics[0].file == "<program>"


def test_mappings_replay(product, toy, checked):
    assert checked.mapping == ridge.ir(product, toy, "mapping")
    replayed = ridge.run(product, toy, mapping=checked.mapping)
    assert replayed.program.text == checked.program.text


def test_steps_agree_with_the_run(product, toy, checked):
    program = ridge.compile(product, toy)
    assert ridge.bound(program) == checked.cycles.bound
    estimate = ridge.estimate(program)
    assert estimate.cycles.estimate == checked.cycles.estimate
    assert estimate.cycles.simulated is None and estimate.bound_by == checked.bound_by
    assert ridge.simulate(program).cycles == checked.cycles
    values = ridge.evaluate(product)
    assert ridge.compare(program, values).status == "pass"
    assert ridge.compare(program, values) == checked.check
    computed, = ridge.execute(program, values)
    assert np.array_equal(computed, checked.outputs[0])


def test_sessions_are_apart(product, toy):
    session = ridge.Session()
    model = session.model(text=product.text, name="product.mlir")
    assert session.run(model, toy).cycles == ridge.run(product, toy).cycles


def test_lists_of_names_are_changed():
    machine = ridge.machine("edge-mx").with_({"dram->sram.codecs": ["mxfp4", "mxfp8e4m3"]})
    assert 'codecs = ["mxfp4", "mxfp8e4m3"]' in machine.text
    assert machine.changes == {"dram->sram.codecs": '["mxfp4", "mxfp8e4m3"]'}
