------------------------------ MODULE MCPaxosFast -----------------------------
(* As MCPaxosTiny, but ballot 0 begins prepared: 889 distinct states, depth 13,*)
(* as our models/holds/message_set_fast.toml. Each step is one of Voting.   *)
EXTENDS Paxos
===============================================================================
