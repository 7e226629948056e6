# Everything a newcomer needs: `make demo`, then `make test`. `make help` lists the rest.
PYTHON ?= python3
BIN := .venv/bin
export PYTHONDONTWRITEBYTECODE := # what one process compiled the next ones read, also where somebody forbids it
READY := .venv/.ready
SCRIPTS := cancu/viz/web/*.js cancu/serve/web/*.js

.DEFAULT_GOAL := help
.PHONY: help demo test test-slow lint types check dist pictures ask-model bench-accuracy bench-extract bench-load bench-queries bench-doubling bench-kills bench-serve bench-scale mutants lock clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

$(READY): requirements-dev.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $(READY)

demo: $(READY) ## build the sample corpus, answer three questions, draw a picture
	$(BIN)/cancu demo

test: $(READY) ## all tests; Neo4j and Chromium ones where these can be had
	$(BIN)/python -m pytest -n auto --dist loadgroup

test-slow: $(READY) ## what takes minutes: many generated cases, kills, large texts
	$(BIN)/python -m pytest -n auto --dist loadgroup -m slow

lint: $(READY) ## style of the code and of the pages' scripts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/deno lint --quiet $(SCRIPTS)

types: $(READY) ## types of the code and of the pages' scripts
	$(BIN)/mypy cancu
	$(BIN)/deno check --quiet $(SCRIPTS)

check: lint types test ## lint, types and tests

dist: $(READY) ## wheel and source archive in dist/, each installed and tried on every Python here
	rm -rf dist
	$(BIN)/python -m hatchling build -d dist
	for python in python3.11 python3.12 python3.13; do \
	  $$python -c "" 2>/dev/null || continue; \
	  for made in dist/*.whl dist/*.tar.gz; do \
	    rm -rf dist/tried && $$python -m venv dist/tried && dist/tried/bin/python -m pip install --quiet $$made && \
	    (cd dist && tried/bin/cancu demo -o demo.html) || exit 1; \
	  done; \
	done; rm -rf dist/tried dist/demo.html

pictures: $(READY) ## the pictures of docs/serve.md, from the sample documents in Chromium
	$(BIN)/python docs/pages/pictures.py

ask-model: $(READY) ## train the model that chooses the query of a question from tests/ask/questions*.tsv
	$(BIN)/python benchmarks/ask_model.py

bench-accuracy: $(READY) ## accuracy on annotated documents, against the committed run
	$(BIN)/python benchmarks/accuracy.py

mutants: $(READY) ## which rows and conditions the tests would not miss (long; ARGS="--every 9")
	$(BIN)/python benchmarks/mutants.py $(ARGS)

bench-extract: $(READY) ## speed of extraction beside other programs, of two processes and of building again; writes benchmarks/RESULTS.md
	$(BIN)/python benchmarks/extract.py $(ARGS)

bench-load: $(READY) ## links per second into Neo4j, beside the plain statements
	$(BIN)/python benchmarks/load.py

bench-queries: $(READY) ## stored queries beside a search over arrays; writes its part of benchmarks/RESULTS.md (ARGS="--documents 1000000")
	$(BIN)/python benchmarks/queries.py $(ARGS)

bench-doubling: $(READY) ## how long reading takes when a text doubles (long; ARGS="--corpus FOLDER", or names of shapes)
	$(BIN)/python benchmarks/doubling.py $(ARGS)

bench-kills: $(READY) ## loads that are killed at random moments (long; ARGS="client server --documents 4000")
	$(BIN)/python benchmarks/kills.py $(ARGS)

bench-serve: $(READY) ## how long the pages of `cancu serve` take with 10,000 documents; writes its part of benchmarks/RESULTS.md
	$(BIN)/python benchmarks/serve.py --write $(ARGS)

bench-scale: $(READY) ## a build in partitions beside one machine's, one worker killed; writes its part of benchmarks/RESULTS.md (ARGS="--texts FOLDER")
	$(BIN)/python benchmarks/scale.py $(ARGS)

lock: ## renew the lock file (needs uv)
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
	  --prerelease=if-necessary-or-explicit --python-version 3.11 --extra mcp --extra serve --group dev pyproject.toml -o requirements-dev.txt
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
	  --prerelease=if-necessary-or-explicit --python-version 3.11 pyproject.toml -o requirements.txt

clean: ## remove the virtual environment and caches
	rm -rf .venv .cache .cancu
