#!/bin/sh
# run-tidy.sh BUILD JOBS: clang-tidy over every tracked .cpp file that the build
# tree compiles. Silent but for findings; fails if there are any.
build=$1
jobs=$2
cd "$(dirname "$0")/../.." || exit 1
git ls-files -z 'dialects/*.cpp' 'lib/*.cpp' 'tools/*.cpp' |
  xargs -0 -n 1 -P "$jobs" /usr/lib/llvm-22/bin/clang-tidy -p "$build" --quiet
