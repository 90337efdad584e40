# What a newcomer needs: make chat, make test. The same steps without make are in README.md.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help chat index test lint format evaluate screenshots browser clean

help:  ## list these commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

chat: $(VENV)/runtime  ## start the chat on http://127.0.0.1:7860 (ARGS="--port 7861" for another port)
	@$(BIN)/python -m index build --if-missing
	@$(BIN)/python app.py $(ARGS)

index: $(VENV)/runtime  ## index the shipped corpus again, and nothing else
	@$(BIN)/python -m index build

test: $(VENV)/development browser lint  ## run the linter, the type checker and all tests
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

lint: $(VENV)/development  ## check style and types
	@$(BIN)/ruff format --check --quiet . || { echo "run: make format"; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy

format: $(VENV)/development  ## put the code into shape
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

evaluate: $(VENV)/runtime  ## answer and score the shipped question set
	@$(BIN)/python -m index build --if-missing
	@$(BIN)/python -m eval run eval/sets/library.jsonl --fresh --predictions .attache/library.predictions.jsonl
	@$(BIN)/python -m eval score eval/sets/library.jsonl .attache/library.predictions.jsonl

screenshots: $(VENV)/development browser  ## take the pictures in docs/ again
	@$(BIN)/python docs/screenshots.py

browser:  # the browser tests need Chromium; where we may, we install it
	@if command -v chromium >/dev/null && command -v chromedriver >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "installing Chromium for the browser tests"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium chromium-driver >/dev/null; \
	else echo "The browser tests need Chromium and its driver (Debian, Ubuntu: sudo apt install chromium chromium-driver);" \
		"the other tests run without."; fi

clean:  ## delete the virtual environment and the default index
	rm -rf $(VENV) .attache

$(VENV)/runtime: requirements.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing requirements (once)"
	@$(BIN)/python -m pip install --quiet -r requirements.txt
	@touch $@

$(VENV)/development: requirements.txt tests/requirements.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing requirements (once)"
	@$(BIN)/python -m pip install --quiet -r tests/requirements.txt
	@touch $(VENV)/runtime $@
