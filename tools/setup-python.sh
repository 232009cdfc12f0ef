#!/bin/sh
# setup-python.sh BUILD: an environment BUILD/venv with what python/requirements.txt
# names, for the Python package and its tests; nothing when it is there. Where pip
# cannot reach its packages this says so and succeeds: CMake then leaves the module
# out, and its tests say that they did not run.
set -eu
cd "$(dirname "$0")/.."
venv=$1/venv
wanted=python/requirements.txt
if cmp -s "$wanted" "$venv/requirements.txt"; then
  exit 0
fi
python=/usr/bin/python3
[ -x "$python" ] || python=python3
log=$(mktemp)
trap 'rm -f "$log"' EXIT
echo "setup: Python packages in $venv"
mkdir -p "$1"
if "$python" -m venv "$venv" >"$log" 2>&1 &&
   "$venv/bin/python" -m pip install -q -r "$wanted" >>"$log" 2>&1; then
  cp "$wanted" "$venv/requirements.txt"
else
  tail -3 "$log" >&2
  echo "setup: no Python package in this build: pip could not install" \
    "$wanted" >&2
  rm -rf "$venv"
fi
