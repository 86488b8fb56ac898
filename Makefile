# The two commands that matter are `make check` and `make test`.

.PHONY: check check-deep test lint tools fix demo

## Check every model in models/ exhaustively, but for the deep ones.
check:
	cargo run --release --quiet -- check

## Check all models, the deep ones too. Takes minutes, and gigabytes.
check-deep:
	cargo run --release --quiet -- check --deep

## Everything: formatting, lints, documentation, all models, all tests.
test: tools lint check
	cargo test --release

## What reads the code without running it.
lint:
	cargo fmt --check
	cargo clippy --all-targets --quiet -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --quiet

## Install what the tests need beside Rust, where it is missing (Debian).
tools:
	./tests/install-tools

## Format, apply the lints' suggestions, and write the golden files anew for you to read.
fix:
	cargo fmt
	cargo clippy --all-targets --fix --allow-dirty --allow-staged --quiet
	UPDATE_GOLDEN=1 cargo test --release

## A cluster of three nodes on this machine, until Ctrl-C.
demo:
	cargo run --release --quiet -- cluster
