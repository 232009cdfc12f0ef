#!/bin/sh
# run-tidy.sh BUILD JOBS [--changed N]: clang-tidy over every tracked .cpp file
# that the build tree compiles, or over the N most changed ones (see
# changed-files.py). Silent but for findings; fails if there are any.
build=$(cd "$1" && pwd) || exit 1
jobs=$2
cd "$(dirname "$0")/../.." || exit 1
if [ "$3" = --changed ]; then
  tools/dev/changed-files.py --limit "$4" 'dialects/*.cpp' 'lib/*.cpp' 'tools/*.cpp'
else
  git ls-files 'dialects/*.cpp' 'lib/*.cpp' 'tools/*.cpp'
fi | xargs -r -d '\n' -n 1 -P "$jobs" /usr/lib/llvm-22/bin/clang-tidy -p "$build" --quiet
