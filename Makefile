# Each target sets itself up; nothing has to be done before it.
#
#   make smoke                                   the main job, on the embedded demo deployment
#   make smoke URL=https://... RELEASE=3f2a91c   the same, on a real deployment
#   make test        hermetic tests              make lint    ruff and mypy
#   make slow        the long tests              make bench   wall time beside a plain suite
#   make reference   CharHub from real parts     make chaos      each of them stopped in turn
#   make lock        pin the dependencies anew   make mutation   do the tests of the verdict notice?

PYTHON ?= python3
URL ?= demo
RELEASE ?=
CONTRACT ?=
ARGS ?=

BIN := .venv/bin
READY := .venv/.ready

.PHONY: smoke test slow lint reference chaos examples lock clean mutation \
  bench bench-bounded bench-health bench-rollback bench-verdict bench-verdict-live

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

# The reference deployment until Ctrl-C; ONCE=1: one run of the suite. chaos: each part broken in turn.
reference: $(READY)
	$(BIN)/python -m examples.charhub $(if $(ONCE),--once)

chaos: $(READY)
	$(BIN)/python -m examples.charhub.chaos $(ARGS)

# Other people's applications, by their lock files; the tests that need one skip where it is not.
examples: $(READY)
	$(BIN)/python -m examples.install

bench: $(READY)
	$(BIN)/python -m bench.wall_time

# What a hostile deployment can do to a run: written only if every bound was held.
bench-bounded: $(READY)
	$(BIN)/python -m bench.bounded > docs/bounds.md.new
	mv docs/bounds.md.new docs/bounds.md

# What the health endpoint costs, and one hanging dependency: written only if the bounds are held.
bench-health: $(READY)
	$(BIN)/python -m bench.health --write

# How long going back takes on a real Docker engine (root): written only if ours is the faster one.
bench-rollback: $(READY)
	$(BIN)/python -m bench.rollback > docs/rollback-time.md.new
	mv docs/rollback-time.md.new docs/rollback-time.md

# How often the verdict is wrong, by simulation: written only if every figure of the design is met.
bench-verdict: $(READY)
	$(BIN)/python -m bench.verdict --plot=docs/img/verdict.svg.new > docs/verdict-rates.md.new
	mv docs/img/verdict.svg.new docs/img/verdict.svg
	mv docs/verdict-rates.md.new docs/verdict-rates.md

# 300 real runs of the gate, each held against what the simulation says of the same script.
bench-verdict-live: $(READY)
	$(BIN)/python -m bench.verdict.live

# Whether the tests of the verdict notice each of 2000 changes to it (about 6 minutes on two cores).
# An endless loop counts as noticed; what cannot be noticed is argued for at its line.
MUTATION_SAYS := import json, sys; \
  said = json.load(open("mutants/mutmut-cicd-stats.json")); \
  noticed, number = said["killed"] + said["timeout"], said["total"] - said["skipped"]; \
  print(f"mutation: {noticed} of {number} changes to smokegate/verdict were noticed"); \
  sys.exit(noticed < number)

mutation: $(READY)
	rm -rf mutants
	$(BIN)/mutmut run --max-children 2
	@$(BIN)/mutmut results | grep -v ': timeout$$' || true
	@$(BIN)/mutmut export-cicd-stats > /dev/null
	@$(BIN)/python -c '$(MUTATION_SAYS)'

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
	rm -rf .venv dist build mutants .mypy_cache .ruff_cache
