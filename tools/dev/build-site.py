#!/usr/bin/env python3
"""Builds the documentation as a site: build-site.py BUILD [--out FOLDER]

Guides, decisions, dialects and passes, notebooks with their outputs, a page for each
shipped machine, and the reference of the package of Python, with a search that needs no
network; the reference of C++ within it where doxygen is installed. Runs in the build's
environment (`make site` installs python/requirements-site.txt there). A link that leads
nowhere is an error.
"""

import argparse
import glob
import json
import logging
import os
import posixpath
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree

ROOT = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../.."))
LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
FENCE = re.compile(r"^(\s*```)(\w+) .*$", re.MULTILINE)

# What the reference of Python has a page for.
MODULES = {
    "Machines, models, runs": ["ridge.session", "ridge.objects", "ridge.errors"],
    "What a run says": ["ridge.records"],
    "Models of frameworks": ["ridge.frontends"],
    "Zoo": ["ridge.zoo", "ridge.zoo.graph", "ridge.zoo.scalars", "ridge.zoo.gradients"],
    "Questions about a machine": ["ridge.questions"],
    "Sweeps and searches": ["ridge.sweeps", "ridge.search", "ridge.points"],
    "Files of other tools": ["ridge.dropins", "ridge.dropins.common"],
    "Number formats": ["ridge.numerics"],
}


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


class Site:
    """The sources of the site, in a folder of their own."""

    def __init__(self, build, folder):
        self.build, self.folder = build, folder
        self.pages = []

    def write(self, path, text):
        full = os.path.join(self.folder, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "w", encoding="utf-8") as file:
            file.write(text)
        self.pages.append(path)

    def add_documents(self):
        names = ["README.md", "CONTRIBUTING.md", "bench/README.md"]
        names += glob.glob("docs/**/*.md", root_dir=ROOT, recursive=True)
        for name in sorted(names):
            # Who runs a block is no matter for readers, and no language.
            self.write(name, FENCE.sub(r"\1\2", read(os.path.join(ROOT, name))))

    def add_notebooks(self):
        for name in sorted(glob.glob("docs/Tutorials/*.ipynb", root_dir=ROOT)):
            cells = json.loads(read(os.path.join(ROOT, name)))["cells"]
            self.write(name[:-len("ipynb")] + "md", "\n\n".join(map(as_markdown, cells)) + "\n")

    def add_machines(self):
        ridge = os.path.join(self.build, "bin", "ridge")
        listed = subprocess.run([ridge, "machines"], capture_output=True, text=True, check=True)
        names = [line.split()[0] for line in listed.stdout.splitlines() if line.strip()]
        for name in names:
            text = subprocess.run([ridge, "machines", name], capture_output=True, text=True,
                                  check=True).stdout
            file = os.path.join(self.build, "site", "machine.mlir")
            with open(file, "w", encoding="utf-8") as out:
                out.write(text)
            said = subprocess.run([ridge, "machines", file], capture_output=True, text=True,
                                  check=True).stdout
            manual = subprocess.run([ridge, "machines", file, "--manual"], capture_output=True,
                                    text=True, check=True).stdout
            self.write("machines/%s-instructions.md" % name, manual)
            self.write("machines/%s.md" % name, "# %s\n\n%s\n\n[Its instructions]"
                       "(%s-instructions.md)\n\n## What it comes to\n\n```text\n"
                       "%s```\n\n## The file\n\n```mlir\n%s```\n" % (
                           name, introduction(text), name, said, text))
        lines = ["* [%s](%s.md)" % (name, name) for name in names]
        self.write("machines/README.md", "# Shipped machines\n\n%s\n" % "\n".join(lines))

    def add_reference(self):
        lines = []
        for title, modules in MODULES.items():
            page = re.sub(r"\W+", "-", title.lower()) + ".md"
            text = "".join("::: %s\n\n" % module for module in modules)
            self.write("python/" + page, "# %s\n\n%s" % (title, text))
            lines.append("* [%s](%s)" % (title, page))
        self.write("python/README.md", "# Reference of Python\n\n`import ridge` has all steps of"
                   " a session as functions.\n\n%s\n" % "\n".join(lines))

    def add_cpp_page(self, reference):
        """An index of the reference of C++, so that the site's own search finds what it has."""
        if reference:
            # Doxygen's pages are none of this site's, which links alone are checked.
            said = ('<a href="cpp/index.html">Files, classes and functions</a>, made by doxygen'
                    " from the headers.\n\n## Classes\n\n%s\n\n## Functions\n\n%s" % tuple(
                        "\n".join("* %s" % line for line in lines)
                        for lines in index_of(os.path.join(reference, "xml"))))
        else:
            said = ("Not part of this site: doxygen was not installed when it was built"
                    " (`tools/setup.sh site`).")
        self.write("cpp.md", "# Reference of C++\n\n`Session` is the API of the library; the"
                   " [architecture](docs/Architecture.md) says what stands behind it. %s\n" % said)

    def settle_links(self):
        """Links to files that are no pages are names of files."""
        known = set(self.pages)
        for page in self.pages:
            path = os.path.join(self.folder, page)
            folder = posixpath.dirname(page)

            def settled(found):
                text, target = found[1], found[2]
                place, _, anchor = target.partition("#")
                if "://" in target or not place:
                    return found[0]
                place = re.sub(r"\.ipynb$", ".md", place)
                if posixpath.normpath(posixpath.join(folder, place)) in known:
                    return "[%s](%s%s)" % (text, place, "#" + anchor if anchor else "")
                name = posixpath.normpath(posixpath.join(folder, place))
                return text if name in text.replace("`", "") else "%s (`%s`)" % (text, name)

            outside = re.split(r"(^```.*?^```$)", read(path), flags=re.MULTILINE | re.DOTALL)
            text = "".join(part if part.startswith("```") else LINK.sub(settled, part)
                           for part in outside)
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)

    def configuration(self, out):
        def listed(folder):
            return [page for page in self.pages
                    if posixpath.dirname(page) == folder and page.endswith(".md")]

        navigation = [
            {"Ridge": "README.md"}, {"Guides": listed("docs")},
            {"Tutorials": listed("docs/Tutorials")}, {"Machines": listed("machines")},
            {"Reference of Python": listed("python")}, {"Reference of C++": "cpp.md"},
            {"Dialects and passes": listed("docs/Dialects")},
            {"Decisions": listed("docs/Decisions")},
            {"Measured": "bench/README.md"}, {"Contributing": "CONTRIBUTING.md"},
        ]
        handlers = {"python": {"paths": [os.path.join(ROOT, "python")], "options": {
            "show_root_heading": True, "show_source": False, "heading_level": 2,
            "docstring_style": "google", "members_order": "source"}}}
        return {
            "site_name": "Ridge", "docs_dir": self.folder, "site_dir": out, "nav": navigation,
            # Nothing comes from elsewhere: no fonts, no scripts of others' servers.
            "theme": {"name": "mkdocs", "highlightjs": False},
            "plugins": ["search", {"mkdocstrings": {"handlers": handlers}}],
            "markdown_extensions": ["tables", "fenced_code", "codehilite", {
                "toc": {"permalink": False}}],
            "validation": {"links": {"anchors": "warn", "not_found": "warn"}},
            "use_directory_urls": False,
        }


def as_markdown(cell):
    text = "".join(cell["source"])
    if cell["cell_type"] != "code":
        return text
    printed = "".join("".join(output["text"]) for output in cell["outputs"])
    return "```python\n%s\n```" % text + (printed and "\n\n```text\n%s```" % printed)


def introduction(text):
    """The comment at the top of a machine file, without its banner."""
    lines = []
    for line in text.splitlines():
        if not line.startswith("//"):
            break
        lines.append(line[2:].strip())
    kept = [line for line in lines if not re.match(r"=|Part of Ridge|SPDX", line)
            and not line.startswith("===")]
    return "\n".join(line for line in kept if not line.startswith("=-")).strip("-\n =")


def run_doxygen(doxygen, folder):
    """The reference of C++, a site within the site, in folder/html, and what it knows in
    folder/xml."""
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    settings = ["PROJECT_NAME=Ridge", "INPUT=include/ridge", "RECURSIVE=YES", "QUIET=YES",
                "EXTRACT_ALL=YES", "GENERATE_LATEX=NO", "GENERATE_XML=YES", "WARNINGS=NO",
                "XML_PROGRAMLISTING=NO", "SEARCHENGINE=YES", "JAVADOC_AUTOBRIEF=YES",
                "HAVE_DOT=NO", "FILE_PATTERNS=*.h", "STRIP_FROM_PATH=include",
                "OUTPUT_DIRECTORY=%s" % folder]
    done = subprocess.run([doxygen, "-"], input="\n".join(settings), text=True, cwd=ROOT,
                          capture_output=True, check=False)
    if done.returncode:
        sys.exit("error: doxygen failed: %s" % done.stderr.strip())


def index_of(folder):
    """A line a class, and a line a function of the namespace: its link and what it is."""
    classes, functions = {}, {}

    def text_of(node, tag):
        found = node.find(tag)
        words = " ".join("".join(found.itertext()).split()) if found is not None else ""
        # Signs of Markdown and of HTML are signs here.
        return re.sub(r"([\\`*_{}\[\]<>])", r"\\\1", words)

    def line(page, name, node):
        said = text_of(node, "briefdescription") or text_of(node, "detaileddescription")
        return '<a href="cpp/%s"><code>%s</code></a>%s' % (page, name, ": " + said if said else "")

    for path in sorted(glob.glob(os.path.join(folder, "*.xml"))):
        root = xml.etree.ElementTree.parse(path).getroot()
        for compound in root.iter("compounddef"):
            name = compound.findtext("compoundname").replace("ridge::", "")
            if compound.get("kind") in ("class", "struct"):
                if "anonymous" not in name and compound.get("prot") == "public":
                    page = compound.get("id") + ".html"
                    name = name.replace("<", "&lt;").replace(">", "&gt;")
                    classes[name] = line(page, name, compound)
            if compound.get("kind") != "namespace" or name != "ridge":
                continue
            for member in compound.iter("memberdef"):
                if member.get("kind") == "function":
                    page, _, anchor = member.get("id").rpartition("_1")
                    called = member.findtext("name")
                    functions.setdefault(called, line("%s.html#%s" % (page, anchor), called, member))
    return [[table[name] for name in sorted(table, key=str.lower)] for table in (classes, functions)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("build")
    parser.add_argument("--out")
    given = parser.parse_args()
    build = os.path.abspath(given.build)
    out = os.path.abspath(given.out or os.path.join(build, "site", "html"))
    try:
        from mkdocs.commands.build import build as make
        from mkdocs.config import load_config
        import mkdocstrings  # noqa: F401
    except ImportError as error:
        sys.exit("error: the site needs mkdocs and mkdocstrings (%s): pip install -r "
                 "python/requirements-site.txt" % error)
    folder = os.path.join(build, "site", "pages")
    shutil.rmtree(folder, ignore_errors=True)
    site = Site(build, folder)
    os.makedirs(folder)
    site.add_documents()
    site.add_notebooks()
    site.add_machines()
    site.add_reference()
    doxygen = shutil.which("doxygen")
    reference = os.path.join(build, "site", "doxygen") if doxygen else None
    if doxygen:
        run_doxygen(doxygen, reference)
    site.add_cpp_page(reference)
    site.settle_links()
    written = os.path.join(build, "site", "mkdocs.yml")
    with open(written, "w", encoding="utf-8") as file:
        # What is JSON is YAML.
        json.dump(site.configuration(out), file, indent=1)
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    config = load_config(written, strict=True)
    make(config)
    if reference:
        shutil.copytree(os.path.join(reference, "html"), os.path.join(out, "cpp"))
    print("%d pages in %s" % (len(site.pages), os.path.relpath(out, os.getcwd())))


if __name__ == "__main__":
    main()
