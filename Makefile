# Two commands matter: make run, make test. The rest is their parts.
PYTHON ?= python3
ifeq ($(OS),Windows_NT)
VENV_PYTHON := .venv/Scripts/python.exe
else
VENV_PYTHON := .venv/bin/python
endif
HOST ?= 127.0.0.1
PORT ?= 8000

FOLDER ?= build/galeri

.PHONY: run demo setup test fast walk gallery lock wheels graph bench faults fuzz soak

run: setup
	@$(VENV_PYTHON) -m tanggap serve --host $(HOST) --port $(PORT)

demo: setup
	@$(VENV_PYTHON) -m tanggap demo --host $(HOST) --port $(PORT)

setup:
	@$(PYTHON) scripts/bootstrap.py

dev:
	@$(PYTHON) scripts/bootstrap.py dev

test: dev
	@$(VENV_PYTHON) scripts/test.py

fast: dev
	@$(VENV_PYTHON) scripts/test.py fast

walk: dev
	@$(VENV_PYTHON) scripts/walk.py

# Plays a quarter and writes every paper of it to FOLDER, and its pictures to docs/galeri.
gallery: dev
	@$(VENV_PYTHON) scripts/gallery.py $(FOLDER)

graph: dev
	@$(VENV_PYTHON) -m testkit.graph

bench: dev
	@$(VENV_PYTHON) -m bench

# Shoots the real site during 10,000 deliveries on both databases: half an hour and more.
faults: dev
	@$(VENV_PYTHON) -m testkit.faults

# Ten minutes of all channels at once, with everything going wrong, on both databases.
soak: MINUTES ?= 10
soak: dev
	@$(VENV_PYTHON) -m testkit.soak --minutes $(MINUTES) --seed $(SEED)

lock: dev
	@bash scripts/lock.sh

# An hour of bad input for hooks and importers; the minute of it is part of make test.
SEED ?= 20261122
fuzz: MINUTES ?= 60
fuzz: dev
	@$(VENV_PYTHON) scripts/fuzz.py --minutes $(MINUTES) --seed $(SEED) --only "$(ONLY)"

wheels: dev
	@$(VENV_PYTHON) scripts/wheels.py
