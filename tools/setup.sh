#!/bin/sh
# setup.sh [build|site]: installs what Ridge builds and tests with on Debian 12 (with
# `build`, what it builds with alone; with `site`, what the documentation as a site
# needs besides), and nothing when all is there.
# Run as root (or with sudo on the path). The network is used only to fetch
# packages that are missing.
set -eu

# build:  make cmake ninja clang lld, ccache because rebuilds repeat; g++ for
#         the C++ library
# LLVM:   libraries, and the tools that their CMake exports name
# tests:  lit and FileCheck (llvm-22-tools), GoogleTest, psutil for time limits
#         libclang-rt for the sanitizers
# style:  clang-format and clang-tidy
# python: headers, and environments for tools/setup-python.sh
# site:   doxygen for the reference of C++
packages="
  make cmake ninja-build clang-22 g++ lld-22 ccache git
  llvm-22-dev llvm-22-tools libmlir-22-dev mlir-22-tools python3
"
if [ "${1-}" = site ]; then
  packages=doxygen
elif [ "${1-}" != build ]; then
  packages="$packages
    libgtest-dev python3-psutil
    libclang-rt-22-dev clang-format-22 clang-tidy-22
    python3-dev python3-venv
  "
fi

missing=""
for package in $packages; do
  if ! dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null |
       grep -qx installed; then
    missing="$missing $package"
  fi
done
[ -n "$missing" ] || exit 0

echo "setup: installing$missing"
if ! command -v apt-get >/dev/null; then
  echo "error: no apt-get here; Ridge needs these Debian packages or their like:$missing" >&2
  exit 1
fi
sudo=""
if [ "$(id -u)" != 0 ]; then
  sudo=sudo
fi
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# shellcheck disable=SC2086 # word splitting is meant
if ! { $sudo apt-get update -q &&
       $sudo apt-get install -q -y --no-install-recommends $missing; } \
     >"$log" 2>&1; then
  cat "$log" >&2
  echo "error: apt-get could not install$missing" >&2
  exit 1
fi
