--------------------------- MODULE MCMultiPaxosTiny ---------------------------
(* 3 acceptors, 2 ballots, 2 slots, 1 value: 108,241 distinct states, depth *)
(* 25. In each slot each step is one of Voting.                             *)
EXTENDS MultiPaxos
===============================================================================
