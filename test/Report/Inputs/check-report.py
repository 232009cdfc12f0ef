#!/usr/bin/env python3
"""Checks the page of a run for a browser.

    check-report.py PAGE JSON                    what stands in the file
    check-report.py PAGE --browser CHROMIUM [--layers N]
        what the browser makes of it, with the layers repeated up to N: numbers,
        sorting, filtering, keys, and that nothing else is asked for
"""

import argparse
import json

from pages import check_alone, read, visit

ACTIONS = """
  seen.unsorted = first();
  column("simulated").click();
  seen.longest = first();
  seen.sort = column("simulated").parentNode.getAttribute("aria-sort");
  column("simulated").click();
  seen.shortest = first();
  key("#rows", "ArrowDown");
  seen.selected = q("#rows tr[aria-selected=true]").dataset.op;
  seen.mapping = q("#detail pre").textContent.slice(0, 5);
  seen.machine = all("#machine g[tabindex]").length;
  seen.said = all("#machine li").length;
  seen.blocks = all("#machine g[data-engine]").map(g => g.getAttribute("data-engine"));
  seen.loops = all("#detail .loops ol").length;
  seen.formats = all("#rows tbody tr[data-op] td:nth-child(4)").every(c => c.textContent.includes("->"));
  seen.apart = q("#fusion p").textContent;
  key("#roof", "ArrowRight");
  seen.walked = all("#roof circle[stroke-width='4']").length;
  const whole = q("#timeline").getAttribute("aria-label");
  key("#timeline", "+");
  seen.zoomed = whole !== q("#timeline").getAttribute("aria-label");
  seen.banks = all("#map line[data-bank]").length;
  seen.over = q("#map svg").textContent.includes("cycle 0");
  set("#across", "layers");
  seen.overLayers = q("#map svg").textContent.includes("layer 0");
"""


def check_file(page, document):
    around = check_alone(page)
    data = read(page)[1]
    with open(document, encoding="utf-8") as file:
        assert data["run"] == json.load(file), "the page has other numbers than the JSON"
    ops = data["run"]["ops"]
    assert all(op["mapping"].startswith("group ") and "->" in op["formats"] for op in ops), ops[0]
    assert len(data["notes"]) == len(ops) and "fused: joins" in data["notes"][0][0], data["notes"][0]
    print("%d bytes around %d layers" % (len(around), len(ops)))


def repeat(run, layers):
    ops, end = run["ops"], run["cycles"]["simulated"]
    rounds = -(-layers // len(ops))
    run["ops"] = [
        {**op, "begin": op["begin"] + r * end, "end": op["end"] + r * end}
        for r in range(rounds) for op in ops
    ][:layers]
    run["cycles"]["simulated"] *= rounds


def check_browser(page, browser, layers):
    data = read(page)[1]
    if layers:
        repeat(data["run"], layers)
        data["notes"] = (data["notes"] * layers)[:layers]
    run = data["run"]
    ops, hardware = run["ops"], run["hardware"]
    seen = visit(page, data, ACTIONS, browser)
    times = [op["simulated"] for op in ops]
    assert times[int(seen["longest"])] == max(times) and seen["sort"] == "descending", seen
    assert times[int(seen["shortest"])] == min(times) and seen["unsorted"] == "0", seen
    assert seen["selected"] == seen["shortest"] and seen["mapping"] == "group", seen
    assert seen["zoomed"] and seen["loops"] and seen["formats"] and seen["walked"] == 1, seen
    # The diagram: every memory, every path, and every engine that computes, in one block or
    # with its equals.
    computing = {i["engine"] for i in hardware["instructions"]}
    assert set(" ".join(seen["blocks"]).split()) == computing, seen
    parts = len(hardware["memories"]) + len(hardware["paths"])
    assert seen["machine"] == parts + len(seen["blocks"]) and seen["said"] > seen["machine"], seen
    assert "stayed apart" in seen["apart"] and seen["over"] and seen["overLayers"], seen
    # Only rows in sight exist, and merged marks.
    assert seen["rows"] < 60 and seen["marks"] < 2 * len(ops) + 6000, seen
    print("%d layers are drawn, sorted, filtered and walked through by keys; %s; %d banks" % (
        len(ops), ", ".join(seen["blocks"]), seen["banks"]))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("page")
    parser.add_argument("json", nargs="?")
    parser.add_argument("--browser")
    parser.add_argument("--layers", type=int)
    options = parser.parse_args()
    if options.json:
        check_file(options.page, options.json)
    if options.browser:
        check_browser(options.page, options.browser, options.layers)


if __name__ == "__main__":
    main()
