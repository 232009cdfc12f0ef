# The short way to everything. Ninja does the work; this file names it.
#
#   make demo    build, then compile, simulate and check a BERT layer
#   make test    build all, run all tests; ends with "N passed, M failed"
#   make sanitize  what is free of MLIR again, with sanitizers (part of `test`)
#   make fuzz    a hundred times as many broken inputs as `test` tries
#   make fuzz-machines  100,000 broken machine files of each kind
#   make test-slow  what takes too long for every change (docs/Testing.md)
#   make documents  refresh the outputs in README.md and docs/
#   make baselines  cycles of all models on all machines into their table
#   make bench   build, then measure all that has a bar (bench/README.md)
#   make frontends  PyTorch, ONNX and JAX with torch-mlir, Optuna and Ray into
#                build/venv, for the tests that need them (docs/Python.md)
#   make format  clang-format and banners of every tracked C++ file
#   make tidy    clang-tidy over the whole tree
#   make tidy-changed  over the files that changed most (two are in `test`)
#   make docs    reference pages of dialects and passes, from their .td files
#   make site    the documentation as a site, with search, into build/site/html
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

SANITIZE := $(BUILD)/sanitize
SANITIZERS := -fsanitize=address,undefined -fno-sanitize-recover=undefined
DEMO := $(BUILD)/demo
MODEL := test/Models/bert_layer.mlir
MACHINE := systolic-128

.DEFAULT_GOAL := all
.PHONY: all setup configure demo sanitize test test-slow fuzz fuzz-machines \
  documents baselines bench frontends format format-check tidy \
  tidy-changed docs site clean

all: configure
	@cmake --build $(BUILD) -j $(JOBS)

setup:
	@tools/setup.sh $(SETUP)

configure: setup
	@$(if $(SETUP),:,tools/setup-python.sh $(BUILD))
	@cmake -G Ninja -S . -B $(BUILD) --log-level=WARNING \
	  -DCMAKE_BUILD_TYPE=$(BUILD_TYPE) \
	  -DCMAKE_C_COMPILER=$(CC) -DCMAKE_CXX_COMPILER=$(CXX) \
	  -DRIDGE_BUILD_TESTS=$(if $(SETUP),OFF,ON)

# The first thing that a visitor sees needs nothing that tests need.
demo: SETUP := build
demo: configure
	@cmake --build $(BUILD) -j $(JOBS) --target ridge
	@mkdir -p $(DEMO)
	$(BUILD)/bin/ridge run $(MODEL) --machine $(MACHINE) --check \
	  --json $(DEMO)/bert_layer.json --trace $(DEMO)/bert_layer.perfetto-trace

# The libraries that are free of MLIR and their tests once more, with assertions
# and sanitizers. Not optimised: these tests take seconds, compiling them minutes.
sanitize: setup
	@cmake -G Ninja -S . -B $(SANITIZE) --log-level=WARNING \
	  -DRIDGE_CORE_ONLY=ON -DCMAKE_BUILD_TYPE=Sanitize \
	  -DCMAKE_C_COMPILER=clang-22 -DCMAKE_CXX_COMPILER=clang++-22 \
	  -DCMAKE_CXX_FLAGS_SANITIZE="-O0 -gline-tables-only $(SANITIZERS)"
	@cmake --build $(SANITIZE) -j $(JOBS)

test: all sanitize
	@tools/dev/run-tests.py $(BUILD) -j $(JOBS)

test-slow: all fuzz
	@cmake --build $(BUILD) -j $(JOBS) --target check-slow
	@tools/dev/check-wheel.sh $(BUILD) whole
	@$(MAKE) --no-print-directory documents SLOW=check

# A hundred times as many broken inputs as in `make test`.
fuzz: sanitize
	@ASAN_OPTIONS=detect_container_overflow=0 RIDGE_FUZZ_RUNS=400000 \
	  $(SANITIZE)/test/Unit/RidgeFuzzTests

# Needs no more than the test itself, so that a folder of the preset `sanitize` will do;
# MLIR's allocators are marked in our code and not in its library, hence no marks.
fuzz-machines:
	@cmake --build $(BUILD) -j $(JOBS) --target RidgeTargetTests
	@ASAN_OPTIONS=detect_container_overflow=0:allow_user_poisoning=0 \
	  RIDGE_FUZZ_RUNS=100000 \
	  $(BUILD)/test/Unit/RidgeTargetTests --gtest_filter='Fuzz.*MachineFiles'

# Runs the commands of the documents and refreshes what they print.
DOCUMENTS := README.md $(addprefix docs/,GettingStarted.md Precision.md \
  Codecs.md Exploration.md Mapping.md Numerics.md Machine.md Program.md Python.md Testing.md)
documents: all
	@PATH="$(abspath $(BUILD))/bin:$$PATH" tools/dev/run-document.py \
	  --build $(abspath $(BUILD)) $(if $(filter check,$(SLOW)),--slow,--update \
	  $(if $(SLOW),--slow)) $(DOCUMENTS)
	@tools/dev/run-notebook.py --build $(BUILD) \
	  $(if $(filter check,$(SLOW)),,--update) docs/Tutorials/*.ipynb

baselines: configure
	@cmake --build $(BUILD) -j $(JOBS) --target ridge
	@tools/dev/baselines.py update --ridge $(BUILD)/bin/ridge --jobs $(JOBS) \
	  $(if $(filter accept,$(SLOWER)),--accept-slower)

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

# The four most changed files alone.
tidy-changed: configure
	@cmake --build $(BUILD) -j $(JOBS) --target ridge-headers
	@tools/dev/run-tidy.sh $(BUILD) $(JOBS) --changed 4

# Large, and nothing else needs them.
frontends: all
	@$(BUILD)/venv/bin/python -m pip install -q -r python/requirements-frontends.txt
	@PYTHONPATH=$(BUILD)/python $(BUILD)/venv/bin/python -m pytest \
	  test/Python/test_frontends.py test/Python/test_sweeps.py test/Python/test_zoo.py

docs: configure
	@cmake --build $(BUILD) -j $(JOBS) --target ridge-docs
	@mkdir -p docs/Dialects && cp $(BUILD)/docs/*.md docs/Dialects/

site: all
	@tools/setup.sh site
	@$(BUILD)/venv/bin/python -m pip install -q -r python/requirements-site.txt
	@PYTHONPATH=$(BUILD)/python $(BUILD)/venv/bin/python tools/dev/build-site.py $(BUILD)

clean:
	@rm -rf $(BUILD)
