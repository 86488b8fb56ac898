; Paxos for any number of acceptors, ballots and values, and an invariant from which agreement follows.
;
; The idea, that the safety of Paxos falls into a fragment of logic which solvers decide, is that of Padon,
; Losa, Sagiv and Shoham, "Paxos Made EPR" (OOPSLA 2017). A state is a constant, and every relation says of
; which state it speaks: so the invariant and each action are written once, and a run is some constants in
; a row. The names are those of `Paxos.tla`.
;
; Lines with a tag after the @ stand alone: the proof is run again without each of them, and must then fail
; where `paxos_needed.txt` says so.

(declare-sort State 0)
(declare-sort Value 0)

; What some client wants.
(declare-fun wanted (Value) Bool)

; Ballot b has begun: its 1a was sent.
(declare-fun begun (State Ballot) Bool)
; v is proposed in b: its 2a was sent.
(declare-fun proposed (State Ballot Value) Bool)
; n has voted for v in b: its 2b was sent, or is on its disk.
(declare-fun voted (State Node Ballot Value) Bool)
; n will vote in b no more, unless it has already: it has promised a higher ballot.
(declare-fun left (State Node Ballot) Bool)
; n has promised b, and reported that it has not voted in any lower ballot: a 1b.
(declare-fun promised_free (State Node Ballot) Bool)
; n has promised b, and reported its vote for v in c: a 1b.
(declare-fun promised_vote (State Node Ballot Ballot Value) Bool)
; Somebody has seen a quorum of votes for v in b.
(declare-fun decided (State Ballot Value) Bool)

; ------------------------------------------------------------------------------------------------------
; The invariant
; ------------------------------------------------------------------------------------------------------

; Validity: only what a client wants is proposed.
(define-fun V ((s State)) Bool (forall ((b Ballot) (v Value)) (=> (proposed s b v) (wanted v))))

; One proposal in a ballot.
(define-fun I1 ((s State)) Bool (forall ((b Ballot) (v Value) (w Value))
    (=> (and (proposed s b v) (proposed s b w)) (= v w))))

; Votes are for what is proposed.
(define-fun I2 ((s State)) Bool (forall ((n Node) (b Ballot) (v Value))
    (=> (voted s n b v) (proposed s b v))))

; Decisions have a quorum of votes.
(define-fun I3 ((s State)) Bool (forall ((b Ballot) (v Value))
    (=> (decided s b v) (exists ((r AcceptQuorum)) (forall ((n Node)) (=> (votes_in n r) (voted s n b v)))))))

; Whoever has promised a ballot has left all lower ones.
(define-fun I4 ((s State)) Bool (forall ((n Node) (b Ballot) (c Ballot) (d Ballot) (v Value))
    (=> (and (before d b) (or (promised_free s n b) (promised_vote s n b c v))) (left s n d))))

; What is proposed is safe: no other value can be chosen in a lower ballot, since every quorum that could
; choose it has a member that has left the ballot and not voted for it.
(define-fun I5 ((s State)) Bool (forall ((b Ballot) (c Ballot) (v Value) (w Value) (r AcceptQuorum))
    (=> (and (proposed s b v) (before c b) (not (= v w)))
        (exists ((n Node)) (and (votes_in n r) (left s n c) (not (voted s n c w)))))))

; Who reports no vote has none in a lower ballot.
(define-fun J1 ((s State)) Bool (forall ((n Node) (b Ballot) (c Ballot) (v Value))
    (=> (and (promised_free s n b) (before c b)) (not (voted s n c v)))))

; Who reports a vote has cast it, in a lower ballot,
(define-fun J2 ((s State)) Bool (forall ((n Node) (b Ballot) (c Ballot) (v Value))
    (=> (promised_vote s n b c v) (and (before c b) (voted s n c v)))))

; and none between that one and the promised one.
(define-fun J3 ((s State)) Bool (forall ((n Node) (b Ballot) (c Ballot) (d Ballot) (v Value) (w Value))
    (=> (and (promised_vote s n b c v) (before c d) (before d b)) (not (voted s n d w)))))

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

; What it is all for. Neither is a conjunct: both follow.
(define-fun agreement ((s State)) Bool (forall ((b Ballot) (c Ballot) (v Value) (w Value))
    (=> (and (decided s b v) (decided s c w)) (= v w))))
(define-fun validity ((s State)) Bool (forall ((b Ballot) (v Value)) (=> (decided s b v) (wanted v))))

; ------------------------------------------------------------------------------------------------------
; The actions, from a state s to a state t. All take the same parameters, of which most need only some.
; ------------------------------------------------------------------------------------------------------

(define-fun initial ((s State)) Bool (and
    (forall ((b Ballot)) (not (begun s b)))
    (forall ((b Ballot) (v Value)) (not (proposed s b v)))
    (forall ((n Node) (b Ballot) (v Value)) (not (voted s n b v)))
    (forall ((n Node) (b Ballot)) (not (left s n b)))
    (forall ((n Node) (b Ballot)) (not (promised_free s n b)))
    (forall ((n Node) (b Ballot) (c Ballot) (v Value)) (not (promised_vote s n b c v)))
    (forall ((b Ballot) (v Value)) (not (decided s b v)))
))

; So it may begin too: the lowest ballot has had its phase 1, in which all have promised it and nobody had a vote
; to report. Then whoever owns it may propose in it at once.
(define-fun prepared ((s State) (b Ballot)) Bool (and
    (forall ((d Ballot)) (not (before d b))) ; @prepared-is-lowest
    (forall ((d Ballot)) (= (begun s d) (= d b)))
    (forall ((d Ballot) (v Value)) (not (proposed s d v)))
    (forall ((n Node) (d Ballot) (v Value)) (not (voted s n d v)))
    (forall ((n Node) (d Ballot)) (not (left s n d)))
    (forall ((n Node) (d Ballot)) (= (promised_free s n d) (= d b)))
    (forall ((n Node) (d Ballot) (c Ballot) (v Value)) (not (promised_vote s n d c v)))
    (forall ((d Ballot) (v Value)) (not (decided s d v)))
))

(define-fun same_begun ((s State) (t State)) Bool (forall ((b Ballot)) (= (begun t b) (begun s b))))
(define-fun same_proposed ((s State) (t State)) Bool (forall ((b Ballot) (v Value))
    (= (proposed t b v) (proposed s b v))))
(define-fun same_voted ((s State) (t State)) Bool (forall ((n Node) (b Ballot) (v Value))
    (= (voted t n b v) (voted s n b v))))
(define-fun same_left ((s State) (t State)) Bool (forall ((n Node) (b Ballot))
    (= (left t n b) (left s n b))))
(define-fun same_free ((s State) (t State)) Bool (forall ((n Node) (b Ballot))
    (= (promised_free t n b) (promised_free s n b))))
(define-fun same_vote ((s State) (t State)) Bool (forall ((n Node) (b Ballot) (c Ballot) (v Value))
    (= (promised_vote t n b c v) (promised_vote s n b c v))))
(define-fun same_decided ((s State) (t State)) Bool (forall ((b Ballot) (v Value))
    (= (decided t b v) (decided s b v))))

; n promises b, and so leaves all lower ballots.
(define-fun leaves_below ((s State) (t State) (n Node) (b Ballot)) Bool (forall ((m Node) (d Ballot))
    (= (left t m d) (or (left s m d) (and (= m n) (before d b))))))
; v is the only news of what is proposed, and in b nothing was.
(define-fun is_proposed ((s State) (t State) (b Ballot) (v Value)) Bool (forall ((d Ballot) (w Value))
    (= (proposed t d w) (or (proposed s d w) (and (= d b) (= w v))))))
(define-fun nothing_proposed ((s State) (b Ballot)) Bool (forall ((w Value)) (not (proposed s b w))))

; Phase 1a.
(define-fun begin ((s State) (t State) (n Node) (b Ballot) (v Value) (c Ballot) (q PrepareQuorum) (r AcceptQuorum)) Bool (and
    (forall ((d Ballot)) (= (begun t d) (or (begun s d) (= d b))))
    (same_proposed s t) (same_voted s t) (same_left s t) (same_free s t) (same_vote s t) (same_decided s t)
))

; Phase 1b, with no vote to report.
(define-fun promise_free ((s State) (t State) (n Node) (b Ballot) (v Value) (c Ballot) (q PrepareQuorum) (r AcceptQuorum)) Bool (and
    (begun s b) ; @promise-free-is-asked
    (not (left s n b)) ; @promise-free-is-not-too-late
    (forall ((d Ballot) (w Value)) (=> (before d b) (not (voted s n d w)))) ; @promise-free-has-no-vote
    (leaves_below s t n b)
    (forall ((m Node) (d Ballot)) (= (promised_free t m d) (or (promised_free s m d) (and (= m n) (= d b)))))
    (same_begun s t) (same_proposed s t) (same_voted s t) (same_vote s t) (same_decided s t)
))

; Phase 1b, with the vote for v in c to report.
(define-fun promise_vote ((s State) (t State) (n Node) (b Ballot) (v Value) (c Ballot) (q PrepareQuorum) (r AcceptQuorum)) Bool (and
    (begun s b) ; @promise-vote-is-asked
    (not (left s n b)) ; @promise-vote-is-not-too-late
    (voted s n c v) ; @promise-vote-was-cast
    (before c b) ; @promise-vote-is-below
    (forall ((d Ballot) (w Value)) (=> (and (before c d) (before d b)) (not (voted s n d w)))) ; @promise-vote-is-the-highest
    (leaves_below s t n b)
    (forall ((m Node) (d Ballot) (e Ballot) (w Value))
        (= (promised_vote t m d e w) (or (promised_vote s m d e w) (and (= m n) (= d b) (= e c) (= w v)))))
    (same_begun s t) (same_proposed s t) (same_voted s t) (same_free s t) (same_decided s t)
))

; What the promises of a quorum show: that all have left the lower ballots, and what they voted there.
; The first two are what a proposer sees, the last two what it may conclude. That it may is proved by itself,
; apart from the actions: what is seen asks of every acceptor for some ballot, and what is safe asks of every
; ballot for some acceptor, and both together would lead solvers in a circle.
(define-fun sees_no_vote ((s State) (b Ballot) (q PrepareQuorum)) Bool (forall ((n Node))
    (=> (promises_in n q) (promised_free s n b))))
(define-fun sees_highest ((s State) (n Node) (b Ballot) (v Value) (c Ballot) (q PrepareQuorum)) Bool (and
    (promised_vote s n b c v) ; @adopt-sees-it
    (forall ((m Node)) (=> (promises_in m q) (or (promised_free s m b) (exists ((d Ballot) (w Value)) (and (promised_vote s m b d w) (not (before c d))))))) ; @adopt-sees-a-quorum
))
(define-fun no_vote ((s State) (b Ballot) (q PrepareQuorum)) Bool (forall ((n Node) (d Ballot) (w Value))
    (=> (and (promises_in n q) (before d b)) (and (left s n d) (not (voted s n d w))))))
(define-fun highest ((s State) (n Node) (b Ballot) (v Value) (c Ballot) (q PrepareQuorum)) Bool (and
    (before c b) ; @adopt-from-below
    (voted s n c v) ; @adopt-a-vote
    (forall ((m Node) (d Ballot)) (=> (and (promises_in m q) (before d b)) (left s m d))) ; @adopt-all-have-left
    (forall ((m Node) (d Ballot) (w Value)) (=> (and (promises_in m q) (before c d) (before d b)) (not (voted s m d w)))) ; @adopt-the-highest
))

; Phase 2a, where a quorum reports no vote.
(define-fun propose_free ((s State) (t State) (n Node) (b Ballot) (v Value) (c Ballot) (q PrepareQuorum) (r AcceptQuorum)) Bool (and
    (wanted v) ; @free-wanted
    (nothing_proposed s b) ; @free-once
    (no_vote s b q) ; @free-shown
    (is_proposed s t b v)
    (same_begun s t) (same_voted s t) (same_left s t) (same_free s t) (same_vote s t) (same_decided s t)
))

; Phase 2a, where the vote of n for v in c is the highest that a quorum reports.
(define-fun propose_adopted ((s State) (t State) (n Node) (b Ballot) (v Value) (c Ballot) (q PrepareQuorum) (r AcceptQuorum)) Bool (and
    (nothing_proposed s b) ; @adopt-once
    (highest s n b v c q) ; @adopt-shown
    (is_proposed s t b v)
    (same_begun s t) (same_voted s t) (same_left s t) (same_free s t) (same_vote s t) (same_decided s t)
))

; Phase 2b.
(define-fun vote ((s State) (t State) (n Node) (b Ballot) (v Value) (c Ballot) (q PrepareQuorum) (r AcceptQuorum)) Bool (and
    (proposed s b v) ; @vote-for-a-proposal
    (not (left s n b)) ; @vote-keeps-promise
    (leaves_below s t n b)
    (forall ((m Node) (d Ballot) (w Value)) (= (voted t m d w) (or (voted s m d w) (and (= m n) (= d b) (= w v)))))
    (same_begun s t) (same_proposed s t) (same_free s t) (same_vote s t) (same_decided s t)
))

; A promise whose answer never leaves the acceptor.
(define-fun leave ((s State) (t State) (n Node) (b Ballot) (v Value) (c Ballot) (q PrepareQuorum) (r AcceptQuorum)) Bool (and
    (leaves_below s t n b)
    (same_begun s t) (same_proposed s t) (same_voted s t) (same_free s t) (same_vote s t) (same_decided s t)
))

; A quorum of votes is seen.
(define-fun decide ((s State) (t State) (n Node) (b Ballot) (v Value) (c Ballot) (q PrepareQuorum) (r AcceptQuorum)) Bool (and
    (forall ((m Node)) (=> (votes_in m r) (voted s m b v))) ; @decide-by-a-quorum
    (forall ((d Ballot) (w Value)) (= (decided t d w) (or (decided s d w) (and (= d b) (= w v)))))
    (same_begun s t) (same_proposed s t) (same_voted s t) (same_left s t) (same_free s t) (same_vote s t)
))

; A crash, of an acceptor that finds its promise and its votes again, and of a proposer that finds its
; ballots and proposals again: nothing of what is said here changes.
(define-fun crash ((s State) (t State) (n Node) (b Ballot) (v Value) (c Ballot) (q PrepareQuorum) (r AcceptQuorum)) Bool (and
    (same_left s t) ; @crash-promise-durable
    (same_voted s t) ; @crash-vote-durable
    (same_proposed s t) ; @crash-proposal-durable
    (same_begun s t) (same_free s t) (same_vote s t) (same_decided s t)
))
