"""SCALE-Sim's topology (CSV, convolutions or products) and configuration (.cfg)."""

from __future__ import annotations

import configparser
import csv
import io
import os
import re

from ..zoo.graph import Graph
from .common import Array, DropIn, Memory, Notes, Path, contraction, machine, read_text, refused

# SCALE-Sim's counts without stalls, plus the cycle that its reports leave out. Rows and
# columns of the array are R and C.
_OCCUPANCY = {
    "os": "(m ceildiv R) * (n ceildiv C) * (R + C + k - 2)",
    "ws": "(k ceildiv R) * (n ceildiv C) * (2 * R + C + m - 2)",
    "is": "(k ceildiv R) * (m ceildiv C) * (2 * R + C + n - 2)",
}
# SCALE-Sim counts words, of one byte each.
_WORD = "i8"

_KEPT = {"arrayheight", "arraywidth", "ifmapsramszkb", "filtersramszkb", "ofmapsramszkb",
         "dataflow", "bandwidth", "interfacebandwidth", "run_name",
         # SCALE-Sim's own spelling in older files.
         "ifmapsramsz", "filtersramsz", "ofmapsramsz"}
_WHY = {
    "ifmapoffset": "addresses are Ridge's to give",
    "filteroffset": "addresses are Ridge's to give",
    "ofmapoffset": "addresses are Ridge's to give",
    "readrequestbuffer": "requests in flight are no limit here",
    "writerequestbuffer": "requests in flight are no limit here",
    "memorybanks": "banks cost no time here",
}


def _lines_of(text: str) -> dict[str, int]:
    """The line of each key of a .cfg file."""
    lines = {}
    for number, line in enumerate(text.splitlines(), 1):
        key = re.match(r"\s*([^#;\[=:]+?)\s*[:=]", line)
        if key:
            lines[key[1].lower()] = number
    return lines


class _Config:
    def __init__(self, path: Path, notes: Notes):
        self.path, text = path, read_text(path)
        parser = configparser.ConfigParser(strict=False)
        try:
            parser.read_string(text)
        except configparser.Error as error:
            raise refused(path, getattr(error, "lineno", 1) or 1, "no configuration: %s"
                          % str(error).splitlines()[0]) from error
        self.lines = _lines_of(text)
        self.values = {key: value for section in parser.sections()
                       for key, value in parser.items(section)}
        for key in self.values:
            if key not in _KEPT:
                notes.add(path, self.lines.get(key, 1), "'%s' is left out%s" % (
                    key, ": " + _WHY[key] if key in _WHY else ""))

    def count(self, *keys: str) -> int:
        for key in keys:
            if key in self.values:
                value = self.values[key].strip()
                if not value.isdigit() or int(value) < 1:
                    raise refused(self.path, self.lines[key], "'%s' is '%s', expected a whole"
                                  " number of at least 1" % (key, value))
                return int(value)
        raise refused(self.path, 1, "'%s' is missing" % keys[0])


def _machine(config: _Config, name: str, notes: Notes) -> str:
    flow = config.values.get("dataflow", "").strip().lower()
    if flow not in _OCCUPANCY:
        raise refused(config.path, config.lines.get("dataflow", 1),
                      "the dataflow is '%s', expected os, ws or is" % flow)
    occupancy = _OCCUPANCY[flow].replace("R", str(config.count("arrayheight"))).replace(
        "C", str(config.count("arraywidth")))
    rate = None
    if config.values.get("interfacebandwidth", "USER").strip().upper() == "USER":
        rate = config.count("bandwidth")
    else:
        notes.add(config.path, config.lines["interfacebandwidth"],
                  "what SCALE-Sim calculates as the bandwidth needed is taken for one that"
                  " never limits")
    parts = []
    for part in ("ifmap", "filter", "ofmap"):
        size = config.count(part + "sramszkb", part + "sramsz") * 1024
        parts.append(Memory(part, size, rate))
    notes.add(config.path, config.lines.get("ofmapsramszkb", 1),
              "sums lie in @ofmap as i32, 4 bytes where SCALE-Sim counts a word of one")
    home = Memory("dram", 1 << 36)
    notes.add(config.path, 1, "assumed: 1 GHz, a home memory of 64 GiB without latency, whose"
              " rate is that of the three interfaces")
    return machine(
        name, "1 GHz", [home], parts, Array(occupancy, _WORD, ordered=True),
        "SCALE-Sim configuration " + os.path.basename(os.fspath(config.path)),
        "Made from %s: %s dataflow; what finishes sums takes no time (assumed)."
        % (os.path.basename(os.fspath(config.path)), flow))


def _number(path: Path, line: int, words: dict[str, str], *names: str) -> int:
    for name in names:
        if name in words:
            text = words[name]
            if not text.isdigit() or int(text) < 1:
                raise refused(path, line, "'%s' is '%s', expected a whole number of at least 1"
                              % (name, text))
            return int(text)
    raise refused(path, line, "the column '%s' is missing" % names[0])


def _convolution(g: Graph, path: Path, line: int, layer: str, words: dict[str, str]):
    def of(*names: str) -> int:
        return _number(path, line, words, *names)

    height, width = of("ifmap height"), of("ifmap width")
    rows, columns = of("filter height"), of("filter width")
    stride = of("strides", "stride")
    if rows > height or columns > width:
        raise refused(path, line, "a filter of %d x %d does not fit %d x %d"
                      % (rows, columns, height, width))
    sizes = dict(h=(height - rows) // stride + 1, w=(width - columns) // stride + 1,
                 c=of("channels"), o=of("num filter"), r=rows, s=columns)
    step = "" if stride == 1 else "%d*" % stride
    # Pixels in order, so that the image comes first and the filter second.
    return contraction(g, layer, sizes, ["h", "w", "o"], {
        "ifmap": [step + "h+r", step + "w+s", "c"], "filter": ["r", "s", "c", "o"]}, _WORD)


def _model(path: Path, name: str, notes: Notes) -> str:
    rows = list(csv.reader(io.StringIO(read_text(path))))
    if not rows:
        raise refused(path, 1, "the file is empty")
    header = [word.strip().lower() for word in rows[0]]
    products = {"m", "n", "k"} <= set(header)
    known = {"", "layer", "layer name", "m", "n", "k", "ifmap height", "ifmap width",
             "filter height", "filter width", "channels", "num filter", "strides", "stride"}
    for word in header:
        if word not in known:
            notes.add(path, 1, "the column '%s' is left out" % word)
    g = Graph(name, _WORD)
    for number, row in enumerate(rows[1:], 2):
        words = {key: word.strip() for key, word in zip(header, row) if key}
        if not any(words.values()):
            continue
        layer = row[0].strip()
        if products:
            sizes = {key: _number(path, number, words, key) for key in "mnk"}
            g.result(contraction(g, layer, sizes, ["m", "n"], {
                "ifmap": ["m", "k"], "filter": ["k", "n"]}, _WORD))
        else:
            g.result(_convolution(g, path, number, layer, words))
    if not g.results:
        raise refused(path, 1, "there is no layer in it")
    return g.text()


def scalesim(topology: Path, config: Path) -> DropIn:
    """A topology on a configuration. Layers have arguments of their own, as in SCALE-Sim.

    Raises:
        Error: A file is none of the kind.
    """
    notes = Notes()
    read = _Config(config, notes)
    name = read.values.get("run_name", "").strip() or "scale_sim"
    word = re.sub(r"\W", "_", name)
    return DropIn(word, _machine(read, word, notes), _model(topology, "model", notes),
                  notes.lines)
