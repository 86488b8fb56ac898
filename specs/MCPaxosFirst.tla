----------------------------- MODULE MCPaxosFirst -----------------------------
(* As MCPaxosTiny, and the lowest ballot may skip phase 1: 8,001 distinct   *)
(* states, depth 17. Each step is one of Voting.                            *)
EXTENDS Paxos
===============================================================================
