#!/usr/bin/env python3
"""Checks the page for a browser.

    check-report.py PAGE JSON                    what stands in the file
    check-report.py PAGE --browser CHROMIUM [--layers N]
        what the browser makes of it, with the layers repeated up to N: numbers,
        sorting, filtering, keys, and that nothing else is asked for
"""

import argparse
import json
import re
import subprocess
import tempfile

OPEN, CLOSE = '<script type="application/json" id="data">', "</script>"

# Does what a reader does, and leaves what came of it on the root element.
VISIT = """
<script>
addEventListener("load", () => setTimeout(() => {
  const root = document.documentElement, q = s => document.querySelector(s);
  const first = () => q("#rows tbody tr[data-op]").dataset.op;
  const column = name => [...document.querySelectorAll("#rows thead button")]
    .find(b => b.textContent === name);
  const key = (id, key) => q(id).dispatchEvent(new KeyboardEvent("keydown", {key}));
  const seen = {rows: document.querySelectorAll("#rows tbody tr").length, unsorted: first()};
  column("simulated").click();
  seen.longest = first();
  seen.sort = column("simulated").parentNode.getAttribute("aria-sort");
  column("simulated").click();
  seen.shortest = first();
  key("#rows", "ArrowDown");
  seen.selected = q("#rows tr[aria-selected=true]").dataset.op;
  seen.mapping = q("#detail pre").textContent.slice(0, 5);
  q("#filter").value = "nothing has this name";
  q("#filter").dispatchEvent(new Event("input"));
  seen.filtered = q("#count").textContent;
  const parts = [...document.querySelectorAll("#machine g[tabindex]")];
  seen.parts = parts.length;
  seen.unnamed = parts.filter(p => !p.getAttribute("aria-label")).length;
  seen.said = document.querySelectorAll("#machine li").length;
  parts[0].dispatchEvent(new FocusEvent("focus"));
  seen.tip = q("#tip").textContent === parts[0].getAttribute("aria-label");
  seen.loops = document.querySelectorAll("#detail .loops ol").length;
  seen.formats = [...document.querySelectorAll("#rows tbody tr[data-op] td:nth-child(4)")]
    .every(c => c.textContent.includes("->"));
  seen.apart = q("#fusion p").textContent;
  key("#roof", "ArrowRight");
  seen.walked = document.querySelectorAll("#roof circle[stroke-width='4']").length;
  const whole = q("#timeline").getAttribute("aria-label");
  key("#timeline", "+");
  seen.zoomed = whole !== q("#timeline").getAttribute("aria-label");
  q("#theme").click();
  seen.theme = root.className;
  seen.marks = document.querySelectorAll("svg *").length;
  seen.requests = performance.getEntriesByType("resource").length;
  seen.drawnIn = Number(root.dataset.drawnIn);
  root.dataset.seen = JSON.stringify(seen);
}, 0));
</script>
"""


def read(path):
    with open(path, encoding="utf-8") as file:
        page = file.read()
    before, rest = page.split(OPEN)
    data, after = rest.split(CLOSE, 1)
    return before, json.loads(data), after


def check_file(page, document):
    before, data, after = read(page)
    with open(document, encoding="utf-8") as file:
        assert data["run"] == json.load(file), "the page has other numbers than the JSON"
    ops = data["run"]["ops"]
    assert all(op["mapping"].startswith("group ") and "->" in op["formats"] for op in ops), ops[0]
    assert len(data["notes"]) == len(ops) and "fused: joins" in data["notes"][0][0], data["notes"][0]
    around = before + after
    for asks in (r"https?:", r"\bsrc\s*=", r"\bhref\s*=", r"url\(", r"@import", r"fetch\(",
                 r"XMLHttpRequest", r"innerHTML", r"import\("):
        # The name of SVG's elements is no address.
        found = re.search(asks, around.replace("http://www.w3.org/2000/svg", ""))
        assert not found, "the page has %r" % found
    for wanted in ('lang="en"', "<main>", "aria-live", "color-scheme: light dark"):
        assert wanted in around, wanted
    print("%d bytes around %d layers" % (len(around), len(data["run"]["ops"])))


def repeat(run, layers):
    ops, end = run["ops"], run["cycles"]["simulated"]
    rounds = -(-layers // len(ops))
    run["ops"] = [
        {**op, "begin": op["begin"] + r * end, "end": op["end"] + r * end}
        for r in range(rounds) for op in ops
    ][:layers]
    run["cycles"]["simulated"] *= rounds


def check_browser(page, browser, layers):
    before, data, after = read(page)
    if layers:
        repeat(data["run"], layers)
        data["notes"] = (data["notes"] * layers)[:layers]
    ops = data["run"]["ops"]
    text = json.dumps(data).replace("<", "\\u003c")
    with tempfile.NamedTemporaryFile("w", suffix=".html", encoding="utf-8") as file:
        file.write(before + OPEN + text + CLOSE + after.replace("</body>", VISIT + "</body>"))
        file.flush()
        done = subprocess.run(
            [browser, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom",
             "--virtual-time-budget=20000", "file://" + file.name],
            capture_output=True, text=True, timeout=300, check=True)
    dom = done.stdout
    seen = re.search(r'data-seen="([^"]*)"', dom)
    assert seen, "the page ended with an error:\n" + done.stderr[-2000:]
    seen = json.loads(seen[1].replace("&quot;", '"'))
    times = [op["simulated"] for op in ops]
    assert times[int(seen["longest"])] == max(times) and seen["sort"] == "descending", seen
    assert times[int(seen["shortest"])] == min(times) and seen["unsorted"] == "0", seen
    assert seen["selected"] == seen["shortest"] and seen["mapping"] == "group", seen
    assert seen["filtered"].startswith("0 of"), seen
    hardware = data["run"]["hardware"]
    parts = len(hardware["memories"]) + len(hardware["paths"])
    assert seen["parts"] > parts and not seen["unnamed"] and seen["said"] > parts, seen
    assert seen["tip"] and seen["loops"] and seen["formats"] and seen["walked"] == 1, seen
    assert "stayed apart" in seen["apart"], seen
    assert seen["zoomed"] and seen["theme"] in ("light", "dark"), seen
    # Only rows in sight exist, and merged marks.
    assert seen["rows"] < 60 and seen["marks"] < 2 * len(ops) + 6000, seen
    assert seen["requests"] == 0, seen
    assert "NaN" not in dom.split(OPEN)[0] + dom.split("</script>", 1)[1], "NaN in the page"
    print("%d layers are drawn, sorted, filtered and walked through by keys" % len(ops))


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
