"""Documents as objects: one description for JSON, classes and editors."""

import json
import pathlib
import sys

import pytest

import ridge
from conftest import MODELS, ROOT
from ridge import records


def complaints(value, field, place="run"):
    """What of a document its description does not say, or says otherwise."""
    if "$ref" in field:
        field = records.SCHEMA["$defs"][field["$ref"].rsplit("/", 1)[1]]
    kinds = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int,
             "number": (int, float)}
    kind = field["type"]
    if kind == "number" and value in ("nan", "inf", "-inf"):
        return
    if not isinstance(value, kinds[kind]) or (isinstance(value, bool) and kind != "boolean"):
        yield "%s is %r, not of type %s" % (place, value, kind)
    elif kind == "array":
        for number, item in enumerate(value):
            yield from complaints(item, field["items"], "%s[%d]" % (place, number))
    elif kind == "object":
        shape = field.get("properties", {})
        for key, inner in value.items():
            known = shape.get(key, field.get("additionalProperties"))
            if known is None:
                yield "%s.%s is not described" % (place, key)
            else:
                yield from complaints(inner, known, "%s.%s" % (place, key))
        for key in field.get("required", []):
            if key not in value:
                yield "%s.%s is missing" % (place, key)


def test_documents_fit_their_description(product, toy, checked):
    documents = [checked.to_dict(), ridge.estimate(checked.program).to_dict()]
    weights = ridge.run(product, toy, codec={"weights": "f16"}) if has_codec(toy) else None
    documents += [weights.to_dict()] if weights else []
    for document in documents:
        assert list(complaints(document, {**records.SCHEMA, "type": "object"})) == []
    assert list(complaints(toy.hardware.to_dict(), {"$ref": "#/$defs/Hardware"})) == []


def has_codec(machine):
    return any("f16" in path.codecs for path in machine.paths)


def test_choices_of_formats_fit_it():
    model, machine = MODELS / "int8_mlp.mlir", "edge-mx"
    text = (ROOT / "test/Driver/quantized.mlir").read_text()
    assert text and model.exists() and machine in ridge.machines()
    product = """
func.func @f(%a: tensor<32x64xf32>, %b: tensor<64x32xf32>) -> tensor<32x32xf32> {
  %z = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<32x32xf32>
  %i = linalg.fill ins(%z : f32) outs(%e : tensor<32x32xf32>) -> tensor<32x32xf32>
  %c = linalg.matmul ins(%a, %b : tensor<32x64xf32>, tensor<64x32xf32>)
                     outs(%i : tensor<32x32xf32>) -> tensor<32x32xf32>
  return %c : tensor<32x32xf32>
}"""
    run = ridge.run(ridge.model(text=product), machine, error_budget=20, narrow_logits=True)
    assert list(complaints(run.to_dict(), {**records.SCHEMA, "type": "object"})) == []
    assert run.precision.sqnr_db >= 20 and "<svg" in run.pareto
    again = ridge.run(run.model, machine, formats=run.precision)
    assert again.cycles == run.cycles


def test_stubs_are_current():
    stub = pathlib.Path(records.__file__).with_name("records.pyi").read_text()
    assert stub == records.stub_text(), "write records.stub_text() to python/ridge/records.pyi"


def test_records(checked):
    assert checked.cycles.bound <= checked.cycles.simulated <= checked.cycles.serial
    states = checked.units["@array"].states
    assert states == checked.units["array"].states
    assert sum(states.to_dict().values()) == checked.cycles.simulated
    assert checked.ops[0].macs == 16 * 32 * 8 and checked.ops[-1].name == checked.ops[0].name
    assert checked.traffic["dram->sram"] > 0 and checked.memory["sram"].capacity > 0
    assert checked.deadlock is None and checked.codecs is None
    assert "bound" in dir(checked.cycles) and "cycles" in dir(checked)
    assert "No mapping" in type(checked.cycles).bound.__doc__
    with pytest.raises(KeyError, match="there are"):
        checked.units["nosuch"]
    with pytest.raises(AttributeError):
        checked.nosuch
    assert json.loads(checked.json) == checked.to_dict()
    assert "limited by" in checked.page and "cycles" in repr(checked)


def test_saved_files(checked, tmp_path):
    checked.save_json(tmp_path / "run.json")
    assert json.loads((tmp_path / "run.json").read_text()) == checked.to_dict()
    checked.save_report(tmp_path / "run.html")
    page = (tmp_path / "run.html").read_text()
    data = page.split('<script type="application/json" id="data">')[1].split("</script>")[0]
    assert json.loads(data)["run"] == checked.to_dict()
    assert "".join(op.mapping for op in checked.ops) == checked.mapping.rstrip()


def test_numbers_that_json_does_not_have():
    check = records.Check({"max_error": "inf", "tolerance": "nan"})
    assert check.max_error == float("inf") and check.tolerance != check.tolerance


def test_dataframes(checked, monkeypatch):
    try:
        import pandas
    except ImportError:
        pandas = None
    if pandas:
        frame = checked.units.to_dataframe()
        assert list(frame["name"]) == [unit.name for unit in checked.units]
        assert "states.busy" in frame.columns
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ImportError, match="pip install pandas"):
        checked.ops.to_dataframe()
