----------------------------- MODULE MCPaxosTiny -----------------------------
(* 3 acceptors, 2 values, 2 ballots: 3,921 distinct states, depth 17, as our*)
(* models/holds/message_set_2_ballots.toml. Each step is one of Voting.     *)
EXTENDS Paxos
==============================================================================
