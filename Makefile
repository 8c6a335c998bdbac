# The two commands: `make run` and `make test`. Needs Python 3.11 or newer, make and git.
PYTHON ?= python3
VENV   ?= .venv
PORTAL ?= demo
HOST   ?=
CONTACT ?= $(GONGKAI_CONTACT)
SERVE  ?= yes
PAGES  ?=
REPORTS ?=
VERIFY ?=
DIFF   ?=
MUTANTS ?=
MASKING ?=
PUBLIC ?=
SITE   ?=
NIGHTS ?=
SERIES ?=
TWINS  ?=
REBUILD ?=
BIN    := $(VENV)/bin
# Heavy tests have their fixtures made within their time. A worker that ended is not replaced: xdist 3.8 would wait for its
# group for ever (pytest-dev/pytest-xdist#1323).
SLOW    = --timeout 1500 -o faulthandler_timeout=1560 --max-worker-restart 0
ENDLESS = --timeout 0 -o faulthandler_timeout=0

.PHONY: run test test-heavy fuzz mutants bench bench-reading bench-claims bench-verify bench-series bench-diff bench-public bench-site bench-masking bench-twins bench-many bench-growth bench-listings bench-rebuild screenshots lock clean help
help:            ## what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

$(BIN)/.run: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "gongkai needs Python 3.11 or newer; name one with make PYTHON=python3.12" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { echo "python3 -m venv failed; on Debian: apt install python3-venv" >&2; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(BIN)/.dev: $(BIN)/.run requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

run: $(BIN)/.run ## crawl, read, verify, publish and serve: the demo portal, or PORTAL=name HOST=http://… CONTACT=you@…
ifeq ($(PORTAL),demo)
	$(BIN)/gongkai demo $(if $(filter no,$(SERVE)),--no-serve)
else
	$(BIN)/gongkai run $(PORTAL) $(if $(HOST),--host '$(HOST)') $(if $(CONTACT),--contact '$(CONTACT)') $(if $(filter no,$(SERVE)),,--serve)
endif

# One process more than there are cores: tests wait for servers and processes two fifths of their time.
test: $(BIN)/.dev ## ruff, mypy --strict and the tests, but for those that take minutes
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -n $$($(BIN)/python -c 'from archive.forked import cores; print(cores() + 1)') --dist worksteal $(PYTEST)

bench: $(BIN)/.dev ## measure the crawl on a site of our own (BENCH='--pages 20000 --runs 5'; docs/benchmarks.md)
	$(BIN)/python -m benchmarks $(BENCH)

bench-reading: $(BIN)/.dev ## how well labelled real pages are read, beside public extractors, and what it costs (PAGES='FOLDER …')
	$(BIN)/python -m benchmarks.quality $(PAGES)
	$(BIN)/python -m benchmarks.reading

bench-claims: $(BIN)/.dev ## how many labelled claims of reports are read right, beside a plain expression (REPORTS='FILE …')
	$(BIN)/python -m benchmarks.claims $(REPORTS)

bench-verify: $(BIN)/.dev ## what verifying a report costs over a million documents (VERIFY='--documents 100000 --profile')
	$(BIN)/python -m benchmarks.verify $(VERIFY)

bench-series: $(BIN)/.dev ## what finding the gaps in 100,000 documents' numbers costs (SERIES='--documents 20000 --runs 3')
	$(BIN)/python -m benchmarks.series $(SERIES)

bench-many: $(BIN)/.dev ## what a night over a hundred unchanged portals costs (MANY='--portals 20 --jobs 8')
	$(BIN)/python -m benchmarks.many $(MANY)

bench-growth: $(BIN)/.dev ## what grows with an archive of a million documents (GROWTH='--portals 10 --no-public')
	$(BIN)/python -m benchmarks.growth $(GROWTH)

bench-diff: $(BIN)/.dev ## what setting two years, or two crawls, of 100,000 documents beside each other costs (DIFF='--documents 20000')
	$(BIN)/python -m benchmarks.diff $(DIFF)

bench-public: $(BIN)/.dev ## what building public.db costs for 100,000 documents, its search, its pages (PUBLIC='--documents 20000')
	$(BIN)/python -m benchmarks.public $(PUBLIC)

bench-site: $(BIN)/.dev ## how long visitors of the published site wait, for 100,000 documents (SITE='--documents 20000 --rate 50')
	$(BIN)/python -m benchmarks.visits $(SITE)

bench-masking: $(BIN)/.dev ## how much planted personal data is covered, and what else is (MASKING='--texts 5000 --seed 7 --errors 9')
	$(BIN)/python -m benchmarks.masking $(MASKING)

bench-rebuild: $(BIN)/.dev ## what every core is worth to a rebuild, of one portal and of several with their nights (REBUILD='--portals 8')
	$(BIN)/python -m benchmarks.rebuild $(REBUILD)

bench-listings: $(BIN)/.dev ## what a night of lists takes that are nearly as they were (LISTINGS='--nights 100 --entries 2000')
	$(BIN)/python -m benchmarks.listings $(LISTINGS)

bench-twins: $(BIN)/.dev ## what finding twins among 100,000 documents costs (TWINS='--documents 20000')
	$(BIN)/python -m benchmarks.twins $(TWINS)

test-heavy: $(BIN)/.dev ## the tests that take minutes: crawls that are killed, starved of room, cut off
	$(BIN)/pytest -n auto --dist loadgroup --no-loadscope-reorder $(SLOW) -m heavy $(PYTEST)

fuzz: $(BIN)/.dev ## ten minutes of damaged pages, ten of damaged files that people bring (GONGKAI_FUZZ_SECONDS=3600: an hour each)
	$(BIN)/pytest -n auto -m heavy tests/crawler/reading/test_fuzz.py tests/crawler/test_fuzz_brought_files.py tests/crawler/test_fuzz_brought_archives.py $(ENDLESS) $(PYTEST)

mutants: $(BIN)/.dev ## change each rule of counting in turn, and name the changes that no test notices (MUTANTS='--only subtotals.yml')
	GONGKAI_SEED=1 $(BIN)/python -m benchmarks.mutants $(MUTANTS)

screenshots: $(BIN)/.dev ## take the pictures in docs/ again, from the demo, and of changes from NIGHTS=public.db (needs Chromium)
	$(BIN)/gongkai demo --no-serve --archive build/screenshots
	$(BIN)/gongkai snapshot --archive build/screenshots
	$(BIN)/python docs/take_screenshots.py build/screenshots/public.db demo-2018 $(NIGHTS)

lock:            ## resolve the locks again (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header pyproject.toml -o requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header archive/publish/folder/requirements.in -c requirements.lock -o archive/publish/folder/requirements.lock
	for extra in browser dask parquet; do \
	  $(PYTHON) -c 'import sys, tomllib; print(*tomllib.load(sys.stdin.buffer)["project"]["optional-dependencies"][sys.argv[1]], sep="\n")' $$extra <pyproject.toml | \
	  uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header - -c requirements-dev.lock -o deploy/extras/$$extra.lock || exit 1; \
	done

clean:           ## remove the environment and caches; never data/
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache
