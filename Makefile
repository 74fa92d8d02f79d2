# Each target sets itself up; nothing has to be done before it.
#
#   make smoke                                   the main job, on the embedded demo deployment
#   make smoke URL=https://... RELEASE=3f2a91c   the same, on a real deployment
#   make test        hermetic tests              make lint    ruff and mypy
#   make slow        the long tests              make bench   wall time beside a plain suite
#   make lock        pin the dependencies anew

PYTHON ?= python3
URL ?= demo
RELEASE ?=
CONTRACT ?=
ARGS ?=

BIN := .venv/bin
READY := .venv/.ready

.PHONY: smoke test slow lint bench lock clean bench-bounded

smoke: $(READY)
	$(BIN)/pytest smoke --base-url=$(URL) $(if $(RELEASE),--release=$(RELEASE)) $(if $(CONTRACT),--contract=$(CONTRACT)) $(ARGS)

test: $(READY)
	$(BIN)/pytest tests -n 2 --dist worksteal $(ARGS)

slow: $(READY)
	$(BIN)/pytest tests -n 2 --dist worksteal -m slow $(ARGS)

lint: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: $(READY)
	$(BIN)/python -m bench.wall_time

# What a hostile deployment can do to a run: written only if every bound was held.
bench-bounded: $(READY)
	$(BIN)/python -m bench.bounded > docs/bounds.md.new
	mv docs/bounds.md.new docs/bounds.md

# One hashed file for every Python and platform; it names no index.
lock: $(READY)
	$(PYTHON) -m venv .venv/lock
	.venv/lock/bin/pip install --quiet uv
	.venv/lock/bin/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 \
	  --no-strip-extras --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate \
	  --upgrade --output-file requirements.txt

# The stamp is written last, so that a half-made .venv is made again. The list is complete, so pip
# has nothing to resolve (with extras in it, its resolver takes newer releases than the pinned ones).
$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Makefile: Python 3.11 or newer is needed, got $$($(PYTHON) --version 2>&1); say make PYTHON=python3.11"; exit 1; }
	$(PYTHON) -m venv --clear .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(READY)

clean:
	rm -rf .venv dist build .mypy_cache .ruff_cache
