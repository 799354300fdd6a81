# make demo     a virtual environment, the install, the example traced
# make test     the tests            make check   style, types, docs in step
# make bench    measured costs as JSON            make torture   many kills of writing programs
# make bench-trace   how good assessments are, on made-up worlds never used for training      make train   learn the numbers anew
# make bench-scale   finding candidates in 1e5, 1e6 and 1e7 made-up records, against bare SQL; a trace of 10,000 sightings
# make bench-questions   whether questions tell as much as they are said to, on made-up worlds
# make bench-evidence   taking files in against cp and sha256sum, small pictures against a bare decode, a large case
# make bench-lookalikes PICTURES=FOLDER   recall of re-uploads at no false match, excerpts of films, costs
# make bench-law   what assessments of transfers cost, over states, groups, weapons and days at random
# make bench-reading   what reading costs, how well the annotated articles are read, which weapon was used in MUC-4
# make bench-arsenal   how often the arsenal's ranges hold the truth, on made-up worlds
# make bench-stocks   how often a balance's ranges hold the truth, on made-up stocks; what a ledger costs; a study of the model run forward
# make fuzz     broken registers: 10,000 changed files of REGISTERS, then guided for five minutes
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
REGISTER ?= ../shared/data/sipri/trade-register-2026-05-18.csv
REGISTERS ?= $(wildcard ../shared/data/sipri/*.csv ../shared/data/eu/*.csv ../shared/data/uk/lic*.csv \
	../shared/data/nl/*.csv ../shared/data/embargo/*.csv ../shared/data/conflict/*.csv)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
INSTALL := $(BIN)/python -m pip install --quiet --only-binary :all: --require-hashes

.PHONY: demo test check bench bench-trace bench-scale bench-questions bench-arsenal bench-law bench-evidence bench-lookalikes train docs torture fuzz lock clean bench-stocks bench-reading

demo: $(VENV)/.run
	$(BIN)/headstamp demo demo

test: $(VENV)/.dev
	$(BIN)/python -m pytest --numprocesses 2 --durations 5

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python tools/cli_reference.py --check

docs: $(VENV)/.dev
	$(BIN)/python tools/cli_reference.py

bench: $(VENV)/.run
	$(BIN)/python benchmarks/bench.py
	$(BIN)/python benchmarks/noisy.py
	$(BIN)/python benchmarks/comtrade.py --rows 1000000
	if [ -f "$(REGISTER)" ]; then $(BIN)/python benchmarks/coverage.py "$(REGISTER)"; fi

bench-trace: $(VENV)/.run
	$(BIN)/python benchmarks/trace.py

train: $(VENV)/.run
	$(BIN)/python tools/train.py

bench-scale: $(VENV)/.run
	$(BIN)/python benchmarks/scale.py
	$(BIN)/python benchmarks/sightings.py

bench-questions: $(VENV)/.run
	$(BIN)/python benchmarks/questions.py

bench-lookalikes: $(VENV)/.dev
	$(BIN)/python benchmarks/lookalikes.py --pictures "$(PICTURES)"
	$(BIN)/python benchmarks/lookalikes_sizes.py

bench-arsenal: $(VENV)/.run
	$(BIN)/python benchmarks/arsenal.py

bench-reading: $(VENV)/.run
	$(BIN)/python benchmarks/reading.py
	$(BIN)/python benchmarks/reading_seeds.py
	$(BIN)/python benchmarks/reading_roles.py

bench-law: $(VENV)/.run
	$(BIN)/python benchmarks/law.py

bench-stocks: $(VENV)/.run
	$(BIN)/python benchmarks/stocks.py
	$(BIN)/python benchmarks/forward.py

bench-reading: $(VENV)/.run
	$(BIN)/python benchmarks/reading.py
	$(BIN)/python benchmarks/reading_seeds.py
	$(BIN)/python benchmarks/reading_roles.py

bench-evidence: $(VENV)/.run
	$(BIN)/python benchmarks/evidence_files.py
	$(BIN)/python benchmarks/evidence_pictures.py
	$(BIN)/python benchmarks/evidence_case.py

torture: $(VENV)/.dev
	HEADSTAMP_TORTURE=500 $(BIN)/python -m pytest tests/durability -rP
	HEADSTAMP_TORTURE=1000 $(BIN)/python -m pytest tests/evidence/test_bundle_tampering.py tests/evidence/test_vault_check.py
	HEADSTAMP_TORTURE=1 $(BIN)/python -m pytest tests/evidence/sandbox

fuzz: $(VENV)/.dev
	$(BIN)/python tests/fuzz/registers.py mutate $(REGISTERS) --times 10000
	HEADSTAMP_FUZZ=20000 $(BIN)/python -m pytest tests/fuzz/test_fuzzed_exports.py
	$(BIN)/python -m pip install --quiet --only-binary :all: atheris
	$(BIN)/python tests/fuzz/registers.py guided $(REGISTERS) --seconds 300

# Wheels only, each held to its hash: nothing is built on this machine but headstamp itself.
$(VENV)/.run: requirements/run.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(INSTALL) -r requirements/run.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --no-index --editable .
	touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.run
	$(INSTALL) -r requirements/dev.txt
	touch $@

lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header \
		pyproject.toml requirements/build.in --output-file requirements/run.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header \
		--extra dev pyproject.toml requirements/build.in --constraints requirements/run.txt --output-file requirements/dev.txt

clean:
	rm -rf $(VENV) demo build dist
