; A log of decrees under one promise, for any number of slots, acceptors, ballots and values. Read `paxos.smt2`
; first: in each slot this is Paxos, and the invariant is the same nine conjuncts, of each slot. The names are
; those of `MultiPaxos.tla`.
;
; What is new is the report of a promise. It is an element of a sort of its own, and functions say what it has
; of a slot: none, or a ballot and a value, as the log in "Paxos Made EPR" has it. (As functions of the promise they
; would lead from the ballot that is promised to the one that is reported, and solvers from each ballot to another,
; without end.) Which reports there are is not said: all, or only some, and then not every promise can be made.
;
; Lines with a tag after the @ stand alone: the proof is run again without each of them, and must then fail
; where `multipaxos_needed.txt` says so.

(declare-sort State 0)
(declare-sort Value 0)
(declare-sort Slot 0)
(declare-sort Report 0)

; What some client wants. That a no-op may be proposed is that it is wanted: it is a value as any other.
(declare-fun wanted (Value) Bool)

; Report p has no vote in slot k;
(declare-fun reports_none (Report Slot) Bool)
; or one, in this ballot, for this value.
(declare-fun report_ballot (Report Slot) Ballot)
(declare-fun report_value (Report Slot) Value)
(define-fun reports_vote ((p Report) (k Slot) (c Ballot) (v Value)) Bool (and
    (not (reports_none p k)) (= c (report_ballot p k)) (= v (report_value p k))))

; Ballot b has begun, in all slots: its 1a was sent.
(declare-fun begun (State Ballot) Bool)
; v is proposed in slot k in b: its 2a was sent.
(declare-fun proposed (State Slot Ballot Value) Bool)
; n has voted for v in slot k in b: its 2b was sent, or is on its disk.
(declare-fun voted (State Node Slot Ballot Value) Bool)
; n will vote in b no more, in no slot, unless it has already: it has promised a higher ballot.
(declare-fun left (State Node Ballot) Bool)
; n has promised b, with this report of all slots: a 1b.
(declare-fun promised (State Node Ballot Report) Bool)
; Somebody has seen a quorum of votes for v in slot k in b.
(declare-fun decided (State Slot Ballot Value) Bool)

; ------------------------------------------------------------------------------------------------------
; The invariant
; ------------------------------------------------------------------------------------------------------

; Validity: only what a client wants is proposed.
(define-fun V ((s State)) Bool (forall ((k Slot) (b Ballot) (v Value)) (=> (proposed s k b v) (wanted v))))

; One proposal in a slot in a ballot.
(define-fun I1 ((s State)) Bool (forall ((k Slot) (b Ballot) (v Value) (w Value))
    (=> (and (proposed s k b v) (proposed s k b w)) (= v w))))

; Votes are for what is proposed.
(define-fun I2 ((s State)) Bool (forall ((n Node) (k Slot) (b Ballot) (v Value))
    (=> (voted s n k b v) (proposed s k b v))))

; Decisions have a quorum of votes.
(define-fun I3 ((s State)) Bool (forall ((k Slot) (b Ballot) (v Value))
    (=> (decided s k b v) (exists ((r AcceptQuorum)) (forall ((n Node)) (=> (votes_in n r) (voted s n k b v)))))))

; Whoever has promised a ballot has left all lower ones. No slot is named: it has left them in all.
(define-fun I4 ((s State)) Bool (forall ((n Node) (b Ballot) (d Ballot) (p Report))
    (=> (and (before d b) (promised s n b p)) (left s n d))))

; What is proposed is safe: no other value can be chosen in this slot in a lower ballot, since every quorum that
; could choose it has a member that has left the ballot and not voted for it.
(define-fun I5 ((s State)) Bool (forall ((k Slot) (b Ballot) (c Ballot) (v Value) (w Value) (r AcceptQuorum))
    (=> (and (proposed s k b v) (before c b) (not (= v w)))
        (exists ((n Node)) (and (votes_in n r) (left s n c) (not (voted s n k c w)))))))

; Who reports no vote in a slot has none there in a lower ballot.
(define-fun J1 ((s State)) Bool (forall ((n Node) (k Slot) (b Ballot) (c Ballot) (v Value) (p Report))
    (=> (and (promised s n b p) (reports_none p k) (before c b)) (not (voted s n k c v)))))

; Who reports a vote has cast it, in that slot and in a lower ballot,
(define-fun J2 ((s State)) Bool (forall ((n Node) (k Slot) (b Ballot) (c Ballot) (v Value) (p Report))
    (=> (and (promised s n b p) (reports_vote p k c v)) (and (before c b) (voted s n k c v)))))

; and none there between that one and the promised one.
(define-fun J3 ((s State)) Bool
    (forall ((n Node) (k Slot) (b Ballot) (c Ballot) (d Ballot) (v Value) (w Value) (p Report))
        (=> (and (promised s n b p) (reports_vote p k c v) (before c d) (before d b)) (not (voted s n k d w)))))

(define-fun invariant ((s State)) Bool (and
    (V s) ; @V
    (I1 s) ; @I1
    (I2 s) ; @I2
    (I3 s) ; @I3
    (I4 s) ; @I4
    (I5 s) ; @I5
    (J1 s) ; @J1
    (J2 s) ; @J2
    (J3 s) ; @J3
))

; What it is all for, in each slot. Neither is a conjunct: both follow.
(define-fun agreement ((s State)) Bool (forall ((k Slot) (b Ballot) (c Ballot) (v Value) (w Value))
    (=> (and (decided s k b v) (decided s k c w)) (= v w))))
(define-fun validity ((s State)) Bool (forall ((k Slot) (b Ballot) (v Value)) (=> (decided s k b v) (wanted v))))

; ------------------------------------------------------------------------------------------------------
; The actions, from a state s to a state t. All take the same parameters, of which most need only some.
; ------------------------------------------------------------------------------------------------------

(define-fun initial ((s State)) Bool (and
    (forall ((b Ballot)) (not (begun s b)))
    (forall ((k Slot) (b Ballot) (v Value)) (not (proposed s k b v)))
    (forall ((n Node) (k Slot) (b Ballot) (v Value)) (not (voted s n k b v)))
    (forall ((n Node) (b Ballot)) (not (left s n b)))
    (forall ((n Node) (b Ballot) (p Report)) (not (promised s n b p)))
    (forall ((k Slot) (b Ballot) (v Value)) (not (decided s k b v)))
))

; So it may begin too: the lowest ballot has had its phase 1, in which all have promised it and nobody had a vote
; to report in any slot. Then whoever owns it may propose in all slots at once.
(define-fun prepared ((s State) (b Ballot)) Bool (and
    (forall ((d Ballot)) (not (before d b))) ; @prepared-is-lowest
    (forall ((d Ballot)) (= (begun s d) (= d b)))
    (forall ((k Slot) (d Ballot) (v Value)) (not (proposed s k d v)))
    (forall ((n Node) (k Slot) (d Ballot) (v Value)) (not (voted s n k d v)))
    (forall ((n Node) (d Ballot)) (not (left s n d)))
    (forall ((n Node) (d Ballot) (p Report)) (= (promised s n d p) (and (= d b) (forall ((k Slot)) (reports_none p k)))))
    (forall ((k Slot) (d Ballot) (v Value)) (not (decided s k d v)))
))

(define-fun same_begun ((s State) (t State)) Bool (forall ((b Ballot)) (= (begun t b) (begun s b))))
(define-fun same_proposed ((s State) (t State)) Bool (forall ((k Slot) (b Ballot) (v Value))
    (= (proposed t k b v) (proposed s k b v))))
(define-fun same_voted ((s State) (t State)) Bool (forall ((n Node) (k Slot) (b Ballot) (v Value))
    (= (voted t n k b v) (voted s n k b v))))
(define-fun same_left ((s State) (t State)) Bool (forall ((n Node) (b Ballot))
    (= (left t n b) (left s n b))))
(define-fun same_promised ((s State) (t State)) Bool (forall ((n Node) (b Ballot) (p Report))
    (= (promised t n b p) (promised s n b p))))
(define-fun same_decided ((s State) (t State)) Bool (forall ((k Slot) (b Ballot) (v Value))
    (= (decided t k b v) (decided s k b v))))

; n promises b, and so leaves all lower ballots, in all slots.
(define-fun leaves_below ((s State) (t State) (n Node) (b Ballot)) Bool (forall ((m Node) (d Ballot))
    (= (left t m d) (or (left s m d) (and (= m n) (before d b))))))
; v is the only news of what is proposed, and in slot k in b nothing was.
(define-fun is_proposed ((s State) (t State) (k Slot) (b Ballot) (v Value)) Bool (forall ((j Slot) (d Ballot) (w Value))
    (= (proposed t j d w) (or (proposed s j d w) (and (= j k) (= d b) (= w v))))))
(define-fun nothing_proposed ((s State) (k Slot) (b Ballot)) Bool (forall ((w Value)) (not (proposed s k b w))))

; Phase 1a.
(define-fun begin ((s State) (t State) (n Node) (k Slot) (b Ballot) (v Value) (c Ballot) (p Report) (q PrepareQuorum) (r AcceptQuorum)) Bool (and
    (forall ((d Ballot)) (= (begun t d) (or (begun s d) (= d b))))
    (same_proposed s t) (same_voted s t) (same_left s t) (same_promised s t) (same_decided s t)
))

; Phase 1b, for all slots at once, with a report that is right in each.
(define-fun promise ((s State) (t State) (n Node) (k Slot) (b Ballot) (v Value) (c Ballot) (p Report) (q PrepareQuorum) (r AcceptQuorum)) Bool (and
    (begun s b) ; @promise-is-asked
    (not (left s n b)) ; @promise-is-not-too-late
    (forall ((j Slot) (d Ballot) (w Value)) (=> (and (reports_none p j) (before d b)) (not (voted s n j d w)))) ; @promise-of-none-has-no-vote
    (forall ((j Slot) (d Ballot) (w Value)) (=> (reports_vote p j d w) (voted s n j d w))) ; @promise-vote-was-cast
    (forall ((j Slot) (d Ballot) (w Value)) (=> (reports_vote p j d w) (before d b))) ; @promise-vote-is-below
    (forall ((j Slot) (d Ballot) (w Value) (e Ballot) (x Value)) (=> (and (reports_vote p j d w) (before d e) (before e b)) (not (voted s n j e x)))) ; @promise-vote-is-the-highest
    (leaves_below s t n b)
    (forall ((m Node) (d Ballot) (o Report)) (= (promised t m d o) (or (promised s m d o) (and (= m n) (= d b) (= o p)))))
    (same_begun s t) (same_proposed s t) (same_voted s t) (same_decided s t)
))

; What the promises of a quorum show of a slot: that all have left the lower ballots, and what they voted there.
; The first two are what a proposer sees, the last two what it may conclude. That it may is proved by itself,
; as in `paxos.smt2`.
(define-fun sees_no_vote ((s State) (k Slot) (b Ballot) (q PrepareQuorum)) Bool (forall ((n Node))
    (=> (promises_in n q) (exists ((o Report)) (and (promised s n b o) (reports_none o k))))))
(define-fun sees_highest ((s State) (n Node) (k Slot) (b Ballot) (v Value) (c Ballot) (q PrepareQuorum)) Bool (and
    (exists ((o Report)) (and (promised s n b o) (reports_vote o k c v))) ; @adopt-sees-it
    (forall ((m Node)) (=> (promises_in m q) (exists ((o Report)) (and (promised s m b o) (or (reports_none o k) (exists ((d Ballot) (w Value)) (and (reports_vote o k d w) (not (before c d))))))))) ; @adopt-sees-a-quorum
))
(define-fun no_vote ((s State) (k Slot) (b Ballot) (q PrepareQuorum)) Bool (forall ((n Node) (d Ballot) (w Value))
    (=> (and (promises_in n q) (before d b)) (and (left s n d) (not (voted s n k d w))))))
(define-fun highest ((s State) (n Node) (k Slot) (b Ballot) (v Value) (c Ballot) (q PrepareQuorum)) Bool (and
    (before c b) ; @adopt-from-below
    (voted s n k c v) ; @adopt-a-vote
    (forall ((m Node) (d Ballot)) (=> (and (promises_in m q) (before d b)) (left s m d))) ; @adopt-all-have-left
    (forall ((m Node) (d Ballot) (w Value)) (=> (and (promises_in m q) (before c d) (before d b)) (not (voted s m k d w)))) ; @adopt-the-highest
))

; Phase 2a in slot k, where a quorum reports no vote in it. No other slot is looked at.
(define-fun propose_free ((s State) (t State) (n Node) (k Slot) (b Ballot) (v Value) (c Ballot) (p Report) (q PrepareQuorum) (r AcceptQuorum)) Bool (and
    (wanted v) ; @free-wanted
    (nothing_proposed s k b) ; @free-once
    (no_vote s k b q) ; @free-shown
    (is_proposed s t k b v)
    (same_begun s t) (same_voted s t) (same_left s t) (same_promised s t) (same_decided s t)
))

; Phase 2a in slot k, where the vote of n for v in c is the highest that a quorum reports in it.
(define-fun propose_adopted ((s State) (t State) (n Node) (k Slot) (b Ballot) (v Value) (c Ballot) (p Report) (q PrepareQuorum) (r AcceptQuorum)) Bool (and
    (nothing_proposed s k b) ; @adopt-once
    (highest s n k b v c q) ; @adopt-shown
    (is_proposed s t k b v)
    (same_begun s t) (same_voted s t) (same_left s t) (same_promised s t) (same_decided s t)
))

; Phase 2b in slot k. The promise that is kept is that of all slots, and so is the one that is made.
(define-fun vote ((s State) (t State) (n Node) (k Slot) (b Ballot) (v Value) (c Ballot) (p Report) (q PrepareQuorum) (r AcceptQuorum)) Bool (and
    (proposed s k b v) ; @vote-for-a-proposal
    (not (left s n b)) ; @vote-keeps-promise
    (leaves_below s t n b)
    (forall ((m Node) (j Slot) (d Ballot) (w Value))
        (= (voted t m j d w) (or (voted s m j d w) (and (= m n) (= j k) (= d b) (= w v)))))
    (same_begun s t) (same_proposed s t) (same_promised s t) (same_decided s t)
))

; A promise whose answer never leaves the acceptor.
(define-fun leave ((s State) (t State) (n Node) (k Slot) (b Ballot) (v Value) (c Ballot) (p Report) (q PrepareQuorum) (r AcceptQuorum)) Bool (and
    (leaves_below s t n b)
    (same_begun s t) (same_proposed s t) (same_voted s t) (same_promised s t) (same_decided s t)
))

; A quorum of votes is seen in slot k.
(define-fun decide ((s State) (t State) (n Node) (k Slot) (b Ballot) (v Value) (c Ballot) (p Report) (q PrepareQuorum) (r AcceptQuorum)) Bool (and
    (forall ((m Node)) (=> (votes_in m r) (voted s m k b v))) ; @decide-by-a-quorum
    (forall ((j Slot) (d Ballot) (w Value)) (= (decided t j d w) (or (decided s j d w) (and (= j k) (= d b) (= w v)))))
    (same_begun s t) (same_proposed s t) (same_voted s t) (same_left s t) (same_promised s t)
))

; A crash, of an acceptor that finds its promise and its votes again, and of a proposer that finds its
; ballots and proposals again: nothing of what is said here changes.
(define-fun crash ((s State) (t State) (n Node) (k Slot) (b Ballot) (v Value) (c Ballot) (p Report) (q PrepareQuorum) (r AcceptQuorum)) Bool (and
    (same_left s t) ; @crash-promise-durable
    (same_voted s t) ; @crash-vote-durable
    (same_proposed s t) ; @crash-proposal-durable
    (same_begun s t) (same_promised s t) (same_decided s t)
))
