; Flexible quorums: of two kinds. Any of those that promise has an acceptor in common with any of those that
; choose; two of the same kind need not (Howard, Malkhi, Spiegelman, "Flexible Paxos", 2016).

(declare-sort Node 0)
(declare-sort PrepareQuorum 0)
(declare-sort AcceptQuorum 0)
(declare-fun promises_in (Node PrepareQuorum) Bool)
(declare-fun votes_in (Node AcceptQuorum) Bool)

(assert (forall ((q PrepareQuorum) (r AcceptQuorum)) (exists ((n Node)) (and (promises_in n q) (votes_in n r))))) ; @quorums-meet
