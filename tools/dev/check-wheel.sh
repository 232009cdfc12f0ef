#!/bin/sh
# check-wheel.sh BUILD: makes the wheel as `pip install .` does, in an environment
# of pip's own, installs it beside nothing else, and runs the package's tests on it.
# The first time takes minutes (build-wheel/ keeps what was built); where pip cannot
# reach its packages it says so and succeeds.
set -eu
build=$(cd "$1" && pwd)
cd "$(dirname "$0")/../.."
if [ ! -x "$build/venv/bin/python" ]; then
  echo "wheel: not made: pip could not install python/requirements.txt"
  exit 0
fi
rm -rf "$build/wheel"
"$build/venv/bin/python" -m pip wheel -q --no-deps -w "$build/wheel" .
"$build/venv/bin/python" -m venv "$build/wheel/venv"
"$build/wheel/venv/bin/python" -m pip install -q \
  "$build"/wheel/ridge-*.whl numpy ml_dtypes pytest
# Away from the sources: what is imported is what was installed.
cd "$build/wheel"
env -u PYTHONPATH venv/bin/python -m pytest -c /dev/null -q -p no:cacheprovider \
  "$OLDPWD/test/Python"
du -h ridge-*.whl
