----------------------------- MODULE MCPaxosSmall -----------------------------
(* 3 acceptors, 2 values, 3 ballots: 185,369 distinct states, depth 25, as  *)
(* our models/holds/message_set_3_ballots.toml.                             *)
EXTENDS Paxos
===============================================================================
