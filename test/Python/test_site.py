"""The documentation as a site: every page is there, links lead somewhere, and it can be
searched without a network."""

import json
import os
import re
import shutil
import subprocess
import sys

import pytest

import ridge
from conftest import ROOT

# The build tree that the module stands in; an installed package has none.
BUILD = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(ridge.__file__))))


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    pytest.importorskip("mkdocs", reason="mkdocs is not installed")
    pytest.importorskip("mkdocstrings", reason="mkdocstrings is not installed")
    if not os.path.exists(os.path.join(BUILD, "bin", "ridge")):
        pytest.skip("the package is not that of a build tree")
    out = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, ROOT / "tools/dev/build-site.py", BUILD, "--out", out],
        capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return out


def text_of(path):
    return re.sub(r"<[^>]*>", "", path.read_text(encoding="utf-8"))


def test_every_part_has_its_page(site):
    for name in ridge.machines():
        assert "arch.machine" in text_of(site / "machines" / (name + ".html"))
    assert "Compiles, bounds, estimates and simulates a model" in text_of(
        site / "python" / "machines-models-runs.html")
    assert "No program beats" in text_of(site / "docs/Tutorials/why-slow.html")
    assert "arch.products" in text_of(site / "docs/Dialects/ArchDialect.html")
    assert "What changes of a machine are worth, and why" in text_of(
        site / "python" / "questions-about-a-machine.html")
    cpp = text_of(site / "cpp.html")
    if shutil.which("doxygen"):
        assert "Session" in cpp and "compareRuns" in cpp and "Not part" not in cpp
        # Links of the index lead somewhere.
        links = re.findall(r'href="(cpp/[^"#]*)', (site / "cpp.html").read_text(encoding="utf-8"))
        assert len(links) > 200 and not [link for link in links if not (site / link).exists()]
    else:
        assert "Not part of this site" in cpp


def test_it_can_be_searched(site):
    index = json.loads((site / "search/search_index.json").read_text(encoding="utf-8"))
    found = {doc["location"].split("#")[0] for doc in index["docs"] if "mxfp4" in doc["text"]}
    assert {"docs/Numerics.html", "machines/edge-mx.html"} <= found
    if shutil.which("doxygen"):
        assert any(doc["location"].startswith("cpp.html") and "measureSensitivities" in doc["text"] for doc in index["docs"])
    assert any("ridge.search.search" in doc["location"] for doc in index["docs"])


def test_nothing_comes_from_elsewhere(site):
    loads = re.compile(r"<(?:script|link|img)[^>]*(?:src|href)=\"(https?:)?//")
    pages = list(site.rglob("*.html"))
    assert len(pages) > 60 and not [page for page in pages if loads.search(page.read_text())]
