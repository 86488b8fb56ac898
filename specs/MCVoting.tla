------------------------------- MODULE MCVoting -------------------------------
(* 3 acceptors, 2 values, 2 ballots: 611 distinct states, depth 9. Each step*)
(* is one of Consensus.                                                     *)
EXTENDS Voting
===============================================================================
