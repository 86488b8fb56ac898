; Runs of a log, one action after the other: what the actions allow, so that nothing is proved of a system in which
; nothing can happen; and disagreement, which they do not allow, and do as soon as one line is gone.
;
; There are three acceptors, of which any two are a quorum, two ballots, two slots, and two values that clients
; want, of which v2 may be a no-op. Of reports there are at least these: of no vote at all, and of a vote for v1 in
; ballot b1 in the second slot alone.

(declare-const n1 Node) (declare-const n2 Node) (declare-const n3 Node)
(declare-const k1 Slot) (declare-const k2 Slot)
(declare-const b1 Ballot) (declare-const b2 Ballot)
(declare-const v1 Value) (declare-const v2 Value)
(declare-const none Report) (declare-const second Report)
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
(assert (distinct k1 k2))
(assert (forall ((k Slot)) (or (= k k1) (= k k2))))
(assert (distinct v1 v2))
(assert (wanted v1))
(assert (wanted v2))
(assert (before b1 b2))
(assert (forall ((k Slot)) (reports_none none k)))
(assert (reports_none second k1))
(assert (reports_vote second k2 b1 v1))
(assert (or (initial s0) (prepared s0 b1)))

;; run: two slots are decided under one promise, the second before the first
;; possible
(assert (begin         s0 s1 n1 k1 b1 v1 b1 none q12 r12))
(assert (promise       s1 s2 n1 k1 b1 v1 b1 none q12 r12))
(assert (promise       s2 s3 n2 k1 b1 v1 b1 none q12 r12))
(assert (sees_no_vote  s3 k2 b1 q12))
(assert (propose_free  s3 s4 n1 k2 b1 v1 b1 none q12 r12))
(assert (sees_no_vote  s4 k1 b1 q12))
(assert (propose_free  s4 s5 n1 k1 b1 v2 b1 none q12 r12))
(assert (vote          s5 s6 n1 k2 b1 v1 b1 none q12 r12))
(assert (vote          s6 s7 n2 k2 b1 v1 b1 none q12 r12))
(assert (decide        s7 s8 n1 k2 b1 v1 b1 none q12 r12))
(assert (vote          s8 s9 n1 k1 b1 v2 b1 none q12 r12))
(assert (vote          s9 s10 n2 k1 b1 v2 b1 none q12 r12))
(assert (decide        s10 s11 n1 k1 b1 v2 b1 none q12 r12))
(assert (decided s11 k1 b1 v2))
(assert (decided s11 k2 b1 v1))

;; run: the second slot is decided and the first is a hole, which a later ballot fills with a no-op
;; possible
(assert (prepared s0 b1))
(assert (propose_free  s0 s1 n1 k2 b1 v1 b1 none q12 r12))
(assert (vote          s1 s2 n1 k2 b1 v1 b1 none q12 r12))
(assert (vote          s2 s3 n2 k2 b1 v1 b1 none q12 r12))
(assert (decide        s3 s4 n1 k2 b1 v1 b1 none q12 r12))
(assert (begin         s4 s5 n3 k1 b2 v2 b1 none q23 r23))
(assert (promise       s5 s6 n2 k1 b2 v2 b1 second q23 r23))
(assert (promise       s6 s7 n3 k1 b2 v2 b1 none q23 r23))
(assert (sees_no_vote  s7 k1 b2 q23))
(assert (propose_free  s7 s8 n3 k1 b2 v2 b1 none q23 r23))
(assert (vote          s8 s9 n2 k1 b2 v2 b1 none q23 r23))
(assert (vote          s9 s10 n3 k1 b2 v2 b1 none q23 r23))
(assert (decide        s10 s11 n3 k1 b2 v2 b1 none q23 r23))
(assert (decided s11 k1 b2 v2))
(assert (decided s11 k2 b1 v1))

;; run: a report has a vote in the second slot, which is adopted, and none in the first, where the proposer is free
;; possible
(assert (propose_free  s0 s1 n1 k2 b1 v1 b1 none q12 r12))
(assert (vote          s1 s2 n2 k2 b1 v1 b1 none q12 r12))
(assert (begin         s2 s3 n3 k1 b2 v2 b1 none q23 r23))
(assert (promise       s3 s4 n2 k1 b2 v2 b1 second q23 r23))
(assert (promise       s4 s5 n3 k1 b2 v2 b1 none q23 r23))
(assert (sees_highest  s5 n2 k2 b2 v1 b1 q23))
(assert (propose_adopted s5 s6 n2 k2 b2 v1 b1 second q23 r23))
(assert (sees_no_vote  s6 k1 b2 q23))
(assert (propose_free  s6 s7 n3 k1 b2 v2 b1 none q23 r23))
(assert (proposed s7 k1 b2 v2))
(assert (proposed s7 k2 b2 v1))

;; run: the lowest ballot decides two slots without a phase 1
;; possible
(assert (prepared s0 b1))
(assert (sees_no_vote  s0 k1 b1 q12))
(assert (propose_free  s0 s1 n1 k1 b1 v1 b1 none q12 r12))
(assert (sees_no_vote  s1 k2 b1 q12))
(assert (propose_free  s1 s2 n1 k2 b1 v2 b1 none q12 r12))
(assert (vote          s2 s3 n1 k1 b1 v1 b1 none q12 r12))
(assert (vote          s3 s4 n2 k1 b1 v1 b1 none q12 r12))
(assert (vote          s4 s5 n1 k2 b1 v2 b1 none q12 r12))
(assert (vote          s5 s6 n2 k2 b1 v2 b1 none q12 r12))
(assert (decide        s6 s7 n1 k1 b1 v1 b1 none q12 r12))
(assert (decide        s7 s8 n1 k2 b1 v2 b1 none q12 r12))
(assert (decided s8 k1 b1 v1))
(assert (decided s8 k2 b1 v2))

;; run: the lowest ballot is prepared before all else
;; possible
(assert (forall ((p Report)) (or (= p none) (= p second))))
(assert (initial s0))
(assert (begin         s0 s1 n1 k1 b1 v1 b1 none q12 r12))
(assert (promise       s1 s2 n1 k1 b1 v1 b1 none q12 r12))
(assert (promise       s2 s3 n2 k1 b1 v1 b1 none q12 r12))
(assert (promise       s3 s4 n3 k1 b1 v1 b1 none q12 r12))
(assert (prepared s4 b1))

;; run: an acceptor votes in the second slot in b2, and in the first in b1 nevertheless
;; impossible
;; possible without vote-keeps-promise
(assert (propose_free  s0 s1 n1 k1 b1 v1 b1 none q12 r12))
(assert (begin         s1 s2 n1 k2 b2 v2 b1 none q23 r23))
(assert (promise       s2 s3 n2 k2 b2 v2 b1 none q23 r23))
(assert (promise       s3 s4 n3 k2 b2 v2 b1 none q23 r23))
(assert (propose_free  s4 s5 n1 k2 b2 v2 b1 none q23 r23))
(assert (vote          s5 s6 n1 k2 b2 v2 b1 none q23 r23))
(assert (vote          s6 s7 n1 k1 b1 v1 b1 none q12 r12))

;; run: an acceptor reports no vote in a slot in which it has voted
;; impossible
;; possible without promise-of-none-has-no-vote
(assert (propose_free  s0 s1 n1 k2 b1 v1 b1 none q12 r12))
(assert (vote          s1 s2 n1 k2 b1 v1 b1 none q12 r12))
(assert (vote          s2 s3 n2 k2 b1 v1 b1 none q12 r12))
(assert (begin         s3 s4 n3 k2 b2 v2 b1 none q23 r23))
(assert (promise       s4 s5 n2 k2 b2 v2 b1 none q23 r23))

;; run: a proposer passes over a vote, as the first slot of the report has none
;; impossible
;; possible without free-shown
(assert (propose_free  s0 s1 n1 k2 b1 v1 b1 none q12 r12))
(assert (vote          s1 s2 n1 k2 b1 v1 b1 none q12 r12))
(assert (vote          s2 s3 n2 k2 b1 v1 b1 none q12 r12))
(assert (begin         s3 s4 n3 k2 b2 v2 b1 none q23 r23))
(assert (promise       s4 s5 n2 k2 b2 v2 b1 second q23 r23))
(assert (promise       s5 s6 n3 k2 b2 v2 b1 none q23 r23))
(assert (sees_no_vote  s6 k1 b2 q23))
(assert (propose_free  s6 s7 n3 k2 b2 v2 b1 none q23 r23))
(assert (vote          s7 s8 n2 k2 b2 v2 b1 none q23 r23))
(assert (vote          s8 s9 n3 k2 b2 v2 b1 none q23 r23))

;; run: a proposer proposes twice in one slot
;; impossible
;; possible without free-once
(assert (propose_free  s0 s1 n1 k1 b1 v1 b1 none q12 r12))
(assert (propose_free  s1 s2 n1 k1 b1 v2 b1 none q12 r12))
(assert (vote          s2 s3 n1 k1 b1 v1 b1 none q12 r12))
(assert (vote          s3 s4 n2 k1 b1 v1 b1 none q12 r12))
(assert (vote          s4 s5 n2 k1 b1 v2 b1 none q23 r23))
(assert (vote          s5 s6 n3 k1 b1 v2 b1 none q23 r23))

;; run: an acceptor forgets in a crash that it has voted in the second slot
;; impossible
;; possible without crash-vote-durable
(assert (propose_free  s0 s1 n1 k2 b1 v1 b1 none q12 r12))
(assert (vote          s1 s2 n1 k2 b1 v1 b1 none q12 r12))
(assert (vote          s2 s3 n2 k2 b1 v1 b1 none q12 r12))
(assert (decide        s3 s4 n2 k2 b1 v1 b1 none q12 r12))
(assert (crash         s4 s5 n2 k2 b1 v1 b1 none q12 r12))
(assert (begin         s5 s6 n3 k2 b2 v2 b1 none q23 r23))
(assert (promise       s6 s7 n2 k2 b2 v2 b1 none q23 r23))
(assert (promise       s7 s8 n3 k2 b2 v2 b1 none q23 r23))
(assert (propose_free  s8 s9 n3 k2 b2 v2 b1 none q23 r23))
(assert (vote          s9 s10 n2 k2 b2 v2 b1 none q23 r23))
(assert (vote          s10 s11 n3 k2 b2 v2 b1 none q23 r23))
(assert (decide        s11 s12 n2 k2 b2 v2 b1 none q23 r23))
