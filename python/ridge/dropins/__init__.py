"""Files of the tools that people come from, as a machine and a model.

    got = ridge.dropins.scalesim("resnet.csv", "tpu.cfg")
    print(*got.notes, sep="\\n")            # what could not be kept, line by line
    run = ridge.run(got.model(), got.machine())

`timeloop(problem, architecture)` and `zigzag(workload, accelerator, mapping)` read YAML.
Timings are Ridge's: its own mapping of each layer, on what the files say of the machine.
"""

from .common import DropIn
from .scalesim import scalesim
from .timeloop import timeloop
from .zigzag import zigzag

__all__ = ["DropIn", "scalesim", "timeloop", "zigzag"]
