# The lit suite: every .mlir and .test file under test/ that is not an input.
#
# Two ways in, with the same result:
#   lit build/test/Sim       the build tree's lit.site.cfg.py loads this file
#   lit test/Sim             no site file here, so this file fetches the one of
#                            build/ (or of the tree that RIDGE_BUILD names)
#
# RIDGE_VERIFY_ROUNDTRIP=1 makes every run of ridge-opt print, parse and compare
# its input before the passes run.

import os
import subprocess

import lit.formats
import lit.util

if not hasattr(config, "ridge_obj_root"):
    source_root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    build = os.path.join(source_root, os.environ.get("RIDGE_BUILD", "build"))
    site = os.path.join(build, "test", "lit.site.cfg.py")
    if not os.path.exists(site):
        lit_config.fatal(
            "no %s: configure the build, or name a build tree in RIDGE_BUILD" % site
        )
    lit_config.load_config(config, site)
else:
    config.name = "Ridge"
    config.test_format = lit.formats.ShTest(execute_external=False)
    config.suffixes = [".mlir", ".test"]
    # Tests read Inputs/ and Models/. Unit/ is a suite of its own: lit finds its
    # site file in the build tree.
    config.excludes = ["Inputs", "Models"]
    config.test_source_root = os.path.join(config.ridge_src_root, "test")
    config.test_exec_root = os.path.join(config.ridge_obj_root, "test")

    config.environment["PATH"] = os.pathsep.join(
        [config.ridge_tools_dir, config.llvm_tools_dir, os.environ["PATH"]]
    )
    config.environment["FILECHECK_OPTS"] = "--dump-input=fail --dump-input-context=10"

    # Python that the distribution installs, whatever else is first on PATH.
    python = "/usr/bin/python3" if os.path.exists("/usr/bin/python3") else "python3"
    config.substitutions += [
        ("%python", python),
        ("%cmake", config.cmake),
        ("%cxx", config.cxx_compiler),
        ("%llvm_lib", os.path.join(os.path.dirname(config.llvm_tools_dir), "lib")),
        ("%llvm_include", config.llvm_include_dir),
        ("%src_root", config.ridge_src_root),
        ("%obj_root", config.ridge_obj_root),
        ("%machines", os.path.join(config.ridge_src_root, "lib/Target/machines")),
        ("%models", os.path.join(config.ridge_src_root, "test/Models")),
    ]
    if os.environ.get("RIDGE_VERIFY_ROUNDTRIP"):
        config.substitutions.append((r"\bridge-opt ", "ridge-opt --verify-roundtrip "))

    # The interpreter that the Python package was built for.
    config.substitutions.append(("%module_python", config.ridge_python or "false"))
    if config.ridge_python:
        config.available_features.add("nanobind-and-python-headers")
        config.environment["PYTHONPATH"] = os.path.join(config.ridge_obj_root, "python")

    if lit.util.which("chromium"):
        config.available_features.add("chromium")
    if lit.util.which("clang-format-22"):
        config.available_features.add("clang-format")
    if os.path.exists(os.path.join(config.llvm_tools_dir, "clang-tidy")):
        config.available_features.add("clang-tidy")
    # An archive, or a clone of depth 1, has none.
    changed_files = os.path.join(config.ridge_src_root, "tools/dev/changed-files.py")
    if subprocess.run([python, changed_files, "--base"], capture_output=True).returncode == 0:
        config.available_features.add("history")

    # A test that hangs is a failure after this many seconds (needs psutil).
    if lit_config.maxIndividualTestTime == 0:
        if lit.util.killProcessAndChildrenIsSupported()[0]:
            lit_config.maxIndividualTestTime = 600
