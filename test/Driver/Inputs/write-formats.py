"""Prints a document for --formats: product i in the i-th instruction given."""

import json
import sys

products = [
    {"product": i, "instruction": name, "rule": "floor"}
    for i, name in enumerate(sys.argv[1:])
]
print(json.dumps({"precision": {"products": products}}))
