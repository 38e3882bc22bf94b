# Every command of the project; `make` alone lists them. Set-up happens by itself, once.
.DEFAULT_GOAL := help
SHELL := /bin/sh
SYSTEM_PATH := $(PATH)
# node_modules/.bin carries the Node.js that cdktf and jsii run on, whatever the system has.
export PATH := $(CURDIR)/.venv/bin:$(CURDIR)/.tools/bin:$(CURDIR)/node_modules/.bin:$(PATH)
export CHECKPOINT_DISABLE := 1
# cdktf 0.21.0 calls functions that Node.js deprecates, and will not change: it is archived.
export NODE_OPTIONS := --no-deprecation
# Where this is set, as in many images of containers, each program compiles all that it imports again: half of the
# time that the local AWS takes to start, and a third of a synthesis.
unexport PYTHONDONTWRITEBYTECODE
PYTHON_CODE := main.py bench config constructs delivery gameday lean_bindings ops resilience sandbox scaffold stacks terraform_json tests
# What set-up makes has a stamp inside: whoever removes it gets it made anew.
PYTHON := .venv/set-up
CHECKOV := .tools/checkov/set-up
NODE := node_modules/set-up
# Go tools, one module a family, built in this order, and how long a first build takes on two cores.
TOOLS := lint chart-lint helm kubernetes metrics-server descheduler prometheus rollouts
GAMEDAY_TOOLS := .tools/bin/descheduler.set-up .tools/bin/prometheus.set-up .tools/bin/rollouts.set-up
# Applications with canaries have pods where the controller of these runs.
CANARY_VALUES = $(shell grep -lsE '^[a-z{": ]*strategy.?: *.?canary' helm/apps/*/values*.yaml)
BEFORE_UP = .tools/bin/helm.set-up $(if $(CANARY_VALUES),.tools/bin/rollouts.set-up)
# `make up` builds these while Terraform waits for Aurora.
CONTROL_PLANE := .tools/bin/kubernetes.set-up .tools/bin/metrics-server.set-up
SANDBOX_TOOLS = $(BEFORE_UP) $(CONTROL_PLANE)
BUILD_TIME_lint := 1 minute
BUILD_TIME_chart-lint := 1 minute
BUILD_TIME_helm := 2 minutes
BUILD_TIME_kubernetes := 6 minutes
BUILD_TIME_metrics-server := 3 minutes
BUILD_TIME_descheduler := 4 minutes
BUILD_TIME_prometheus := 3 minutes
BUILD_TIME_rollouts := 5 minutes
BUILD_TIME_opentofu := 4 minutes
RENEW_SNAPSHOTS := pytest tests/owner/test_snapshots.py tests/owner/test_resilience.py --snapshot-update
# Two steps of the set-up at a time: one alone leaves a core idle for much of its time. The PATH is the
# caller's again, for the other make puts our programs before it, too.
INSTALL = PATH='$(SYSTEM_PATH)' $(MAKE) --silent --jobs=2

.PHONY: help
help: ## List the commands, each with an example
	@python3 ops/help.py

.PHONY: version
version: $(PYTHON) ## Tell which platform, programs, providers, charts and Kubernetes these are
	@python -m ops.versions

.PHONY: dependencies
dependencies: $(PYTHON) ## List what the project depends on directly, with versions, licences and the files that pin them
	@python -m ops.dependencies

.PHONY: setup
setup: ## Install what is missing (every other command does so by itself)
	+@$(INSTALL) $(PYTHON) $(CHECKOV) $(NODE) $(TOOLS:%=.tools/bin/%.set-up)

.PHONY: prerequisites
prerequisites:
	@ops/setup/prerequisites.sh

$(PYTHON): Pipfile.lock tools/pipenv/requirements.txt ops/setup/python.sh | prerequisites
	@ops/setup/step.sh 'Python packages into .venv (2 minutes)' ops/setup/python.sh
	@touch $@

$(CHECKOV): tools/checkov/requirements.txt ops/setup/checkov.sh | prerequisites
	@ops/setup/step.sh 'checkov into .tools (1 minute)' ops/setup/checkov.sh
	@touch $@

$(NODE): package-lock.json ops/setup/node.sh | prerequisites
	@PATH='$(SYSTEM_PATH)' ops/setup/step.sh 'Node.js packages into node_modules (1 minute)' ops/setup/node.sh
	@touch $@

# Helm's build is told for which Kubernetes it renders.
.tools/bin/helm.set-up: tools/kubernetes/go.mod
# A first build takes its time; Go's cache makes the next ones seconds.
.tools/bin/%.set-up: tools/%/go.mod tools/%/go.sum ops/setup/tools.sh | prerequisites
	@rm -f $@
	@ops/setup/step.sh 'Go tools of tools/$* into .tools ($(BUILD_TIME_$*))' ops/setup/tools.sh $*
	@touch $@

.PHONY: lock
lock: $(PYTHON) ## Renew the lock files of Python and Node.js
	@PATH='$(SYSTEM_PATH)' ops/setup/lock.sh

.PHONY: lock-providers
lock-providers: synth ## Renew the hashes of Terraform's providers, from the registry
	@ops/setup/providers.sh

.PHONY: synth
synth: $(PYTHON) $(NODE) .tools/bin/helm.set-up ## Synthesize PLATFORM_ENV (staging by default) into cdktf.out
	@python main.py

.PHONY: resilience
resilience: $(PYTHON) $(NODE) .tools/bin/helm.set-up ## Tell what of PLATFORM_ENV survives which failure, and write cdktf.out/resilience.html
	@python main.py || [ $$? -eq 3 ]
	@python -m resilience --format html --output cdktf.out/resilience.html || [ $$? -eq 3 ]
	@python -m resilience

.PHONY: gameday
gameday: ## Try failures on a real control plane and a local AWS and compare with `make resilience`; SCENARIO=zone-lost for one
	+@$(INSTALL) $(PYTHON) $(NODE) $(SANDBOX_TOOLS) $(GAMEDAY_TOOLS)
	@python main.py || [ $$? -eq 3 ]
	@python -m gameday $(SCENARIO)

.PHONY: gameday-agreement
gameday-agreement: ## Play game days on weakened platforms: resilience and the cluster have to agree on each
	+@$(INSTALL) $(PYTHON) $(NODE) $(SANDBOX_TOOLS) $(GAMEDAY_TOOLS)
	pytest -m gameday tests/gameday

.PHONY: sbom
sbom: synth .tools/bin/helm.set-up ## List what PLATFORM_ENV deploys in cdktf.out/bom.json (CycloneDX)
	@python -m ops.sbom > cdktf.out/bom.json

.PHONY: review
review: $(PYTHON) $(NODE) .tools/bin/helm.set-up ## Show what the work tree changes of what is deployed since it left BASE (main by default)
	@ops/review.sh '$(or $(BASE),main)'

.PHONY: cost
cost: synth ## Estimate, roughly, what PLATFORM_ENV costs a month, by the part
	@python -m delivery cost

.PHONY: verify
verify: $(PYTHON) ## Check that cdktf.out of PLATFORM_ENV is safe to plan with credentials
	@python -m delivery verify

.PHONY: preflight
preflight: synth ## Ask the account of PLATFORM_ENV, read-only, whether it can take what was synthesized
	@python -m delivery preflight

.PHONY: orphans
orphans: $(PYTHON) $(NODE) .tools/bin/helm.set-up ## List what carries the tags of PLATFORM_ENV in AWS and no state knows, and how to import or delete it
	@python main.py || [ $$? -eq 3 ]
	@python -m delivery orphans

# The sandbox's own stacks are those that the Terraform of this machine can run: FOLDER=.sandbox/cdktf.out.
.PHONY: teardown
teardown: export PLATFORM_ENV = $(ENV)
teardown: $(if $(ENV),$(PYTHON) $(if $(FOLDER),,$(NODE) .tools/bin/helm.set-up)) ## Take the environment ENV out of AWS, in order; again, to go on where it stopped
	@test -n '$(ENV)' || { echo 'Name the environment: make teardown ENV=<environment>' >&2; exit 2; }
	@test -n '$(FOLDER)' || python main.py || [ $$? -eq 3 ]
	@python -m delivery teardown $(FOLDER)

.PHONY: bootstrap
bootstrap: $(PYTHON) ## Create the state, the locks and, for REPOSITORY, the roles of PLATFORM_ENV in its AWS account
	@python -m ops.bootstrap $(if $(REPOSITORY),--repository '$(REPOSITORY)')

.PHONY: up
up: ## Deploy PLATFORM_ENV (staging by default) to a local AWS and its cluster; again, for a change
	+@$(INSTALL) $(PYTHON) $(NODE) $(BEFORE_UP)
	@python -m sandbox up

.PHONY: diff
diff: $(PYTHON) $(NODE) ## Show what `make up` would change; fails if there is anything
	@python -m sandbox diff

.PHONY: status
status: $(PYTHON) ## Show the nodes and the pods of the sandbox by zone
	@python -m sandbox status

.PHONY: outputs
outputs: $(PYTHON) ## Show the outputs of the stacks in the sandbox
	@python -m sandbox outputs

.PHONY: kubeconfig
kubeconfig: $(PYTHON) ## Print the lines that make a shell's kubectl and AWS clients use the sandbox
	@python -m sandbox kubeconfig

.PHONY: psql
psql: $(PYTHON) ## Open the database of the application APP in the sandbox, as its login
	@python -m sandbox psql '$(APP)'

.PHONY: down
down: $(PYTHON) ## Stop the local AWS and remove what belongs to it
	@python -m sandbox down

.PHONY: new-app
new-app: $(PYTHON) $(NODE) .tools/bin/helm.set-up ## Write the folder of an application NAME, and renew the snapshots
	@python -m scaffold app '$(NAME)'
	@$(RENEW_SNAPSHOTS)

.PHONY: new-addon
new-addon: $(PYTHON) $(NODE) .tools/bin/helm.set-up ## Write the folder of an addon NAME, and renew the snapshots
	@python -m scaffold addon '$(NAME)'
	@$(RENEW_SNAPSHOTS)

.PHONY: new-environment
new-environment: $(PYTHON) $(NODE) .tools/bin/helm.set-up ## Write the file and the job of an environment NAME, and renew the snapshots
	@python -m scaffold environment '$(NAME)'
	@$(RENEW_SNAPSHOTS)

.PHONY: lint
lint: lint-python lint-scripts lint-workflows checkov ## Check style, types, scripts, workflows and the synthesized stacks

.PHONY: lint-python
lint-python: $(PYTHON) ## Check the style and the types of the Python code
	ruff format --check $(PYTHON_CODE)
	ruff check $(PYTHON_CODE)
	mypy $(PYTHON_CODE)
	lint-imports --no-logo --cache-dir .cache/import-linter

.PHONY: lint-scripts
lint-scripts: $(PYTHON) ## Check the shell scripts
	shellcheck ops/*.sh ops/setup/*.sh .ci/run

.PHONY: lint-workflows
lint-workflows: $(PYTHON) .tools/bin/lint.set-up ## Check the workflows
	actionlint
	zizmor --quiet --offline --strict-collection --pedantic .github

.PHONY: checkov
checkov: $(PYTHON) $(NODE) $(CHECKOV) ## Check the synthesized stacks of every environment with checkov
	@rm -rf .cache/checkov && mkdir -p .cache/checkov
	@for file in config/environments/*.yaml; do \
		environment=$$(basename "$$file" .yaml); \
		PLATFORM_ENV=$$environment CDKTF_OUTDIR=.cache/checkov/$$environment python main.py || [ $$? -eq 3 ] || exit; \
	done
	@python -m ops.checkov .cache/checkov

.PHONY: format
format: $(PYTHON) ## Format the Python code and apply the linter's safe fixes
	ruff format $(PYTHON_CODE)
	ruff check --fix $(PYTHON_CODE)

.PHONY: chart-docs
chart-docs: .tools/bin/chart-lint.set-up ## Rewrite the tables of values in the READMEs of our charts
	@helm-docs --chart-search-root=helm --sort-values-order=file

.PHONY: chart-keys
chart-keys: $(PYTHON) ## Keep the keys that a pinned chart of others knows: CHART=<folder or .tgz>
	@python -m ops.chart_keys '$(CHART)'

.PHONY: chart
chart: ## Check our charts against those where the work tree left BASE (main by default): versions, tests, an upgrade
	+@$(INSTALL) $(PYTHON) $(NODE) $(SANDBOX_TOOLS) .tools/bin/chart-lint.set-up .tools/bin/rollouts.set-up
	@python -m delivery charts '$(or $(BASE),main)'
	pytest tests/helm/test_manifests.py tests/helm/test_install.py tests/helm/addons/test_small_charts.py
	@python -m sandbox chart '$(or $(BASE),main)'

.PHONY: charts
charts: $(PYTHON) .tools/bin/helm.set-up ## Fetch every pinned chart of others into charts, held to its digest
	@python -m ops.charts

.PHONY: schema
schema: $(PYTHON) ## Rewrite the JSON Schema of the environment files
	@python -m config.schema

.PHONY: resilience-rules
resilience-rules: $(PYTHON) ## Rewrite the list of the resilience rules
	@python -m resilience.rules.listing

.PHONY: snapshots
snapshots: $(PYTHON) $(NODE) .tools/bin/helm.set-up ## Rewrite the snapshots of the synthesized stacks, and docs/resilience.md; read the diff
	$(RENEW_SNAPSHOTS)

.PHONY: bench
bench: ## Measure synthesis, and comparing and deploying to a sandbox
	+@$(INSTALL) $(PYTHON) $(NODE) $(SANDBOX_TOOLS)
	@python -m bench
	@python -m bench.resilience
	@python -m bench.sandbox

.PHONY: load
load: ## Deploy N=50 applications to a sandbox of its own, and measure; N="50 100 200" for more and more
	+@$(INSTALL) $(PYTHON) $(NODE) $(SANDBOX_TOOLS)
	@python -m bench.load $(N)

.PHONY: longevity
longevity: ## Run the platform on what may come after its pins: CDK Terrain, AWS provider 6, other Pythons, OpenTofu
	+@$(INSTALL) $(PYTHON) $(NODE) .tools/bin/helm.set-up .tools/bin/opentofu.set-up
	pytest -m longevity tests/longevity

.PHONY: test
test: setup ## Run the tests
	pytest --numprocesses=4 --dist=loadfile

.PHONY: test-long
test-long: setup ## Run the tests that `make test` leaves out, since each takes minutes
	pytest --numprocesses=4 --dist=loadfile -m long
