------------------------------ MODULE Consensus ------------------------------
(***************************************************************************)
(* What consensus is: out of some values at most one is chosen, once, and  *)
(* for good. Everything else in this folder is a way to bring that about   *)
(* when processes crash and messages are lost.                             *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets

CONSTANT Value       \* What clients may want chosen.

VARIABLE chosen      \* The values that are chosen: none, or one.

TypeOK == chosen \subseteq Value

Init == chosen = {}

(* A value is chosen, if none is. Nobody does this: it is what the votes  *)
(* of a quorum amount to.                                                 *)
Choose == /\ chosen = {}
          /\ \E v \in Value : chosen' = {v}

Next == Choose

Spec == Init /\ [][Next]_chosen

(* `src/properties/agreement.rs`. *)
Agreement == \A v, w \in chosen : v = w
==============================================================================
