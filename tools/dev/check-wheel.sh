#!/bin/sh
# check-wheel.sh BUILD [whole]: makes a wheel with pip, installs it into a folder of
# its own, and runs the package's tests on what was installed. The libraries are
# those of BUILD, and nothing is fetched; `whole` builds them again in an environment
# of pip's own, as `pip install .` does, which takes as long as building Ridge.
# Where tools/setup-python.sh could install nothing this says so and succeeds.
set -eu
build=$(cd "$1" && pwd)
cd "$(dirname "$0")/../.."
root=$PWD
python=$build/venv/bin/python
if [ ! -x "$python" ]; then
  echo "wheel: not made: pip could not install python/requirements.txt"
  exit 0
fi
rm -rf "$build/wheel"
mkdir "$build/wheel"
cd "$build/wheel"
if [ "${2-}" = whole ]; then
  "$python" -m pip wheel -q --no-deps "$root"
else
  cmake --install "$build" --prefix "$PWD/ridge" >install.log
  "$python" -m pip wheel -q --no-deps --no-build-isolation \
    --config-settings=cmake.define.RIDGE_INSTALLED="$PWD/ridge" \
    --config-settings=build-dir="$PWD/tree" "$root"
fi
"$python" -m pip install -q --no-deps --target site ridge-*.whl
# Away from the sources: what is imported is what was installed.
PYTHONPATH=$PWD/site "$python" -c '
import ridge, sys
assert ridge.__file__.startswith(sys.argv[1]), ridge.__file__' "$PWD/site"
PYTHONPATH=$PWD/site "$python" -m pytest -c /dev/null -q -p no:cacheprovider \
  "$root/test/Python"
ls ridge-*.whl
