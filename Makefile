# The short way to everything. Ninja does the work; this file names it.
#
#   make demo    build, then compile, simulate and check a BERT layer
#   make test    build all, run all tests; ends with "N passed, M failed"
#   make test-slow  conversions of all 2^32 f32; six minutes
#   make bench   build, then measure all that has a bar (bench/README.md)
#   make format  clang-format and banners of every tracked C++ file
#   make tidy    clang-tidy over the whole tree
#   make docs    reference pages of dialects and passes, from their .td files
#   make clean   delete build/
#
# Variables: BUILD (build), JOBS (all cores), BUILD_TYPE (Release),
# CC and CXX (clang-22 and clang++-22), e.g. `make test BUILD=build-gcc CC=gcc
# CXX=g++`, which takes three times as long to compile.

BUILD ?= build
BUILD_TYPE ?= Release
JOBS ?= $(shell nproc)

ifeq ($(origin CXX),default)
CXX := clang++-22
endif
ifeq ($(origin CC),default)
CC := clang-22
endif

DEMO := $(BUILD)/demo
MODEL := test/Models/bert_layer.mlir
MACHINE := systolic-128

.DEFAULT_GOAL := all
.PHONY: all setup configure demo test test-slow bench format format-check tidy docs clean

all: configure
	@cmake --build $(BUILD) -j $(JOBS)

setup:
	@tools/setup.sh

configure: setup
	@cmake -G Ninja -S . -B $(BUILD) --log-level=WARNING \
	  -DCMAKE_BUILD_TYPE=$(BUILD_TYPE) \
	  -DCMAKE_C_COMPILER=$(CC) -DCMAKE_CXX_COMPILER=$(CXX)

demo: configure
	@cmake --build $(BUILD) -j $(JOBS) --target ridge
	@mkdir -p $(DEMO)
	$(BUILD)/bin/ridge run $(MODEL) --machine $(MACHINE) --check \
	  --json $(DEMO)/bert_layer.json --trace $(DEMO)/bert_layer.perfetto-trace

test: all
	@tools/dev/run-tests.py $(BUILD) -j $(JOBS)

test-slow: configure
	@cmake --build $(BUILD) -j $(JOBS) --target check-slow

bench: configure
	@cmake --build $(BUILD) -j $(JOBS) --target ridge
	@bench/run.py --build $(BUILD)

format: setup
	@tools/dev/banners.py
	@git ls-files -z '*.h' '*.cpp' | xargs -0 clang-format-22 -i

format-check: setup
	@tools/dev/banners.py --check
	@tools/dev/check-format.sh

# Headers generated from .td files must be there before clang-tidy parses.
tidy: configure
	@cmake --build $(BUILD) -j $(JOBS) --target ridge-headers
	@tools/dev/run-tidy.sh $(BUILD) $(JOBS)

docs: configure
	@cmake --build $(BUILD) -j $(JOBS) --target ridge-docs
	@mkdir -p docs/Dialects && cp $(BUILD)/docs/*.md docs/Dialects/

clean:
	@rm -rf $(BUILD)
