"""Files of other tools become machines and models, and what they lose is said."""

import numpy as np
import pytest

import ridge
from ridge import dropins
from ridge.dropins import shell

CONFIG = """[general]
run_name = small

[architecture_presets]
ArrayHeight:    16
ArrayWidth:     8
IfmapSramSzkB:    64
FilterSramSzkB:   32
OfmapSramSzkB:    16
IfmapOffset:    0
Dataflow : %s
Bandwidth : 10

[run_presets]
InterfaceBandwidth: %s
"""

LAYERS = """Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels, Num Filter, Strides,
Conv1, 9, 8, 3, 2, 4, 5, 2,
FC, 1, 1, 1, 1, 32, 10, 1,
"""

PRODUCTS = """Layer, M, N, K,
P1, 40, 20, 30,
"""


def files(folder, **texts):
    paths = []
    for name, text in texts.items():
        paths.append(folder / name.replace("_", "."))
        paths[-1].write_text(text)
    return paths


def scalesim(folder, topology=LAYERS, flow="os", rate="USER", config=CONFIG):
    text = config % (flow, rate) if "%s" in config else config
    return dropins.scalesim(*files(folder, net_csv=topology, chip_cfg=text))


def test_scalesim_layers_are_convolutions(tmp_path):
    got = scalesim(tmp_path)
    model, machine = got.model(), got.machine()
    assert [a.shape for a in model.arguments] == [(9, 8, 4), (3, 2, 4, 5), (1, 1, 32), (1, 1, 32, 10)]
    rng = np.random.default_rng(0)
    inputs = [rng.integers(-2, 3, a.shape, np.int8) for a in model.arguments]
    first, last = ridge.evaluate(model, inputs=inputs).results
    image, filters = inputs[0].astype(int), inputs[1].astype(int)
    wanted = [[np.einsum("rsc,rsco->o", image[2 * h:2 * h + 3, 2 * w:2 * w + 2], filters)
               for w in range(4)] for h in range(4)]
    assert np.array_equal(first, np.array(wanted).astype(np.int8))
    assert np.array_equal(last[0, 0], (inputs[2][0, 0].astype(int) @ inputs[3][0, 0]).astype(np.int8))
    run = ridge.run(model, machine, check=True)
    assert run.check.status == "pass"
    assert {op.instruction for op in run.ops} == {"multiply_i8"}
    assert machine.memories["filter"].bytes == 32 * 1024


# ceil(40/16) * ceil(20/8) folds of 16 + 8 + 30 - 2 cycles, and so on.
@pytest.mark.parametrize("flow, cycles", [
    ("os", 3 * 3 * (16 + 8 + 30 - 2)), ("ws", 2 * 3 * (32 + 8 + 40 - 2)),
    ("is", 2 * 5 * (32 + 8 + 20 - 2))])
def test_scalesim_dataflows_take_their_time(tmp_path, flow, cycles):
    got = scalesim(tmp_path, PRODUCTS, flow, "CALC")
    run = ridge.run(got.model(), got.machine())
    assert run.units["array"].states.busy == cycles
    assert any("taken for one that never limits" in note for note in got.notes)


def test_scalesim_says_what_it_drops(tmp_path):
    extra = LAYERS.replace("Strides,", "Strides, Sparsity").replace("2,\n", "2, 1:1\n")
    notes = scalesim(tmp_path, extra).notes
    assert "%s:10: 'ifmapoffset' is left out: addresses are Ridge's to give" % (
        tmp_path / "chip.cfg") in notes
    assert "%s:1: the column 'sparsity' is left out" % (tmp_path / "net.csv") in notes


@pytest.mark.parametrize("topology, config, text", [
    (LAYERS.replace("Conv1, 9", "Conv1, x"), CONFIG % ("os", "USER"),
     "net.csv:2:1: error: 'ifmap height' is 'x', expected a whole number"),
    (LAYERS.replace("Conv1, 9", "Conv1, 2"), CONFIG % ("os", "USER"),
     "net.csv:2:1: error: a filter of 3 x 2 does not fit 2 x 8"),
    (LAYERS.replace("Strides", "Steps"), CONFIG % ("os", "USER"),
     "net.csv:2:1: error: the column 'strides' is missing"),
    ("Layer, M, N, K,\n", CONFIG % ("os", "USER"), "net.csv:1:1: error: there is no layer"),
    (LAYERS, CONFIG % ("rs", "USER"), "chip.cfg:11:1: error: the dataflow is 'rs', expected os"),
    (LAYERS, "ArrayHeight: 3", "chip.cfg:1:1: error: no configuration"),
    (LAYERS, (CONFIG % ("os", "USER")).replace("64", "-1"),
     "chip.cfg:7:1: error: 'ifmapsramszkb' is '-1'"),
    (LAYERS, (CONFIG % ("os", "USER")).replace("ArrayWidth", "Width"),
     "chip.cfg:1:1: error: 'arraywidth' is missing"),
])
def test_scalesim_files_that_are_none(tmp_path, topology, config, text):
    with pytest.raises(ridge.Error) as caught:
        scalesim(tmp_path, topology, config=config)
    assert text in str(caught.value)


PROBLEM = """problem:
  shape:
    name: cnn
    dimensions: [C, M, R, S, N, P, Q]
    coefficients:
    - {name: Wstride, default: 1}
    - {name: Hstride, default: 1}
    data-spaces:
    - name: Weights
      projection: [ [[C]], [[M]], [[R]], [[S]] ]
    - name: Inputs
      projection: [ [[N]], [[C]], [[R], [P, Wstride]], [[S], [Q, Hstride]] ]
    - name: Outputs
      projection: [ [[N]], [[M]], [[Q]], [[P]] ]
      read-write: True
  instance: {C: 4, M: 8, R: 3, S: 3, N: 1, P: 5, Q: 6, Wstride: 2, Hstride: 1, density: 1}
"""

ARCHITECTURE = """architecture:
  version: 0.2
  subtree:
  - name: system
    local:
    - name: DRAM
      class: DRAM
      attributes: {type: LPDDR4, word-bits: 16, shared_bandwidth: 8}
    subtree:
    - name: chip
      local:
      - name: glb
        class: smartbuffer_SRAM
        attributes: {memory_depth: 4096, memory_width: 64, n_banks: 32, word-bits: 16,
                     read_bandwidth: 16, write_bandwidth: 16}
      subtree:
      - name: PE[0..7]
        local:
        - {name: spad, class: smartbuffer_RF, attributes: {memory_depth: 12, memory_width: 16}}
        - {name: mac, class: intmac, attributes: {datawidth: 16}}
"""

FLAT = """architecture:
  version: 0.4
  nodes:
  - {name: DRAM, class: DRAM, attributes: {width: 64}}
  - {name: glb, class: SRAM, attributes: {depth: 4096, width: 64, read_bandwidth: 16}}
  - {name: PE, spatial: {meshX: 4, meshY: 2}}
  - {name: mac, class: intmac, attributes: {datawidth: 12}}
"""


@pytest.mark.parametrize("architecture", [ARCHITECTURE, FLAT], ids=["tree", "list"])
def test_timeloop(tmp_path, architecture):
    pytest.importorskip("yaml", reason="PyYAML is not installed")
    got = dropins.timeloop(*files(tmp_path, layer_yaml=PROBLEM, chip_yaml=architecture))
    model, machine = got.model(), got.machine()
    assert [a.shape for a in model.arguments] == [(4, 8, 3, 3), (1, 4, 11, 8)]
    assert model.results == [ridge.TensorType("i16", (1, 8, 6, 5))]
    assert machine.memories["glb"].bytes == 32768 and machine.memories["DRAM"].home
    rng = np.random.default_rng(0)
    w, x = (rng.integers(-9, 9, a.shape, np.int16) for a in model.arguments)
    result, = ridge.evaluate(model, inputs=[w, x]).results
    windows = np.lib.stride_tricks.sliding_window_view(x[0].astype(int), (3, 3), (1, 2))[:, ::2]
    assert np.array_equal(result[0], np.einsum("cpqrs,cmrs->mqp", windows, w.astype(int)))
    run = ridge.run(model, machine, check=True)
    # 8 units are busy with each product once.
    work = 4 * 8 * 3 * 3 * 5 * 6
    assert run.check.status == "pass" and run.units["array"].states.busy >= work // 8
    notes = "\n".join(got.notes)
    assert "layer.yaml:16: 'density' is left out" in notes
    assert "the 8 of 'mac' are taken to be busy" in notes
    if architecture is ARCHITECTURE:
        assert "chip.yaml:19: 'spad' is left out: 8 of them are within the array" in notes
        assert "chip.yaml:14: 'n_banks' of 'glb' is left out" in notes
    else:
        assert "words of 12 bits are taken for 16" in notes


@pytest.mark.parametrize("problem, architecture, text", [
    (PROBLEM.replace("C: 4, ", ""), ARCHITECTURE, "layer.yaml:16:1: error: 'C' is missing"),
    (PROBLEM.replace("C: 4", "C: some"), ARCHITECTURE, "found 'some', expected a number"),
    (PROBLEM.replace("read-write: True", "read-write: False"), ARCHITECTURE,
     "expected two data spaces that are read and one of read_write"),
    (PROBLEM.replace("[P, Wstride]", "[P, Wide]"), ARCHITECTURE, "'Wide' is no coefficient"),
    (PROBLEM.replace("[[Q]], [[P]]", "[[Z]], [[P]]"), ARCHITECTURE, "'Z' is no dimension"),
    ("problem: {shape: cnn-layer, instance: {C: 1}}", ARCHITECTURE, "is built into Timeloop"),
    ("problem: [", ARCHITECTURE, "layer.yaml:1:1: error: no YAML"),
    ("", ARCHITECTURE, "layer.yaml:1:1: error: the file is empty"),
    (PROBLEM, ARCHITECTURE.replace("intmac", "adder"), "no component of a class such as intmac"),
    (PROBLEM, ARCHITECTURE.replace("DRAM", "store"), "there is no home memory"),
    (PROBLEM, ARCHITECTURE.replace("memory_depth: 4096, ", ""), "'glb' has no size"),
    (PROBLEM, ARCHITECTURE.replace("datawidth: 16", "datawidth: 64"), "words of 64 bits"),
])
def test_timeloop_files_that_are_none(tmp_path, problem, architecture, text):
    pytest.importorskip("yaml", reason="PyYAML is not installed")
    with pytest.raises(ridge.Error) as caught:
        dropins.timeloop(*files(tmp_path, layer_yaml=problem, chip_yaml=architecture))
    assert text in str(caught.value) and ":1: error: " in str(caught.value)


WORKLOAD = """- id: 0
  name: conv1
  operator_type: Conv
  equation: O[b][g][k][oy][ox]+=W[g][k][c][fy][fx]*I[b][g][c][iy][ix]
  dimension_relations: [ix=2*ox+1*fx, iy=1*oy+1*fy]
  loop_dims: [B, K, C, OY, OX, FY, FX]
  loop_sizes: [1, 8, 4, 5, 6, 3, 3]
  operand_precision: {W: 8, I: 8, O: 16, O_final: 8}
  operand_source: {W: 0, I: 0}
- id: 1
  equation: O[b][k]+=W[k][c]*I[b][c]
  loop_dims: [B, K, C]
  loop_sizes: [4, 64, 128]
  operand_precision: {W: 4, I: 8, O: 16, O_final: 8}
"""

ACCELERATOR = """name: tpu_like
memories:
  rf_1B:
    size: 8
    operands: [I2]
    ports: [{name: r, type: read, bandwidth_max: 8}, {name: w, type: write, bandwidth_max: 8}]
    served_dimensions: []
  sram:
    size: 1048576
    r_cost: 100
    w_cost: 50
    area: 3
    latency: 2
    operands: [I1, I2, O]
    ports: [{name: r, type: read, bandwidth_max: 512}, {name: w, type: write, bandwidth_max: 256}]
    served_dimensions: [D1, D2]
  dram:
    size: 10000000000
    operands: [I1, I2, O]
    ports: [{name: rw, type: read_write, bandwidth_max: 64}]
    served_dimensions: [D1, D2]
operational_array:
  multiplier_energy: 0.04
  dimensions: [D1, D2]
  sizes: [16, 8]
"""

MAPPING = """- name: default
  spatial_mapping: {D1: ["OX, 16"], D2: [[K, 8]]}
  temporal_ordering: [[OX, 6]]
"""


def zigzag(folder, workload=WORKLOAD, accelerator=ACCELERATOR, **mapping):
    return dropins.zigzag(*files(folder, net_yaml=workload, chip_yaml=accelerator, **mapping))


def test_zigzag(tmp_path):
    pytest.importorskip("yaml", reason="PyYAML is not installed")
    got = zigzag(tmp_path)
    model, machine = got.model(), got.machine()
    assert [a.shape for a in model.arguments] == [
        (1, 8, 4, 3, 3), (1, 1, 4, 7, 13), (64, 128), (4, 128)]
    assert model.results[0] == ridge.TensorType("i8", (1, 1, 8, 5, 6))
    assert machine.memories["sram"].bytes == 131072
    run = ridge.run(model, machine, check=True)
    assert run.check.status == "pass"
    # Outputs lie along 16 columns, inputs along 8 rows.
    products = 30 * 1 * 1 * 9 + 4 * (64 // 16) * (128 // 8)
    assert run.units["array"].states.busy >= products
    causes = {part.part for part in run.energy.parts}
    assert {"@multiply_i8", "reads of @sram", "writes of @sram"} <= causes
    notes = "\n".join(got.notes)
    for said in ("chip.yaml:4: 'rf_1B' is left out", "chip.yaml:12: 'area' of 'sram' is left out",
                 "chip.yaml:15: 'sram' reads 512 and writes 256 bits a cycle",
                 "net.yaml:9: 'operand_source' is left out", "all operands are of 8 bits",
                 "assumed: outputs (K) lie along D1"):
        assert said in notes
    other = zigzag(tmp_path, map_yaml=MAPPING)
    assert "(m ceildiv 16) * (n ceildiv 8) * k" in other.machine_text
    assert "%s:3: 'temporal_ordering' is left out: Ridge searches it" % (
        tmp_path / "map.yaml") in other.notes
    assert ridge.run(other.model(), other.machine(), check=True).check.status == "pass"


@pytest.mark.parametrize("workload, accelerator, text", [
    (WORKLOAD.replace("4, 5, 6, 3, 3]", "4, 5, 6, 3]"), ACCELERATOR, "6 sizes of 7 loops"),
    (WORKLOAD.replace("+=", "="), ACCELERATOR, "net.yaml:4:1: error: found 'O[b]"),
    (WORKLOAD.replace("ix=2*ox+1*fx", "sum"), ACCELERATOR, "expected such as ix=1*ox+1*fx"),
    ("{}", ACCELERATOR, "net.yaml:1:1: error: found a mapping, expected a list"),
    (WORKLOAD, ACCELERATOR.replace("bandwidth_max: 64}", "max: 64}"),
     "chip.yaml:20:1: error: 'bandwidth_max' is missing"),
    (WORKLOAD, ACCELERATOR.replace("[D1, D2]\n  dram", "[D1]\n  dram"),
     "found 1 memories that serve the whole array"),
])
def test_zigzag_files_that_are_none(tmp_path, workload, accelerator, text):
    pytest.importorskip("yaml", reason="PyYAML is not installed")
    with pytest.raises(ridge.Error) as caught:
        zigzag(tmp_path, workload, accelerator)
    assert text in str(caught.value)


def test_the_shell_writes_both(tmp_path, capsys):
    net, chip = files(tmp_path, net_csv=LAYERS, chip_cfg=CONFIG % ("ws", "USER"))
    out = str(tmp_path / "out")
    assert shell.main("from-scalesim", [str(net), str(chip), "-o", out]) == 0
    assert "left out: addresses are Ridge's to give" in capsys.readouterr().err
    run = ridge.run(out + ".model.mlir", out + ".machine.mlir", check=True)
    assert run.check.status == "pass"
    chip.write_text("[general]\n")
    other = str(tmp_path / "other")
    assert shell.main("from-scalesim", [str(net), str(chip), "-o", other]) == 1
    assert "chip.cfg:1:1: error:" in capsys.readouterr().err
    assert not (tmp_path / "other.machine.mlir").exists()
