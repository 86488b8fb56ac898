-------------------------------- MODULE Paxos ---------------------------------
(***************************************************************************)
(* Paxos: voting by messages (Lamport, "Paxos Made Simple", 2001). Leaders *)
(* have no state here. Any ballot may begin at any time, and whatever the  *)
(* messages sent so far show to be safe may be proposed in it; so all that *)
(* a proposer with a state could do, some behaviour here does.             *)
(*                                                                         *)
(* `msgs` is the set of all messages ever sent. A message that is lost is  *)
(* one that nobody ever reacts to, and one that comes twice is reacted to  *)
(* twice. Nothing is kept of crashes: an acceptor's state is what it has   *)
(* on disk, so a crash is no step at all.                                  *)
(*                                                                         *)
(* The same system in Rust is `src/model/message_set`.                     *)
(***************************************************************************)
EXTENDS Integers

CONSTANTS Value, Acceptor, PrepareQuorum, AcceptQuorum, Ballot,
          None             \* No value.

VARIABLES maxBal,          \* The promise of each acceptor: `Acceptor::promised`.
          maxVBal,         \* The ballot of its last vote, or -1; with
          maxVal,          \* its value, or None: `Acceptor::voted`.
          msgs

vars == <<maxBal, maxVBal, maxVal, msgs>>

Message ==
         [type : {"1a"}, bal : Ballot]
    \cup [type : {"1b"}, acc : Acceptor, bal : Ballot,
          mbal : Ballot \cup {-1}, mval : Value \cup {None}]
    \cup [type : {"2a"}, bal : Ballot, val : Value]
    \cup [type : {"2b"}, acc : Acceptor, bal : Ballot, val : Value]

TypeOK == /\ \A a \in Acceptor : maxBal[a] \in Ballot \cup {-1}
          /\ \A a \in Acceptor : maxVBal[a] \in Ballot \cup {-1}
          /\ \A a \in Acceptor : maxVal[a] \in Value \cup {None}
          /\ msgs \subseteq Message

Init == /\ maxBal = [a \in Acceptor |-> -1]
        /\ maxVBal = [a \in Acceptor |-> -1]
        /\ maxVal = [a \in Acceptor |-> None]
        /\ msgs = {}

Send(m) == msgs' = msgs \cup {m}

(* Phase 1a. Some leader begins ballot b, at any time: it promises         *)
(* nothing and proposes nothing. `Proposer::prepare`.                      *)
Phase1a(b) ==
    /\ Send([type |-> "1a", bal |-> b])
    /\ maxBal' = maxBal
    /\ maxVBal' = maxVBal
    /\ maxVal' = maxVal

(* Phase 1b. An acceptor that has promised nothing as high as b promises   *)
(* to vote in no lower ballot any more, and says what it voted for last.   *)
(* That is all that lower ballots will ever hear of it, and so what the    *)
(* leader can rely on. `Acceptor::on_prepare`.                             *)
Phase1b(a, b) ==
    /\ [type |-> "1a", bal |-> b] \in msgs
    /\ b > maxBal[a]
    /\ maxBal' = [maxBal EXCEPT ![a] = b]
    /\ Send([type |-> "1b", acc |-> a, bal |-> b,
             mbal |-> maxVBal[a], mval |-> maxVal[a]])
    /\ maxVBal' = maxVBal
    /\ maxVal' = maxVal

(* The promises of a quorum, one of each of its members or more, show that *)
(* no value but v can be chosen in a ballot below b: the highest vote that *)
(* they report is for v, or they report none. `value_rule`.                *)
ShowsSafeAt(P, b, v) ==
    LET promises == {m \in msgs : m.type = "1b" /\ m.bal = b /\ m.acc \in P}
        reports == {m \in promises : m.mbal >= 0}
    IN  /\ \A a \in P : \E m \in promises : m.acc = a
        /\ \/ reports = {}
           \/ \E m \in reports :
                 /\ m.mval = v
                 /\ \A n \in reports : m.mbal >= n.mbal

(* Phase 2a. The leader of ballot b proposes a value in it: once, and only *)
(* what is safe. `Proposer::on_promise`.                                   *)
Phase2a(b, v) ==
    /\ \A w \in Value : [type |-> "2a", bal |-> b, val |-> w] \notin msgs
    /\ \E P \in PrepareQuorum : ShowsSafeAt(P, b, v)
    /\ Send([type |-> "2a", bal |-> b, val |-> v])
    /\ maxBal' = maxBal
    /\ maxVBal' = maxVBal
    /\ maxVal' = maxVal

(* Phase 2b. An acceptor votes for what is proposed in b, unless it has    *)
(* promised a higher ballot. It counts as a promise too: from now on it    *)
(* votes in no lower one. `Acceptor::on_accept`.                           *)
Phase2b(a, b, v) ==
    /\ [type |-> "2a", bal |-> b, val |-> v] \in msgs
    /\ b >= maxBal[a]
    /\ maxBal' = [maxBal EXCEPT ![a] = b]
    /\ maxVBal' = [maxVBal EXCEPT ![a] = b]
    /\ maxVal' = [maxVal EXCEPT ![a] = v]
    /\ Send([type |-> "2b", acc |-> a, bal |-> b, val |-> v])

Next == \E b \in Ballot :
            \/ Phase1a(b)
            \/ \E v \in Value : Phase2a(b, v)
            \/ \E a \in Acceptor :
                  \/ Phase1b(a, b)
                  \/ \E v \in Value : Phase2b(a, b, v)

Spec == Init /\ [][Next]_vars

(* Ballot 0 without its phase 1. No ballot is lower, so what all would     *)
(* answer there is known: a promise, and no vote. It is as if they had, and*)
(* the owner of ballot 0 may propose in it at once. `Spec` can come to this*)
(* before all else, so nothing is possible here that is not there. But the *)
(* ballot must have one owner, who proposes in it once: nothing but its own*)
(* disk keeps two values out. `Proposer::propose_unprepared`.              *)
InitFast ==
    /\ maxBal = [a \in Acceptor |-> 0]
    /\ maxVBal = [a \in Acceptor |-> -1]
    /\ maxVal = [a \in Acceptor |-> None]
    /\ msgs = {[type |-> "1a", bal |-> 0]} \cup
              {[type |-> "1b", acc |-> a, bal |-> 0,
                mbal |-> -1, mval |-> None] : a \in Acceptor}

SpecFast == InitFast /\ [][Next]_vars

(***************************************************************************)
(* Paxos implements voting: who has said that it voted has voted.          *)
(***************************************************************************)
votes == [a \in Acceptor |->
            {<<b, v>> \in Ballot \X Value :
               [type |-> "2b", acc |-> a, bal |-> b, val |-> v] \in msgs}]

V == INSTANCE Voting

Refines == V!Init /\ [][V!Next]_<<votes, maxBal>>

RefinesFast == V!InitFast /\ [][V!Next]_<<votes, maxBal>>

Agreement == \A v, w \in V!chosen : v = w
==============================================================================
