; Runs, one action after the other: what the actions allow, so that nothing is proved of a system in which
; nothing can happen; and disagreement, which they do not allow, and do as soon as one line is gone.
;
; There are three acceptors, of which any two are a quorum, two ballots, and two values that clients want.

(declare-const n1 Node) (declare-const n2 Node) (declare-const n3 Node)
(declare-const b1 Ballot) (declare-const b2 Ballot)
(declare-const v1 Value) (declare-const v2 Value)
(declare-const q12 PrepareQuorum) (declare-const q23 PrepareQuorum)
(declare-const r12 AcceptQuorum) (declare-const r23 AcceptQuorum)
(declare-const s0 State) (declare-const s1 State) (declare-const s2 State) (declare-const s3 State)
(declare-const s4 State) (declare-const s5 State) (declare-const s6 State) (declare-const s7 State)
(declare-const s8 State) (declare-const s9 State) (declare-const s10 State) (declare-const s11 State)
(declare-const s12 State) (declare-const s13 State)
(assert (distinct n1 n2 n3))
(assert (forall ((n Node)) (or (= n n1) (= n n2) (= n n3))))
(assert (forall ((n Node)) (= (promises_in n q12) (or (= n n1) (= n n2)))))
(assert (forall ((n Node)) (= (promises_in n q23) (or (= n n2) (= n n3)))))
(assert (forall ((n Node)) (= (votes_in n r12) (or (= n n1) (= n n2)))))
(assert (forall ((n Node)) (= (votes_in n r23) (or (= n n2) (= n n3)))))
(assert (distinct v1 v2))
(assert (wanted v1))
(assert (wanted v2))
(assert (before b1 b2))
(assert (or (initial s0) (prepared s0 b1)))

;; run: v1 is decided
;; possible
(assert (begin         s0 s1 n1 b1 v1 b1 q12 r12))
(assert (promise_free  s1 s2 n1 b1 v1 b1 q12 r12))
(assert (promise_free  s2 s3 n2 b1 v1 b1 q12 r12))
(assert (sees_no_vote  s3 b1 q12))
(assert (propose_free  s3 s4 n1 b1 v1 b1 q12 r12))
(assert (vote          s4 s5 n1 b1 v1 b1 q12 r12))
(assert (vote          s5 s6 n2 b1 v1 b1 q12 r12))
(assert (decide        s6 s7 n1 b1 v1 b1 q12 r12))
(assert (decided s7 b1 v1))

;; run: a single vote is lost on a quorum that has not heard of it, and another value is decided
;; possible
(assert (begin         s0 s1 n1 b1 v1 b1 q12 r12))
(assert (promise_free  s1 s2 n1 b1 v1 b1 q12 r12))
(assert (promise_free  s2 s3 n2 b1 v1 b1 q12 r12))
(assert (propose_free  s3 s4 n1 b1 v1 b1 q12 r12))
(assert (vote          s4 s5 n1 b1 v1 b1 q12 r12))
(assert (begin         s5 s6 n1 b2 v2 b1 q23 r23))
(assert (promise_free  s6 s7 n2 b2 v2 b1 q23 r23))
(assert (promise_free  s7 s8 n3 b2 v2 b1 q23 r23))
(assert (sees_no_vote  s8 b2 q23))
(assert (propose_free  s8 s9 n1 b2 v2 b1 q23 r23))
(assert (vote          s9 s10 n2 b2 v2 b1 q23 r23))
(assert (vote          s10 s11 n3 b2 v2 b1 q23 r23))
(assert (decide        s11 s12 n1 b2 v2 b1 q23 r23))
(assert (decided s12 b2 v2))

;; run: a single vote is heard of, and its value adopted
;; possible
(assert (begin          s0 s1 n1 b1 v1 b1 q12 r12))
(assert (promise_free   s1 s2 n1 b1 v1 b1 q12 r12))
(assert (promise_free   s2 s3 n2 b1 v1 b1 q12 r12))
(assert (propose_free   s3 s4 n1 b1 v1 b1 q12 r12))
(assert (vote           s4 s5 n2 b1 v1 b1 q12 r12))
(assert (begin          s5 s6 n1 b2 v2 b1 q23 r23))
(assert (promise_vote   s6 s7 n2 b2 v1 b1 q23 r23))
(assert (promise_free   s7 s8 n3 b2 v2 b1 q23 r23))
(assert (sees_highest   s8 n2 b2 v1 b1 q23))
(assert (propose_adopted s8 s9 n2 b2 v1 b1 q23 r23))
(assert (proposed s9 b2 v1))

;; run: the lowest ballot decides in one round trip
;; possible
(assert (prepared s0 b1))
(assert (sees_no_vote  s0 b1 q12))
(assert (propose_free  s0 s1 n1 b1 v1 b1 q12 r12))
(assert (vote          s1 s2 n1 b1 v1 b1 q12 r12))
(assert (vote          s2 s3 n2 b1 v1 b1 q12 r12))
(assert (decide        s3 s4 n1 b1 v1 b1 q12 r12))
(assert (decided s4 b1 v1))

;; run: the lowest ballot is prepared before all else
;; possible
(assert (initial s0))
(assert (begin         s0 s1 n1 b1 v1 b1 q12 r12))
(assert (promise_free  s1 s2 n1 b1 v1 b1 q12 r12))
(assert (promise_free  s2 s3 n2 b1 v1 b1 q12 r12))
(assert (promise_free  s3 s4 n3 b1 v1 b1 q12 r12))
(assert (prepared s4 b1))

;; run: an acceptor promises b2 and votes in b1 nevertheless
;; impossible
;; possible without vote-keeps-promise
(assert (begin         s0 s1 n1 b1 v1 b1 q12 r12))
(assert (promise_free  s1 s2 n1 b1 v1 b1 q12 r12))
(assert (promise_free  s2 s3 n2 b1 v1 b1 q12 r12))
(assert (propose_free  s3 s4 n1 b1 v1 b1 q12 r12))
(assert (begin         s4 s5 n1 b2 v2 b1 q23 r23))
(assert (promise_free  s5 s6 n2 b2 v2 b1 q23 r23))
(assert (promise_free  s6 s7 n3 b2 v2 b1 q23 r23))
(assert (propose_free  s7 s8 n1 b2 v2 b1 q23 r23))
(assert (vote          s8 s9 n1 b1 v1 b1 q12 r12))
(assert (vote          s9 s10 n2 b1 v1 b1 q12 r12))
(assert (vote          s10 s11 n2 b2 v2 b1 q23 r23))
(assert (vote          s11 s12 n3 b2 v2 b1 q23 r23))

;; run: a proposer passes over the vote that a promise reports
;; impossible
;; possible without free-shown
(assert (propose_free  s0 s1 n1 b1 v1 b1 q12 r12))
(assert (vote          s1 s2 n1 b1 v1 b1 q12 r12))
(assert (vote          s2 s3 n2 b1 v1 b1 q12 r12))
(assert (begin         s3 s4 n1 b2 v2 b1 q23 r23))
(assert (promise_vote  s4 s5 n2 b2 v1 b1 q23 r23))
(assert (promise_free  s5 s6 n3 b2 v2 b1 q23 r23))
(assert (propose_free  s6 s7 n1 b2 v2 b1 q23 r23))
(assert (vote          s7 s8 n2 b2 v2 b1 q23 r23))
(assert (vote          s8 s9 n3 b2 v2 b1 q23 r23))

;; run: a proposer proposes twice in one ballot
;; impossible
;; possible without free-once
(assert (propose_free  s0 s1 n1 b1 v1 b1 q12 r12))
(assert (propose_free  s1 s2 n1 b1 v2 b1 q12 r12))
(assert (vote          s2 s3 n1 b1 v1 b1 q12 r12))
(assert (vote          s3 s4 n2 b1 v1 b1 q12 r12))
(assert (vote          s4 s5 n2 b1 v2 b1 q23 r23))
(assert (vote          s5 s6 n3 b1 v2 b1 q23 r23))

;; run: an acceptor forgets in a crash that it has voted
;; impossible
;; possible without crash-vote-durable
(assert (propose_free  s0 s1 n1 b1 v1 b1 q12 r12))
(assert (vote          s1 s2 n1 b1 v1 b1 q12 r12))
(assert (vote          s2 s3 n2 b1 v1 b1 q12 r12))
(assert (decide        s3 s4 n2 b1 v1 b1 q12 r12))
(assert (crash         s4 s5 n2 b1 v1 b1 q12 r12))
(assert (begin         s5 s6 n1 b2 v2 b1 q23 r23))
(assert (promise_free  s6 s7 n2 b2 v2 b1 q23 r23))
(assert (promise_free  s7 s8 n3 b2 v2 b1 q23 r23))
(assert (propose_free  s8 s9 n1 b2 v2 b1 q23 r23))
(assert (vote          s9 s10 n2 b2 v2 b1 q23 r23))
(assert (vote          s10 s11 n3 b2 v2 b1 q23 r23))
(assert (decide        s11 s12 n2 b2 v2 b1 q23 r23))
