"""Models of any length: chains of additions, and blocks of test/Models in a stack.

    bench/scaling/models.py chain 1000 > chain.mlir
    bench/scaling/models.py llama_prefill 32 > blocks.mlir
"""

import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def chain(length, shape="16"):
    """`length` additions, each of the one before and of an argument."""
    tensor = "tensor<%sxf32>" % shape
    lines = ["func.func @main(%%v0: %s, %%w: %s) -> %s {" % (tensor, tensor, tensor)]
    lines += ["  %%v%d = arith.addf %%v%d, %%w : %s" % (i + 1, i, tensor)
              for i in range(length)]
    lines += ["  return %%v%d : %s" % (length, tensor), "}"]
    return "\n".join(lines) + "\n"


def stack(model, blocks):
    """The function of a model `blocks` times in a row: its first result is the
    first argument of the next; all blocks share the other arguments."""
    with open(os.path.join(ROOT, "test", "Models", model + ".mlir")) as file:
        text = file.read()
    head, signature, body, tail = re.fullmatch(
        r"(.*?)(  func\.func @[^\n]*\n)(.*?)(    return [^\n]*\n.*)", text,
        re.S).groups()
    result = re.match(r"    return (%\w+)(?:, [^:]*)? : (tensor<[^>]*>)", tail)
    # Other results of inner blocks are not results of the stack.
    signature = re.sub(r"\) -> .* {\n", ") -> %s {\n" % result[2], signature)
    state, lines = "%arg0", []
    for block in range(blocks):
        lines.append(re.sub(
            r"%(\w+)",
            lambda name: state if name[0] == "%arg0" else name[0]
            if name[1].startswith("arg") else "%%b%d_%s" % (block, name[1]), body))
        state = "%%b%d_%s" % (block, result[1][1:])
    return "%s%s%s    return %s : %s\n  }\n}\n" % (
        head, signature, "".join(lines), state, result[2])


def write(kind, length):
    return chain(length) if kind == "chain" else stack(kind, length)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.stdout.write(write(sys.argv[1], int(sys.argv[2])))
