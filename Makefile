# The only list of commands. `make` alone prints it.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory --silent
.ONESHELL:
# Dozens of processes read the same modules: what one compiled is kept for the others.
unexport PYTHONDONTWRITEBYTECODE

PORT ?= 8000
# The first that will do. A distribution builds its own for speed; one built by hand or pyenv may take half as long again
PYTHON ?= /usr/bin/python3 python3
JOBS ?= 2
BIN := .venv/bin

.PHONY: help demo test check bench messages docs lock

help: ## (this list)
	echo "make demo      Start the demo on this machine: http://localhost:8000/ (PORT=8123 for another port)"
	echo "make test      Everything: make check, all tests on SQLite, the database tests on PostgreSQL"
	echo "make check     Lint, types, import contracts, messages, API snapshot, reference pages"
	echo "make bench     Measure search quality and speed, quick mode"
	echo "make messages  Gather the strings to translate into locale/ and compile them"
	echo "make docs      Write the generated pages of docs/reference/"

demo: .venv/installed
	exec $(BIN)/kotikulma demo --port $(PORT)

test:
	.ci/system-packages & packages=$$!
	$(MAKE) .venv/installed-test
	wait $$packages
	echo "Front-end assets"
	$(BIN)/python -c "from kotikulma.config import assets; assets.build()"
	.ci/tests $(JOBS)

check: .venv/installed-test
	.ci/check

bench: .venv/installed-test
	for script in bench/*.py; do
	  echo "== $$script"
	  $(BIN)/python "$$script" --quick
	done

messages: .venv/installed-test
	$(BIN)/python -m kotikulma.config.messages update
	$(BIN)/python -m kotikulma.config.messages compile
	$(BIN)/python -m kotikulma.config.messages check

docs: .venv/installed-test
	KOTIKULMA_MODE=test $(BIN)/python -m kotikulma.config.reference
	echo "Written: docs/reference/"

# Maintenance, not on the list: renew the locks after editing pyproject.toml. Needs uv.
lock:
	command -v uv >/dev/null || { echo "make lock needs uv (pip install uv)."; exit 1; }
	compile="uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --no-emit-index-url"
	$$compile pyproject.toml requirements/build.in -o requirements/base.txt
	$$compile pyproject.toml requirements/build.in --group test -o requirements/test.txt
	$$compile --group assets -o requirements/assets.txt

# Stamps: installing again only when a lock changed keeps the second start fast.
.venv/python:
	found=
	for python in $(PYTHON); do
	  "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
	  found=$$python
	  "$$python" -m venv .venv 2>/dev/null && touch $@ && exit
	  rm -rf .venv
	done
	if [ "$$found" ]; then
	  echo "Python cannot make a virtual environment here. On Debian and Ubuntu: apt install python3-venv"
	else
	  echo "Kotikulma needs Python 3.11 or newer as '$(lastword $(PYTHON))'. Install it, or name another: make demo PYTHON=python3.12"
	fi
	exit 1

.venv/installed: .venv/python requirements/base.txt requirements/assets.txt pyproject.toml
	echo "Installing what Kotikulma is made of (a minute or two, the first time only) …"
	requirements/install base.txt
	touch $@

# All at once, since what the tests need contains what Kotikulma needs; what they run is compiled as they run it.
.venv/installed-test: .venv/python requirements/base.txt requirements/test.txt requirements/assets.txt pyproject.toml
	echo "Installing what Kotikulma and its tests are made of (a minute or two, the first time only) …"
	requirements/install test.txt --no-compile
	touch .venv/installed $@
