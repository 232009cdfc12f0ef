"""Assembles a model's program, disassembles it, and compares the two.

    round-trip.py FOLDER MODEL MACHINE [values]

Cycles of both are equal, words of both are equal, and with `values` so are the
results on drawn arguments.
"""

import os
import subprocess
import sys


def ridge(*words, out=None):
    result = subprocess.run(["ridge", *words], capture_output=True, check=True)
    if out:
        with open(out, "wb") as file:
            file.write(result.stdout)
    return result.stdout.decode()


def read(path):
    with open(path, "rb") as file:
        return file.read()


def main():
    folder, model, machine = sys.argv[1:4]
    name = os.path.join(folder, os.path.basename(model) + "." + machine)
    texts = [name + ".txt", name + ".back.txt"]
    ridge("run", model, "--machine", machine, "--emit=program", out=texts[0])
    images = [name + ".bin", name + ".again.bin"]
    ridge("assemble", texts[0], "--machine", machine, "-o", images[0])
    ridge("disassemble", images[0], "--machine", machine, "-o", texts[1])
    ridge("assemble", texts[1], "--machine", machine, "-o", images[1])
    assert read(images[0]) == read(images[1]), "the words differ"
    cycles = [
        ridge("simulate", text, "--machine", machine).split("\n")[1] for text in texts
    ]
    assert cycles[0] == cycles[1], cycles
    if sys.argv[4:] != ["values"]:
        return
    results = [name + ".safetensors", name + ".back.safetensors"]
    for text, result in zip(texts, results):
        ridge(
            "execute", text, "--machine", machine, "--seed", "1", "--outputs", result
        )
    assert read(results[0]) == read(results[1]), "the values differ"


main()
