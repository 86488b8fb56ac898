-------------------------------- MODULE Voting --------------------------------
(***************************************************************************)
(* How acceptors may vote so that consensus comes of it, with nothing said *)
(* about messages. An acceptor casts at most one vote in a ballot. A value *)
(* is chosen when all of a quorum have voted for it in one ballot. Two     *)
(* rules are enough:                                                       *)
(*                                                                         *)
(*  - in a ballot, nobody votes for two different values;                  *)
(*  - a vote is cast only for a value that is *safe* in its ballot: no     *)
(*    other can be chosen, now or ever, in a lower one.                    *)
(*                                                                         *)
(* Quorums are of two kinds, which must meet each other and not their own  *)
(* kind (Howard, Malkhi, Spiegelman, "Flexible Paxos", 2016). In classic   *)
(* Paxos both are the majorities.                                          *)
(***************************************************************************)
EXTENDS Naturals

CONSTANTS Value,
          Acceptor,
          PrepareQuorum,   \* Sets of acceptors: who promises.
          AcceptQuorum,    \* Sets of acceptors: who chooses by their votes.
          Ballot           \* Numbers, of which 0 is the lowest.

ASSUME \A P \in PrepareQuorum, Q \in AcceptQuorum :
          P \subseteq Acceptor /\ Q \subseteq Acceptor /\ P \cap Q # {}

VARIABLES votes,           \* For each acceptor, its votes: pairs of ballot and value.
          maxBal           \* For each acceptor, the ballot below which it no longer votes, or -1.

vars == <<votes, maxBal>>

NoBallot == 0 - 1

TypeOK == /\ \A a \in Acceptor : votes[a] \subseteq (Ballot \X Value)
          /\ \A a \in Acceptor : maxBal[a] \in Ballot \cup {NoBallot}

VotedFor(a, b, v) == <<b, v>> \in votes[a]

ChosenAt(b, v) == \E Q \in AcceptQuorum : \A a \in Q : VotedFor(a, b, v)

chosen == {v \in Value : \E b \in Ballot : ChosenAt(b, v)}

DidNotVoteAt(a, b) == \A v \in Value : ~ VotedFor(a, b, v)

(* The acceptor has voted for v in b or will never vote in b.             *)
WontVoteForAnother(a, b, v) ==
    VotedFor(a, b, v) \/ (maxBal[a] > b /\ DidNotVoteAt(a, b))

(* Nothing but v can be chosen in b: enough acceptors see to it that every *)
(* quorum that could choose has one of them.                               *)
NoneOtherChoosableAt(b, v) ==
    \E P \in PrepareQuorum : \A a \in P : WontVoteForAnother(a, b, v)

SafeAt(b, v) == \A c \in Ballot : c < b => NoneOtherChoosableAt(c, v)

(* What shows a proposer that v is safe in b: a quorum has left all lower  *)
(* ballots, and the highest vote among them, if there is one, is for v     *)
(* ("Paxos Made Simple" 2.2, P2c; `paxos::value_rule`).                    *)
ShowsSafeAt(P, b, v) ==
    /\ \A a \in P : maxBal[a] >= b
    /\ \E c \in Ballot \cup {NoBallot} :
          /\ c < b
          /\ c # NoBallot => \E a \in P : VotedFor(a, c, v)
          /\ \A d \in Ballot : (c < d /\ d < b) => \A a \in P : DidNotVoteAt(a, d)

(* In the lowest ballot everything is safe.                                *)
IsLowest(b) == \A c \in Ballot : b <= c

Init == /\ votes = [a \in Acceptor |-> {}]
        /\ maxBal = [a \in Acceptor |-> NoBallot]

(* All have promised ballot 0, which forbids nothing, since nothing is     *)
(* below. `Spec` can come to this before all else.                         *)
InitFast == /\ votes = [a \in Acceptor |-> {}]
            /\ maxBal = [a \in Acceptor |-> 0]

(* An acceptor promises to vote in no ballot below b any more. It may do   *)
(* so at any time.                                                         *)
IncreaseMaxBal(a, b) ==
    /\ b > maxBal[a]
    /\ maxBal' = [maxBal EXCEPT ![a] = b]
    /\ votes' = votes

(* An acceptor votes, as long as its promise allows it, nobody has voted   *)
(* for anything else in the ballot, and the value is shown to be safe.     *)
VoteFor(a, b, v) ==
    /\ maxBal[a] <= b
    /\ DidNotVoteAt(a, b)
    /\ \A c \in Acceptor : \A w \in Value : VotedFor(c, b, w) => w = v
    /\ IsLowest(b) \/ \E P \in PrepareQuorum : ShowsSafeAt(P, b, v)
    /\ votes' = [votes EXCEPT ![a] = votes[a] \cup {<<b, v>>}]
    /\ maxBal' = [maxBal EXCEPT ![a] = b]

Next == \E a \in Acceptor, b \in Ballot :
            \/ IncreaseMaxBal(a, b)
            \/ \E v \in Value : VoteFor(a, b, v)

Spec == Init /\ [][Next]_vars

OneValuePerBallot ==
    \A a, c \in Acceptor, b \in Ballot, v, w \in Value :
        VotedFor(a, b, v) /\ VotedFor(c, b, w) => v = w

VotesSafe ==
    \A a \in Acceptor, b \in Ballot, v \in Value : VotedFor(a, b, v) => SafeAt(b, v)

(***************************************************************************)
(* Voting implements consensus.                                            *)
(***************************************************************************)
C == INSTANCE Consensus

Refines == C!Init /\ [][C!Next]_chosen
==============================================================================
