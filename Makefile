# Every target makes .venv first, and is quick about it once that is done.
# Without make: python -m runner setup, then .venv/bin/python -m runner run (test, lab, refresh).

ifeq ($(OS),Windows_NT)
PYTHON ?= python
VENV_PYTHON := .venv/Scripts/python.exe
else
PYTHON ?= python3
VENV_PYTHON := .venv/bin/python
endif

ARGS ?=
SWEEP ?= sweeps/dropout_seeds.yaml

.PHONY: help setup run batch claims check test bench lab progress refresh site pins
.DEFAULT_GOAL := help

help:
	@echo "make run      execute all notebooks into runs/course/ and print one table of results"
	@echo "make batch    do the runs of a sweep file: make batch SWEEP=sweeps/dropout_seeds.yaml"
	@echo "make claims   count in how many seeds each claim holds, into notebooks/CLAIMS.md (an hour)"
	@echo "make check    check the style and all that takes no process: a minute"
	@echo "make test     check the style and run every test: 7 to 11 minutes on 2 cores"
	@echo "make bench    measure training beside other ways (20 minutes)"
	@echo "make lab      open the course in JupyterLab"
	@echo "make progress show how far you are in the exercises"
	@echo "make site     build the course as a static site into docs/_build/html"
	@echo "make refresh  execute the notebooks in place, as they are committed"
	@echo "make setup    only make .venv, which the targets above do by themselves"
	@echo "make pins     compile requirements.txt from requirements.in"
	@echo
	@echo 'ARGS passes options on: make run ARGS="02 03 --dataset digits -p epochs 3"'

setup:
	@$(PYTHON) -m runner setup

run claims check test lab progress refresh site: setup
	@$(VENV_PYTHON) -m runner $@ $(ARGS)

batch: setup
	@$(VENV_PYTHON) -m runner batch "$(SWEEP)" $(ARGS)

bench: setup
	@$(VENV_PYTHON) -m benchmarks.speed $(ARGS)

pins: setup
	$(VENV_PYTHON) -m pip install --quiet uv
	$(VENV_PYTHON) -m uv pip compile --quiet --universal --python-version 3.11 --no-header requirements.in -o requirements.txt
