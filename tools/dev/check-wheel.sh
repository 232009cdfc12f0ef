#!/bin/sh
# check-wheel.sh BUILD [whole]: makes a wheel with pip, installs it into an
# environment of its own, and runs the package's tests on it. The libraries are
# those of BUILD; `whole` builds them again, as `pip install .` does, which takes
# as long as building Ridge. Where pip cannot reach its packages this says so and
# succeeds.
set -eu
build=$(cd "$1" && pwd)
cd "$(dirname "$0")/../.."
root=$PWD
if [ ! -x "$build/venv/bin/python" ]; then
  echo "wheel: not made: pip could not install python/requirements.txt"
  exit 0
fi
rm -rf "$build/wheel"
mkdir "$build/wheel"
cd "$build/wheel"
pip="$build/venv/bin/python -m pip"
if [ "${2-}" = whole ]; then
  $pip wheel -q --no-deps "$root"
else
  cmake --install "$build" --prefix "$PWD/ridge" >install.log
  $pip wheel -q --no-deps -C cmake.define.RIDGE_INSTALLED="$PWD/ridge" \
    -C build-dir="$PWD/tree" "$root"
fi
"$build/venv/bin/python" -m venv venv
venv/bin/python -m pip install -q ridge-*.whl numpy ml_dtypes pytest
# Away from the sources: what is imported is what was installed.
env -u PYTHONPATH venv/bin/python -m pytest -c /dev/null -q -p no:cacheprovider \
  "$root/test/Python"
du -h ridge-*.whl
