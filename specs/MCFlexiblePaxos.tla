--------------------------- MODULE MCFlexiblePaxos ---------------------------
(* 4 acceptors, of whom a row promises and a pair across the rows chooses:  *)
(* 39,937 distinct states, as our models/holds/message_set_flexible.toml.   *)
EXTENDS Paxos
==============================================================================
