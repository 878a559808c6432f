# Every target sets up what it needs by itself, in .venv, from the hashed pins in requirements/.
# A fresh machine needs make and Python 3.11 or newer with venv and pip, and nothing else.

SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PIP := -m pip --disable-pip-version-check --no-input
# The system's own where it is new enough (it gets its updates, and is built for speed: one that was compiled here by hand
# took a sixth more of the processor for the same tests), else the first one found; `make PYTHON=python3.12 test` chooses.
PYTHON ?= $(shell for it in /usr/bin/python3 python3 python3.12 python3.11 python3.13 python3.14 python; do \
	"$$it" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$it" && break; done)
# Whoever starts salesbot again and again, as the tests do, should compile it once (empty is unset, for Python).
export PYTHONDONTWRITEBYTECODE :=
# pytest-xdist's workers, on one PostgreSQL; four keep two cores busy, since many tests wait.
WORKERS ?= 4

.PHONY: help setup demo test lint bench chaos docs pictures train pins sbom wheel audit clean

help:
	@echo "make demo   a local Slack with salesbot and six demo people in it, in your browser"
	@echo "make test   all tests, on SQLite and on a real PostgreSQL, in random order"
	@echo "make lint   ruff, mypy and the house's import rules"
	@echo "make bench  the measurements, as ratios within one run"
	@echo "make chaos  kill -9 and other bad days, the long run"
	@echo "make sbom   dist/salesbot.cdx.json: what an installed salesbot is made of (CycloneDX)"
	@echo "make wheel  the wheel in dist/; the same commit gives the same bytes"
	@echo "make audit  known weaknesses of what the pins name, by pip-audit (asks the internet)"
	@echo "make docs   write again what is generated: manifest.yml and docs/settings.md"
	@echo "make pictures  play docs/stories/: the transcripts on our pages, and screenshots (needs chromium)"
	@echo "make train  learn again which skill an answer shows, from training/"
	@echo "make pins   resolve the requirements again (needs Python 3.11)"

setup: $(READY)

# Compiled once all is there, on every core: pip would do it package by package on one, and each of pytest's workers once
# more what is ours. A package may bring a file that no Python compiles: nobody imports it.
$(READY): requirements/dev.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "salesbot needs Python 3.11 or newer with venv and pip; none was found."; exit 1; }
	@test -x $(BIN)/python || "$(PYTHON)" -m venv $(VENV)
	$(BIN)/python $(PIP) install --quiet --no-compile --require-hashes -r requirements/dev.txt
	$(BIN)/python $(PIP) install --quiet --no-compile --no-deps --no-build-isolation -e .
	-@$(BIN)/python -m compileall -qq -j 0 $(VENV)/lib src
	@touch $(READY)

demo: $(READY)
	$(BIN)/salesbot demo $(ARGS)

test: $(READY)
	$(BIN)/pytest -n $(WORKERS) $(ARGS)

lint: $(READY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(READY)
	$(BIN)/python -m benchmarks $(ARGS)

chaos: $(READY)
	$(BIN)/pytest -m chaos --timeout 0 $(ARGS)

docs: $(READY)
	$(BIN)/salesbot manifest > manifest.yml
	$(BIN)/salesbot settings > docs/settings.md

pictures: $(READY)
	$(BIN)/python -m pictures

# What a release is made of, and the wheel itself: the same commit gives the same bytes, anywhere and at any time.
sbom: $(READY)
	@mkdir -p dist
	$(BIN)/python deploy/bill.py > dist/salesbot.cdx.json

wheel: $(READY)
	SOURCE_DATE_EPOCH=$${SOURCE_DATE_EPOCH:-$$(git log -1 --format=%ct)} $(BIN)/python -m hatchling build -t wheel -d dist

# pip-audit has a room of its own, as the compiler of the pins has. Without a network this says so and ends well.
AUDIT := $(VENV)/audit

audit:
	@test -x $(AUDIT)/bin/pip-audit || { "$(PYTHON)" -m venv $(AUDIT) && $(AUDIT)/bin/python $(PIP) install --quiet pip-audit==2.10.1; } \
		|| { rm -rf $(AUDIT); echo "pip-audit could not be installed, so nobody looked for known weaknesses."; }
	@test ! -x $(AUDIT)/bin/pip-audit || $(AUDIT)/bin/python deploy/audit.py

train: $(READY)
	$(BIN)/python -m training

# The oldest Python we hold is resolved, so that what only it needs is there too. The compiler has a room of its own:
# it depends on pip itself, which a requirements file should not replace while it installs.
PINS := $(VENV)-pins
COMPILE := $(PINS)/bin/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-trusted-host \
	--no-emit-find-links --no-emit-options --annotate --strip-extras $(ARGS)
export CUSTOM_COMPILE_COMMAND := make pins

pins:
	@test -x $(PINS)/bin/pip-compile || { python3.11 -m venv $(PINS) && $(PINS)/bin/python $(PIP) install --quiet pip-tools==7.6.2; }
	$(COMPILE) --output-file requirements/runtime.txt pyproject.toml
	$(PINS)/bin/python -c "$$DEV_IN" > $(PINS)/dev.in
	$(COMPILE) --output-file requirements/dev.txt requirements/runtime.txt $(PINS)/dev.in
	$(COMPILE) --build-deps-for wheel --only-build-deps --constraint requirements/dev.txt --output-file requirements/build.txt pyproject.toml

# What developers need beside the runtime: the build backend (nothing is built in isolation) and the group `dev`.
define DEV_IN
import tomllib
project = tomllib.load(open("pyproject.toml", "rb"))
print(*project["build-system"]["requires"], *project["dependency-groups"]["dev"], sep="\n")
endef
export DEV_IN

clean:
	rm -rf $(VENV) $(PINS) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
