---------------------------- MODULE MCVotingSmall -----------------------------
(* 3 acceptors, 2 values, 3 ballots: 6,770 distinct states, depth 14, as   *)
(* our models/holds/voting_3_ballots.toml. Each step is one of Consensus.   *)
EXTENDS Voting
===============================================================================
