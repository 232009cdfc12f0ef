"""Writes the toy with many memories and engines before its own.

    many-parts.py TOY COUNT

COUNT memories and COUNT engines that nothing needs come first, so that the
numbers of those that are needed lie above COUNT.
"""

import sys

with open(sys.argv[1]) as file:
    text = file.read()
count = int(sys.argv[2])
parts = "".join(
    '  arch.memory @m%d {size = "1 KiB", bandwidth = "1 B/cycle",\n'
    '      latency = "0 cycles", alignment = "1 B", source = "assumed"}\n'
    "  arch.engine @e%d\n" % (i, i)
    for i in range(count)
)
head = 'arch.machine @toy {clock = "1 GHz", source = "assumed"} {\n'
assert head in text
print(text.replace(head, head + parts))
