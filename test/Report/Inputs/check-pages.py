#!/usr/bin/env python3
"""Checks pages of comparisons and of trade-offs: check-pages.py KIND PAGE [--browser CHROMIUM]"""

import argparse

from pages import check_alone, read, visit


def front(points):
    """Numbers of points that no other one beats in time and energy."""
    known = [(p["seconds"], p["energy_femtojoules"], i) for i, p in points]
    return {i for a, b, i in known if not any(
        (x <= a and y <= b) and (x < a or y < b) for x, y, _ in known)}


def check_comparison(page, data, browser):
    found = data["comparison"]
    changed = [i for i, l in enumerate(found["layers"]) if l["changed"] or l["seconds_lost"]]
    lost = {i: l["seconds_lost"] for i, l in enumerate(found["layers"])}
    seen = visit(page, data, """
  seen.tiles = all("#tiles b").map(b => b.className);
  seen.bars = all("#bars g[data-bar]").map(g => Number(g.getAttribute("data-bar")));
  column("lost").click();
  seen.worst = first();
  key("#rows", "ArrowDown");
  seen.sides = all("#detail .sides > div").length;
  seen.loops = all("#detail .loops").length;
  seen.classes = [...new Set(all("#rows td").flatMap(c => [...c.classList]))];
  q("#only").checked = true;
  q("#only").dispatchEvent(new Event("change"));
  seen.changed = q("#count").textContent;
  seen.numbers = all("#numbers tbody tr").length;
  seen.machines = all("#machines svg").length;
""", browser)
    assert seen["bars"][0] in lost and abs(lost[seen["bars"][0]]) == max(map(abs, lost.values())), seen
    assert lost[int(seen["worst"])] == max(lost.values()), seen
    assert seen["sides"] == 2 and seen["loops"] >= 1 and seen["machines"] == 2, seen
    assert {"worse", "other"} <= set(seen["classes"]), seen
    assert seen["changed"].startswith("%d of" % len(changed)), seen
    assert seen["numbers"] == len(found["hardware"]) and "worse" in seen["tiles"], seen
    print("%d layers, %d changed" % (len(found["layers"]), len(changed)))


def check_variants(page, data, browser):
    points = data["models"][0]["variants"]
    seen = visit(page, data, """
  seen.points = all("#scatter g[data-point]").length;
  seen.front = all("#scatter g[data-front]").map(g => Number(g.dataset.point));
  seen.stars = all("#rows tr[data-op]").filter(r => r.children[1].textContent === "*").map(r => Number(r.dataset.op));
  set("#y", "cycles");
  seen.other = q("#scatter svg").getAttribute("aria-label");
  q("#scatter g[data-point]").dispatchEvent(new KeyboardEvent("keydown", {key: "Enter"}));
  seen.causes = all("#detail tbody tr").length;
""", browser)
    known = [(i, p) for i, p in enumerate(points) if "refused" not in p]
    # Of equal points the first one stands for all.
    assert seen["points"] == len(known) and set(seen["front"]) <= front(known), (seen, front(known))
    assert seen["front"] and set(seen["front"]) <= set(seen["stars"]), seen
    assert seen["other"].startswith("cycles over time") and seen["causes"] > 1, seen
    print("%d points, %d on the front" % (seen["points"], len(seen["front"])))


def check_sensitivity(page, data, browser):
    numbers = data["sensitivity"]["numbers"]
    seen = visit(page, data, """
  seen.bars = all("#bars g").length;
  seen.hidden = q("#chart").hidden && !q("#elastic").hidden;
  column("less").click();
  q("#rows tr[data-op]").click();
  seen.detail = q("#detail").textContent;
""", browser)
    moving = [n for n in numbers if abs(n["time_elasticity"]) >= .005]
    assert seen["bars"] == min(len(moving), 24) and seen["hidden"], seen
    assert "time" in seen["detail"], seen
    print("%d numbers, %d of them move the time" % (len(numbers), len(moving)))


def check_points(page, data, browser):
    seen = visit(page, data, """
  seen.points = all("#scatter g[data-point]").length;
  seen.fails = all("#rows td.fail").length;
""", browser)
    refused = sum("error" in p for p in data["points"])
    assert seen["points"] == len(data["points"]) - refused and seen["fails"] == refused, seen
    print("%d points, %d refused" % (seen["points"], refused))


def main():
    parser = argparse.ArgumentParser()
    kinds = {"comparison": check_comparison, "variants": check_variants,
             "sensitivity": check_sensitivity, "points": check_points}
    parser.add_argument("kind", choices=kinds)
    parser.add_argument("page")
    parser.add_argument("--browser")
    options = parser.parse_args()
    print("%d bytes around the document" % len(check_alone(options.page)))
    if options.browser:
        kinds[options.kind](options.page, read(options.page)[1], options.browser)


if __name__ == "__main__":
    main()
