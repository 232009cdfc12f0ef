"""python -m ridge VERB ...

    import MODEL -o FILE.mlir ...        models of other frameworks
    sweep SPEC.json ...                  many machines, models and options
    zoo NAME SIZE=VALUE ... -o FILE.mlir workloads of today

`python -m ridge VERB --help` says more.
"""

from __future__ import annotations

import importlib
import sys

VERBS = {"import": "importing", "sweep": "sweep_shell", "zoo": "zoo.shell"}


def main() -> int:
    words = sys.argv[1:]
    if words and words[0] in VERBS:
        return importlib.import_module("ridge." + VERBS[words[0]]).main(words[1:])
    if words and words[0] not in ("--help", "-h"):
        print("error: no verb is named '%s'; there are %s" % (words[0], ", ".join(VERBS)),
              file=sys.stderr)
        return 2
    print(__doc__.strip())
    return 0 if words else 2


if __name__ == "__main__":
    sys.exit(main())
