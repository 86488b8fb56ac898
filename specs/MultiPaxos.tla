------------------------------ MODULE MultiPaxos ------------------------------
(***************************************************************************)
(* A log: many decrees, one for each slot, under one promise (Lamport,     *)
(* "Paxos Made Simple", 2001, section 3). Read Paxos.tla first. In each    *)
(* slot this is Paxos, word for word, but for phase 1, of which there is   *)
(* one for all slots.                                                      *)
(*                                                                         *)
(* One phase 1 is enough because nothing in it says what will be proposed. *)
(* A promise is about ballots, so it may as well hold in every slot; only  *)
(* the report must be of each slot by itself, for what is safe is asked in *)
(* each slot by itself. Then a leader that was promised its ballot once    *)
(* proposes in slot after slot with phase 2 alone, also in slots that      *)
(* nobody has heard of before.                                             *)
(*                                                                         *)
(* A *hole* is a slot with nothing chosen below one with something chosen. *)
(* An old leader leaves holes behind, since no slot waits for another. A   *)
(* log is applied in order, so a new leader has to fill them, by the same  *)
(* rule as everywhere: with what is reported there, or, if nothing is, with*)
(* what it likes. It may like a value that does nothing, a *no-op*. Here   *)
(* that is a value as any other.                                           *)
(*                                                                         *)
(* The same system in Rust is `system = "message-set-log"`.                *)
(***************************************************************************)
EXTENDS Integers

CONSTANTS Value, Slot, Acceptor, PrepareQuorum, AcceptQuorum, Ballot,
          None,            \* No value.
          AnySlot          \* Where voting is looked for at the end: any slot.

ASSUME AnySlot \in Slot

VARIABLES maxBal,          \* The promise of each acceptor, for all slots.
          lastVote,        \* The last vote of each acceptor in each slot.
          msgs

vars == <<maxBal, lastVote, msgs>>

Vote == [bal : Ballot, val : Value]

NoVote == [bal |-> -1, val |-> None]

(* The last votes of an acceptor: one for each slot, or none.              *)
Report == [Slot -> Vote \cup {NoVote}]

Message ==
         [type : {"1a"}, bal : Ballot]
    \cup [type : {"1b"}, acc : Acceptor, bal : Ballot, report : Report]
    \cup [type : {"2a"}, slot : Slot, bal : Ballot, val : Value]
    \cup [type : {"2b"}, acc : Acceptor, slot : Slot, bal : Ballot, val : Value]

TypeOK == /\ \A a \in Acceptor : maxBal[a] \in Ballot \cup {-1}
          /\ \A a \in Acceptor : lastVote[a] \in Report
          /\ msgs \subseteq Message

Init == /\ maxBal = [a \in Acceptor |-> -1]
        /\ lastVote = [a \in Acceptor |-> [s \in Slot |-> NoVote]]
        /\ msgs = {}

Send(m) == msgs' = msgs \cup {m}

(* Phase 1a. Some leader begins ballot b, in all slots.                    *)
Phase1a(b) ==
    /\ Send([type |-> "1a", bal |-> b])
    /\ maxBal' = maxBal
    /\ lastVote' = lastVote

(* Phase 1b. An acceptor promises to vote in no lower ballot any more, in  *)
(* no slot, and says in one message what it voted for last in each. (Where *)
(* a log has no end, it names the slots in which it has voted; in all      *)
(* others it has no vote.)                                                 *)
Phase1b(a, b) ==
    /\ [type |-> "1a", bal |-> b] \in msgs
    /\ b > maxBal[a]
    /\ maxBal' = [maxBal EXCEPT ![a] = b]
    /\ Send([type |-> "1b", acc |-> a, bal |-> b, report |-> lastVote[a]])
    /\ lastVote' = lastVote

(* The promises of a quorum show that no value but v can be chosen in slot *)
(* s in a ballot below b. What they report of other slots has no part in   *)
(* it: who has the highest vote of all may have none here, or an old one.  *)
ShowsSafeAt(P, s, b, v) ==
    LET promises == {m \in msgs : m.type = "1b" /\ m.bal = b /\ m.acc \in P}
        votesOfS == {m.report[s] : m \in promises} \ {NoVote}
    IN  /\ \A a \in P : \E m \in promises : m.acc = a
        /\ \/ votesOfS = {}
           \/ \E m \in votesOfS :
                 /\ m.val = v
                 /\ \A n \in votesOfS : m.bal >= n.bal

(* Phase 2a. The leader of ballot b proposes a value in a slot: once, and  *)
(* only what is safe there. Any slot may be the next, and the quorum may be*)
(* another one in each: promises that come late serve the slots that are   *)
(* still open.                                                             *)
Phase2a(s, b, v) ==
    /\ \A w \in Value : [type |-> "2a", slot |-> s, bal |-> b, val |-> w] \notin msgs
    /\ \E P \in PrepareQuorum : ShowsSafeAt(P, s, b, v)
    /\ Send([type |-> "2a", slot |-> s, bal |-> b, val |-> v])
    /\ maxBal' = maxBal
    /\ lastVote' = lastVote

(* Phase 2b. An acceptor votes for what is proposed in a slot in b, unless *)
(* it has promised a higher ballot. Its vote counts as a promise too, and  *)
(* that is one for all slots.                                              *)
Phase2b(a, s, b, v) ==
    /\ [type |-> "2a", slot |-> s, bal |-> b, val |-> v] \in msgs
    /\ b >= maxBal[a]
    /\ maxBal' = [maxBal EXCEPT ![a] = b]
    /\ lastVote' = [lastVote EXCEPT ![a][s] = [bal |-> b, val |-> v]]
    /\ Send([type |-> "2b", acc |-> a, slot |-> s, bal |-> b, val |-> v])

Next == \E b \in Ballot :
            \/ Phase1a(b)
            \/ \E a \in Acceptor : Phase1b(a, b)
            \/ \E s \in Slot, v \in Value :
                  \/ Phase2a(s, b, v)
                  \/ \E a \in Acceptor : Phase2b(a, s, b, v)

Spec == Init /\ [][Next]_vars

(***************************************************************************)
(* Multi-Paxos implements voting, in each slot: the votes are those that   *)
(* were sent there, and the promise is that of all slots. A vote in another*)
(* slot may raise it; in this slot that is `IncreaseMaxBal`, which Voting  *)
(* allows at any time. Nothing above speaks of `AnySlot`, so what is shown *)
(* of it is so of each slot.                                               *)
(***************************************************************************)
votes == [a \in Acceptor |->
            {<<b, v>> \in Ballot \X Value :
               [type |-> "2b", acc |-> a, slot |-> AnySlot, bal |-> b, val |-> v] \in msgs}]

V == INSTANCE Voting

Refines == V!Init /\ [][V!Next]_<<votes, maxBal>>

Agreement == \A v, w \in V!chosen : v = w
===============================================================================
