# Each target is one word, and sets up what it needs, from any folder, through tools/run.

# The shell finds the folder, because Make's own functions split a path at its spaces.
quote = '$(subst ','\'',$(1))'
in_project := makefile=$(call quote,$(MAKEFILE_LIST)); cd "$$(dirname -- "$${makefile\# }")" &&
# BASE=cdktn runs a target in the project on CDK Terrain, which is written first.
BASE ?= cdktf
base_cdktf := tools/run
base_cdktn := tools/run python -m tools.base
run := $(in_project) $(or $(base_$(BASE)),$(error BASE must be cdktf or cdktn))

# Arguments for the command, as in make test ARGS="-k hash"
ARGS ?=
export PYTHON STRICT

.PHONY: help
help: ## list the targets
	@$(in_project) while IFS=: read -r job text; do case $$text in \
		' ## '*) printf '  make %-7s %s\n' "$$job" "$${text# ## }";; esac; done < Makefile

.PHONY: synth
synth: ## write every environment's Terraform JSON to cdktf.out
	@$(run) python main.py $(ARGS)

.PHONY: test
test: ## run all tests, or only those that ARGS="-k hash" selects
	@$(run) python -m pytest -n auto --maxprocesses 8 --dist loadgroup $(ARGS)

.PHONY: wheel
wheel: ## build the wheels for CDKTF and for CDK Terrain in dist
	@$(run) python -m tools.wheel

.PHONY: compare
compare: ## install both wheels in bare environments, and compare the JSON of the apps
	@$(run) python -m tools.compare_bases

.PHONY: lint
lint: ## check style, types, imports and second copies of facts
	@$(run) python -m tools.lint

.PHONY: e2e
e2e: ## run the end-to-end tests, as root on Debian; STRICT=1 fails instead of skipping
	@$(run) python -m tools.e2e $(ARGS)

.PHONY: scan
scan: ## scan every environment and example for security issues
	@$(run) python -m tools.scan

.PHONY: cdktf
cdktf: ## run the cdktf CLI with ARGS="synth", diff, deploy, destroy or output
	@$(run) python -m tools.cdk_cli $(ARGS)

.PHONY: bench
bench: ## benchmark synthesis against its peers, the content hash, commands, and the module
	@missed=0; $(run) python benchmarks/synth.py $(ARGS) || missed=1; \
	for part in content_hash publish command_line operations module; do \
		$(run) python benchmarks/$$part.py || missed=1; \
	done; exit $$missed

.PHONY: diagram
diagram: ## draw diagrams of every environment and example in docs/diagrams
	@$(run) python -m tools.diagram

.PHONY: docs
docs: ## build the documentation site in site/html, offline
	@$(run) python -m tools.docs

.PHONY: site
site: ## build the site and open every page in Chromium; STRICT=1 fails instead of skipping
	@$(run) python -m tools.docs.look $(ARGS)

.PHONY: module
module: ## format the Terraform modules, and write the tables about them
	@$(run) python -m tools.module

.PHONY: lock
lock: ## pin the newest versions that Pipfile and package.json allow
	@$(run) python -m tools.lock

.PHONY: clean
clean: ## delete everything that the targets created
	@$(in_project) rm -rf .venv .tools node_modules cdktf.out build dist site \
		.import_linter_cache .mypy_cache .pytest_cache .ruff_cache .hypothesis
