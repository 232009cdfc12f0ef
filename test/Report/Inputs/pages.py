"""What checks of pages for a browser have in common."""

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
  const all = s => [...document.querySelectorAll(s)];
  const first = () => q("#rows tbody tr[data-op]").dataset.op;
  const column = name => all("#rows thead button").find(b => b.textContent === name);
  const key = (id, key) => q(id).dispatchEvent(new KeyboardEvent("keydown", {key}));
  const set = (id, value) => { q(id).value = value; q(id).dispatchEvent(new Event("change")); };
  const seen = {rows: all("#rows tbody tr").length};
  // Every part that keys reach says what it is, and shows it.
  const parts = all("svg g[tabindex]");
  seen.parts = parts.length;
  seen.unnamed = parts.filter(p => !p.getAttribute("aria-label")).length;
  parts[0]?.dispatchEvent(new FocusEvent("focus"));
  seen.tip = !parts.length || q("#tip").textContent === parts[0].getAttribute("aria-label");
  ACTIONS
  q("#filter").value = "nothing has this name";
  q("#filter").dispatchEvent(new Event("input"));
  seen.filtered = q("#count").textContent;
  q("#theme").click();
  seen.theme = root.className;
  seen.marks = all("svg *").length;
  seen.requests = performance.getEntriesByType("resource").length;
  seen.drawnIn = Number(root.dataset.drawnIn);
  root.dataset.seen = JSON.stringify(seen);
}, 0));
</script>
"""


def read(path):
    """What stands before the document, the document, and what stands behind it."""
    with open(path, encoding="utf-8") as file:
        page = file.read()
    before, rest = page.split(OPEN)
    data, after = rest.split(CLOSE, 1)
    return before, json.loads(data), after


def check_alone(path):
    """The file asks for no other one. Gives its text around the document."""
    before, _, after = read(path)
    around = before + after
    for asks in (r"https?:", r"\bsrc\s*=", r"\bhref\s*=", r"url\(", r"@import", r"fetch\(",
                 r"XMLHttpRequest", r"innerHTML", r"import\(", r"INCLUDE\("):
        # The name of SVG's elements is no address.
        found = re.search(asks, around.replace("http://www.w3.org/2000/svg", ""))
        assert not found, "the page has %r" % found
    for wanted in ('lang="en"', "<main>", "aria-live", "color-scheme: light dark"):
        assert wanted in around, wanted
    return around


def visit(path, data, actions, browser):
    """Opens the page with another document, acts, and gives what was seen."""
    before, _, after = read(path)
    text = json.dumps(data).replace("<", "\\u003c")
    script = VISIT.replace("ACTIONS", actions)
    with tempfile.NamedTemporaryFile("w", suffix=".html", encoding="utf-8") as file:
        file.write(before + OPEN + text + CLOSE + after.replace("</body>", script + "</body>"))
        file.flush()
        done = subprocess.run(
            [browser, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom",
             "--virtual-time-budget=20000", "file://" + file.name],
            capture_output=True, text=True, timeout=300, check=True)
    dom = done.stdout
    seen = re.search(r'data-seen="([^"]*)"', dom)
    assert seen, "the page ended with an error:\n" + done.stderr[-2000:]
    seen = json.loads(seen[1].replace("&quot;", '"'))
    assert seen["requests"] == 0 and seen["filtered"].startswith("0 of"), seen
    assert seen["theme"] in ("light", "dark") and not seen["unnamed"] and seen["tip"], seen
    # Scripts themselves may hold such words.
    shown = re.sub(r"<script.*?</script>", "", dom, flags=re.DOTALL)
    for wrong in ("NaN", "undefined", "[object"):
        assert wrong not in shown, "%s in the page" % wrong
    return seen
