; Ballots are totally ordered, and that is all that is ever said of them: there may be any number.

(declare-sort Ballot 0)
(declare-fun before (Ballot Ballot) Bool)

(assert (forall ((b Ballot)) (not (before b b)))) ; @order-irreflexive
(assert (forall ((b Ballot) (c Ballot) (d Ballot)) (=> (and (before b c) (before c d)) (before b d)))) ; @order-transitive
(assert (forall ((b Ballot) (c Ballot)) (or (before b c) (before c b) (= b c)))) ; @order-total
