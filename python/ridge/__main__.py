"""python -m ridge VERB ...

    from-scalesim TOPOLOGY CONFIG ...    files of other tools, and in the same way
    from-timeloop, from-zigzag           those of Timeloop and ZigZag
    import MODEL -o FILE.mlir ...        models of other frameworks
    sweep SPEC.json ...                  many machines, models and options
    zoo NAME SIZE=VALUE ... -o FILE.mlir workloads of today

`python -m ridge VERB --help` says more.
"""

from __future__ import annotations

import functools
import importlib
import sys

_MODULES = {"import": "importing", "sweep": "sweep_shell", "zoo": "zoo.shell"}
_TOOLS = ("from-scalesim", "from-timeloop", "from-zigzag")


def _verb(word: str):
    """What takes the words behind a verb; nothing if there is no such verb."""
    if word in _TOOLS:
        module = importlib.import_module("ridge.dropins.shell")
        return functools.partial(module.main, word)
    if word in _MODULES:
        return importlib.import_module("ridge." + _MODULES[word]).main
    return None


def main() -> int:
    words = sys.argv[1:]
    if not words or words[0] in ("--help", "-h"):
        print(__doc__.strip())
        return 0 if words else 2
    verb = _verb(words[0])
    if verb is None:
        print("error: no verb is named '%s'; there are %s" % (
            words[0], ", ".join((*_TOOLS, *_MODULES))), file=sys.stderr)
        return 2
    return verb(words[1:])


if __name__ == "__main__":
    sys.exit(main())
