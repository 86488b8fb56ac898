; Classic quorums: of one kind, and any two have an acceptor in common. Majorities are such; but nothing is
; said here of how many acceptors there are, or of what a quorum is.

(declare-sort Node 0)
(declare-sort Quorum 0)
(declare-fun member (Node Quorum) Bool)
(define-sort PrepareQuorum () Quorum)
(define-sort AcceptQuorum () Quorum)
(define-fun promises_in ((n Node) (q PrepareQuorum)) Bool (member n q))
(define-fun votes_in ((n Node) (r AcceptQuorum)) Bool (member n r))

(assert (forall ((q Quorum) (r Quorum)) (exists ((n Node)) (and (member n q) (member n r))))) ; @quorums-meet
