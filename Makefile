# Every command of the project. `make help` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help

HOST ?= 127.0.0.1
PORT ?= 8000
WORKERS ?= 2
PEOPLE ?= 2000
SEED ?= 7
export HOST PORT WORKERS

BIN := .venv/bin
FLASK := CONTEST_ENVIRONMENT=demonstration $(BIN)/python -m flask --app contest
PYTEST := $(BIN)/python -m pytest
# H011: it takes the comma of a filter for an attribute. H015, H020: line breaks and empty decorations are ours to place. H043: a button in a form sends it, as HTML says.
# H052: the page of a full house tries again by itself. J018: addresses are the printed Vietnamese ones, checked by tests.
DJLINT := $(BIN)/djlint --quiet --lint --profile jinja --ignore H011,H015,H020,H043,H052,J018
# Spelling is English spelling: lines with Vietnamese letters are not judged.
CODESPELL := $(BIN)/codespell -L nam,toi,thay,levle,cach,som,tru,alikes,commend --ignore-regex '.*[À-ỹ].*'

.PHONY: help
help: ## Danh sách lệnh / This list
	@printf '\n  make <lệnh>   biến / variables: HOST=%s PORT=%s WORKERS=%s PEOPLE=%s SEED=%s PYTHON=python3\n\n' \
	  '$(HOST)' '$(PORT)' '$(WORKERS)' '$(PEOPLE)' '$(SEED)'
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo

.PHONY: run
run: packages ## Cài đặt và chạy cuộc thi mẫu / Install and serve the demonstration contest on HOST:PORT
	@deploy/run-demonstration

.PHONY: demo
demo: packages ## Mô phỏng PEOPLE người dự thi, hạt giống SEED / Fill the database with a simulated contest
	@$(FLASK) db upgrade
	@$(FLASK) demo --people $(PEOPLE) --seed $(SEED)

.PHONY: test
test: lint browser ## Kiểm tra toàn bộ / Every check and test: both databases and a real browser
	@$(PYTEST) -n 2 --dist loadfile

.PHONY: test-fast
test-fast: dev-packages ## Kiểm thử, không dùng trình duyệt / All tests but those in a browser
	@$(PYTEST) -n 2 --dist loadfile --ignore tests/browser

.PHONY: lint
lint: dev-packages ## Kiểm tra mã nguồn, không chạy / Style, types, import contracts, templates, spelling
	@$(BIN)/python -m ruff check --quiet
	@$(BIN)/python -m ruff format --check --quiet
	@$(BIN)/python -m mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo
	@$(DJLINT) templates
	@$(CODESPELL) contest questions templates tests docs deploy Makefile $(wildcard *.md)

.PHONY: coverage
coverage: dev-packages browser ## Phần mã đã được kiểm thử / Branches that tests reach: all of the rules, 90 % of the rest
	@$(PYTEST) -n 2 --cov --cov-report=
	@$(BIN)/python -m coverage report --skip-covered --fail-under=90
	@$(BIN)/python -m coverage report --skip-covered --fail-under=100 --include='contest/rules/*,questions/*'

.PHONY: documents
documents: dev-packages libreoffice ## Mở mọi tệp xuất ra bằng LibreOffice / Open every exported file in LibreOffice
	@$(PYTEST) --documents tests/documents

.PHONY: faults
faults: dev-packages ## Tiến trình bị giết, CSDL sập, mạng rớt / Long runs with accidents, answers counted afterwards
	@PYTHONPATH=.:tests $(BIN)/python -m faults

.PHONY: recount
recount: dev-packages ## Đếm lại độc lập 26.000 người × 4 đợt / All places and prizes counted again by other code, both databases
	@PYTHONPATH=.:tests $(BIN)/python -m recount

.PHONY: bench
bench: dev-packages ## Chi phí mỗi thao tác so với mức sàn / CPU of each step beside the least it can cost; PART=sqlite, steps, …
	@PYTHONPATH=.:tests $(BIN)/python -m benchmarks $(PART)

.PHONY: shots
shots: dev-packages browser ## Chụp mọi trang ở 360 và 1280 px / A picture of every page and state, in build/shots
	@PYTHONPATH=.:tests $(BIN)/python -m shots

.PHONY: budgets
budgets: dev-packages browser ## Số byte và số yêu cầu của các trang chính / What the main pages weigh, beside what they may
	@PYTHONPATH=.:tests $(BIN)/python -m shots.budgets

.PHONY: lighthouse
lighthouse: dev-packages browser node ## Điểm Lighthouse trên điện thoại / Lighthouse's mobile scores of the main pages
	@npm install --silent --no-audit --no-fund --ignore-scripts --prefix build/lighthouse lighthouse@12.8.2
	@PYTHONPATH=.:tests $(BIN)/python -m shots.lighthouse

.PHONY: translations
translations: packages ## Cập nhật tệp dịch, nêu câu còn thiếu / Bring the catalogues up to date, say what is missing
	@$(BIN)/python -m contest.translations

.PHONY: lock
lock: dev-packages ## Khóa lại phiên bản các gói / Pin requirements*.in again, with hashes and without addresses
	$(BIN)/uv pip compile --quiet --generate-hashes --no-header --no-annotate -o requirements.txt requirements.in
	$(BIN)/uv pip compile --quiet --generate-hashes --no-header --no-annotate -o requirements-dev.txt requirements-dev.in

# What the commands above stand on; each takes no time when it was done before.

.PHONY: packages dev-packages browser libreoffice node
packages:
	@deploy/install-packages requirements.txt

dev-packages:
	@deploy/install-packages requirements-dev.txt

# A bare Debian has neither the browser nor a library that Playwright's own node asks for.
browser: dev-packages
	@{ command -v chromium chromium-browser google-chrome && $(BIN)/python -m playwright --version; } >/dev/null 2>&1 \
	  || deploy/apt-install chromium libatomic1

libreoffice:
	@command -v soffice >/dev/null || deploy/apt-install libreoffice-calc libreoffice-writer

node:
	@command -v npm >/dev/null || deploy/apt-install nodejs npm
