"""Models, and runs of them by the names of their steps."""

import json

TWO_PROPOSERS = "models/holds/two_proposers.toml"
CRASH = "models/holds/crash_and_restart.toml"
LARGEST_VALUE = "models/violates/largest_value.toml"

# To check it takes far longer than to cancel that: three million states.
LARGE = "models/holds/message_set_log_three_ballots.toml"

BEGIN_A = "proposer A: next ballot"
BEGIN_B = "proposer B: next ballot"


def prepare(ballot, *acceptors):
    return [f"proposer {ballot[-1]} → acceptor {acceptor}: prepare {ballot}" for acceptor in acceptors]


def promise(ballot, *acceptors, vote="no vote"):
    return [f"acceptor {acceptor} → proposer {ballot[-1]}: promise {ballot}, {vote}" for acceptor in acceptors]


def accept(value, ballot, *acceptors):
    return [f"proposer {ballot[-1]} → acceptor {acceptor}: accept {value} at {ballot}" for acceptor in acceptors]


def accepted(value, ballot, *acceptors):
    return [f"acceptor {acceptor} → learner 1: accepted {value} at {ballot}" for acceptor in acceptors]


PHASE_1 = [BEGIN_A, *prepare("1.A", 1, 2), *promise("1.A", 1, 2)]
CHOSEN = [*PHASE_1, *accept("8", "1.A", 1, 2)]
LEARNED = [*CHOSEN, *accepted("8", "1.A", 1, 2)]

# A's prepare is late: acceptor 1 has promised B's higher ballot.
CONTENDED = [BEGIN_A, BEGIN_B, *prepare("1.B", 1)]

# Values are any text, also text that would run if it were taken for more.
HOSTILE = ['<img src=x onerror="window.ran=1">', "</script><script>window.ran=2</script>"]

HOSTILE_MODEL = f"""
version = 1
title = {json.dumps(HOSTILE[0])}
system = "network"
[roles]
proposers = {json.dumps(HOSTILE)}
acceptors = 3
[bounds]
ballots_per_proposer = 1
"""
