# The two commands that matter are `make check` and `make test`.

.PHONY: check check-deep install web test test-waiting test-working test-short lint tools fix demo catalogue pictures mutants specs specs-tlc prove fuzz-models \
	sabotage bench-explorer bench-check bench-check-moonshot bench-check-short bench-store bench-node \
	bench-node-short screenshots chaos simulation fuzz-inputs

## Check every model in models/ exhaustively, but for the deep ones.
check:
	cargo run --release --quiet -- check models

## Check all models, the deep ones too, and every step of our actors. Takes minutes, and gigabytes.
check-deep:
	cargo run --release --quiet -- check models --deep

## Install the program, its manual, and what bash, zsh and fish need to complete it, below PREFIX.
PREFIX ?= $(HOME)/.local
install:
	cargo install --path . --locked --root $(PREFIX)
	$(PREFIX)/bin/synod man $(PREFIX)/share/man/man1
	mkdir -p $(PREFIX)/share/bash-completion/completions $(PREFIX)/share/zsh/site-functions \
		$(PREFIX)/share/fish/vendor_completions.d
	$(PREFIX)/bin/synod completions bash > $(PREFIX)/share/bash-completion/completions/synod
	$(PREFIX)/bin/synod completions zsh > $(PREFIX)/share/zsh/site-functions/_synod
	$(PREFIX)/bin/synod completions fish > $(PREFIX)/share/fish/vendor_completions.d/synod.fish

## The explorer for any static web server, in target/web: the page, with its core compiled for the browser. What is
## there when the program is built is taken into it.
web:
	./web/build

## Formatting, lints, documentation, all models, the explorer's core for the browser, all tests but for two that take
## minutes, which make specs runs.
## All models are checked by the first test that wants to know what comes of it, and by the program that the tests run: for
## cargo run, what the library depends on has fewer features, and so all would be built twice.
test: tools
	$(MAKE) --jobs 2 --output-sync lint web
	cargo test --release --no-run --test '*' --examples
	$(UNIT_TESTS) --no-run
	$(MAKE) bench-check-short
	$(MAKE) --jobs 2 --output-sync --keep-going test-waiting test-working test-short

## A browser and nodes, whose tests wait more than they work: beside the others they take hardly any time of their own.
WAITING = chaos damage explorer http keys mistakes nodes operating
test-waiting:
	cargo test --release --no-fail-fast $(WAITING:%=--test %)

WORKING = $(filter-out $(WAITING),$(patsubst tests/%.rs,%,$(patsubst %/main.rs,%.rs,$(wildcard tests/*.rs tests/*/main.rs))))
test-working:
	cargo test --release --no-fail-fast $(WORKING:%=--test %)

## Unit tests need no fast library: without optimisation it is built in a fraction of the time.
UNIT_TESTS = cargo test --release --lib --config 'profile.release.package.synod.opt-level=0'
test-short:
	$(UNIT_TESTS)
	cargo test --release --doc

## A small set of bounds that together catch every known way to get Paxos wrong.
mutants:
	cargo run --release --quiet -- mutants \
		models/holds/three_proposers_and_a_crash.toml \
		models/holds/roles_share_processes.toml \
		models/holds/caching_disks_in_a_shared_process.toml \
		models/holds/next_client_and_caching_disks.toml \
		models/holds/four_acceptors.toml \
		models/holds/five_acceptors_three_ballots.toml \
		models/holds/learner_needs_a_ballot.toml \
		models/holds/proposer_retries.toml \
		models/holds/refusals_and_a_crash.toml \
		models/holds/reads.toml \
		models/holds/reads_by_flexible_quorums.toml \
		models/holds/learners_tell_in_a_duel.toml \
		models/holds/message_set_log_two_values.toml \
		models/holds/message_set_log_three_ballots_in_order.toml \
		models/holds/network_log_window_2.toml \
		models/holds/network_log_crash.toml \
		models/holds/network_log_learner.toml \
		models/holds/network_log_two_votes_learner.toml \
		models/holds/sequence_paxos_three_ballots.toml \
		models/holds/raft_two_slots.toml \
		models/holds/raft_four_terms.toml

## What the shipped models would catch, and the catalogue in the docs, written anew for you to read.
catalogue:
	UPDATE_GOLDEN=1 cargo test --release --test catalogue --test pictures

## The pictures of the docs, drawn anew for you to look at, and how many arrows cross in them.
pictures:
	UPDATE_GOLDEN=1 cargo test --release --quiet --test pictures -- --nocapture --test-threads 1

## The explorer in pictures, taken anew for you to look at.
screenshots: tools
	cargo build --release --quiet
	$(or $(CARGO_TARGET_DIR),target)/tools/browser/bin/python -B tests/explorer/browser/screenshots.py \
		$(or $(CARGO_TARGET_DIR),target)/release/synod

## How long the explorer's page takes, in a browser: behind the server, from files, and in one file.
bench-explorer: tools web
	cargo build --release --quiet
	$(or $(CARGO_TARGET_DIR),target)/tools/browser/bin/python -B tests/explorer/browser/measure.py \
		$(or $(CARGO_TARGET_DIR),target)/release/synod target/web

## The TLA+ specs at small size, in minutes: their counts, that each implements the next, that guards are missed.
specs: tools
	cargo test --release --quiet --test specs -- --include-ignored --nocapture

## The same specs by TLC, whose jar TLA2TOOLS names.
specs-tlc:
	@test -n "$(TLA2TOOLS)" || { echo "name TLC's jar: make specs-tlc TLA2TOOLS=tla2tools.jar"; exit 2; }
	cd specs && for spec in MC*.tla; do \
		echo "$$spec" && java -XX:+UseParallelGC -cp "$(abspath $(TLA2TOOLS))" tlc2.TLC \
			-metadir "$(CURDIR)/target/tlc" -workers auto -deadlock "$$spec" || exit 1; done

## The proofs for any number of acceptors, ballots and values, of one decree and of a log of any number of slots, by two
## solvers; and that they speak of the TLA+ specs.
prove: tools
	cargo test --release --quiet --test proof --test bridge -- --nocapture

## Random small models beyond those of `make test`, searched in every way: SEEDS=1000 says how many,
## FIRST_SEED where they begin, SEED=17 that it is this one alone.
fuzz-models:
	SEEDS=$(or $(SEEDS),1000) cargo test --release --quiet --test fuzz_models -- --nocapture

## The checker itself is broken in many ways, one at a time: a test or a model must notice each.
## SABOTAGE="a partition leaks" tries those alone whose name has these words; SABOTAGE=7 the one of this number.
sabotage:
	SABOTAGE="$(or $(SABOTAGE),all)" cargo test --release --quiet --test sabotage -- --nocapture

## The checker's speed against baselines in the same run, and what it can search in a minute.
bench-check:
	cargo bench --quiet --bench check

## The bounds that take up to ten minutes and 16 GiB each.
bench-check-moonshot:
	cargo bench --quiet --bench check -- --moonshot

## The counts of checker and baselines, and no times.
bench-check-short:
	cargo bench --quiet --bench check -- --short

## A node's durable commit beside what the disk alone takes in the same run, and its start with a million decrees.
bench-store:
	cargo bench --quiet --bench store
	cargo bench --quiet --bench store -- --decrees 1000000

## Nodes beside what the disk allows, etcd and OmniPaxos, in one run of some minutes on a machine with nothing else to do.
## ROUNDS=1 SECONDS=1 OUTAGE=2 PATIENCE=1 REST=1 is a look; ONLY=floor-1,synod measures these alone (docs/benchmarks.md).
## What others need is built for this alone, and etcd is unpacked below target/.
bench-node:
	./benches/node/install
	cargo build --release --quiet
	cargo run --release --quiet --package bench-node -- \
		--synod $(or $(CARGO_TARGET_DIR),target)/release/synod --disk $(or $(CARGO_TARGET_DIR),target) \
		--rounds $(or $(ROUNDS),5) --seconds $(or $(SECONDS),3) --outage $(or $(OUTAGE),5) \
		--patience $(or $(PATIENCE),60) --rest $(or $(REST),60) $(addprefix --only ,$(ONLY))

## That this measurement measures, and leaves nothing behind: some seconds, beside building it.
bench-node-short:
	cargo test --release --quiet --package bench-node

## Nodes behind a relay that breaks the network, killed and stopped, and what clients were told judged: a minute in make test.
## SECONDS=1800 says how long, SEED=17 which faults; a seed that nobody knows by default.
chaos:
	SYNOD_CHAOS_SECONDS=$(or $(SECONDS),1800) SYNOD_SEED=$(SEED) \
		cargo test --release --quiet --test chaos -- --nocapture whatever_happens

## The same nodes in a simulated world, on all cores: SEEDS=10000 says how many seeds are tried beyond those of make test,
## SEED=7 where they begin, by default at one that nobody knows. A seed does the same each time.
simulation:
	SYNOD_SEEDS=$(or $(SEEDS),10000) SYNOD_SEED=$(SEED) \
		cargo test --release --quiet --test simulation -- --nocapture whatever_happens

## Hostile datagrams, files, requests and logs, beyond those of make test: INPUTS=10000000 says how many, SEED=7 which, by
## default from a seed that nobody knows; BATCH=store/3 repeats one batch alone.
fuzz-inputs:
	SYNOD_FUZZ_INPUTS=$(or $(INPUTS),10000000) SYNOD_SEED=$(SEED) SYNOD_FUZZ_BATCH=$(BATCH) \
		cargo test --release --quiet --test fuzz_inputs -- --nocapture whatever_comes_in

## What reads the code without running it. Macros and build scripts are compiled as the tests will need them.
lint:
	cargo fmt --all --check
	cargo clippy --release --workspace --all-targets --quiet -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --release --no-deps --quiet

## Install what the tests need beside Rust, where it is missing (Debian).
tools:
	./tests/install-tools

## Format, apply the lints' suggestions, and write the golden files anew for you to read.
fix:
	cargo fmt --all
	cargo clippy --workspace --all-targets --fix --allow-dirty --allow-staged --quiet
	UPDATE_GOLDEN=1 cargo test --release

## A cluster of three nodes on this machine, until Ctrl-C.
demo:
	cargo run --release --quiet -- cluster
