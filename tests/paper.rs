//! *Paxos Made Simple* (Leslie Lamport, 2001), section 2.2, sentence by sentence, in its order: each
//! test quotes the sentence that it holds `synod::paxos` to.
//!
//! The paper's words and ours: a *proposal number* is a ballot, a *proposal issued* is an accept
//! sent, a *proposal accepted* is a vote. Where we differ from the paper, the test says so and why.

use std::collections::{BTreeMap, BTreeSet};
use synod::paxos::{
    Acceptor, AcceptorId, AcceptorSet, Ballot, Durable, Learner, Message, Output, Proposer,
    ProposerId, ProposerRecord, Quorums, Value, Vote, value_rule,
};

const A: ProposerId = ProposerId(0);
const B: ProposerId = ProposerId(1);
const ONE: AcceptorId = AcceptorId(0);
const TWO: AcceptorId = AcceptorId(1);
const THREE: AcceptorId = AcceptorId(2);

fn majority() -> Quorums {
    Quorums::majority(3).expect("three acceptors have majorities")
}

/// The ballot of this number; whose it is matters to nobody here.
fn number(round: u64) -> Ballot {
    Ballot { round, proposer: A }
}

fn vote(round: u64, value: &str) -> Vote {
    Vote { ballot: number(round), value: value.into() }
}

fn accepted(round: u64, value: &str) -> Message {
    Message::Accepted(vote(round, value))
}

fn promise(round: u64, vote: Option<Vote>) -> Message {
    Message::Promise { ballot: number(round), vote }
}

/// What is said, whatever was saved before.
fn said(output: Option<Output>) -> Option<Message> {
    output.map(|output| output.take().1)
}

/// "Because any two majorities have at least one acceptor in common, this works [...]."
#[test]
fn any_two_majorities_have_an_acceptor_in_common() {
    for acceptors in 1..=6u8 {
        let quorums = Quorums::majority(usize::from(acceptors)).unwrap();
        for here in subsets(acceptors).filter(|set| quorums.is_prepare_quorum(*set)) {
            for there in subsets(acceptors).filter(|set| quorums.is_accept_quorum(*set)) {
                assert!(here.meets(there), "{here} and {there} of {acceptors}");
            }
        }
    }
}

/// "P1. An acceptor must accept the first proposal that it receives."
#[test]
fn p1_an_acceptor_accepts_the_first_proposal_it_receives() {
    for round in [1, 7] {
        let mut acceptor = Acceptor::default();
        let answer = said(acceptor.on_accept(number(round), "8".into()));
        assert_eq!(answer, Some(accepted(round, "8")));
        assert_eq!(acceptor.voted, Some(vote(round, "8")));
    }
}

/// "[...] an acceptor must be allowed to accept more than one proposal."
#[test]
fn an_acceptor_may_accept_more_than_one_proposal() {
    let mut acceptor = Acceptor::default();
    assert_eq!(said(acceptor.on_accept(number(1), "8".into())), Some(accepted(1, "8")));
    assert_eq!(said(acceptor.on_accept(number(2), "5".into())), Some(accepted(2, "5")));
    assert_eq!(acceptor.voted, Some(vote(2, "5")));
}

/// "[...] different proposals have different numbers." Of whichever proposers, and also after a
/// restart, with another client's value.
#[test]
fn different_proposals_have_different_numbers() {
    let mut used = BTreeSet::new();
    for id in [A, B] {
        let mut proposer = Proposer::new(id, "8".into());
        for attempt in 0..3 {
            assert!(used.insert(proposer.prepare().take().1.ballot()), "attempt {attempt} of {id}");
            proposer = Proposer::restored(id, "5".into(), proposer.record().clone());
            assert!(used.insert(proposer.prepare().take().1.ballot()), "attempt {attempt} of {id}");
        }
    }
}

/// "A value is chosen when a single proposal with that value has been accepted by a majority of the
/// acceptors." Votes for one value in two ballots are not a single proposal.
#[test]
fn a_value_is_chosen_by_a_majority_for_a_single_proposal() {
    let mut learner = Learner::default();
    assert_eq!(learner.on_accepted(ONE, vote(1, "8"), &majority()), None);
    assert_eq!(learner.on_accepted(ONE, vote(1, "8"), &majority()), None, "one acceptor, twice");
    assert_eq!(learner.on_accepted(TWO, vote(2, "8"), &majority()), None, "another proposal");
    assert_eq!(learner.on_accepted(THREE, vote(2, "8"), &majority()), Some("8".into()));
    assert_eq!(learner.learned(), Some(&"8".into()));
}

/// "We can allow multiple proposals to be chosen, but we must guarantee that all chosen proposals
/// have the same value."
#[test]
fn several_proposals_may_be_chosen_but_one_value() {
    let mut several = 0;
    for_every_history(|history| {
        let chosen = history.chosen();
        several += u32::from(chosen.len() > 1);
        let values: BTreeSet<_> = chosen.iter().map(|vote| &vote.value).collect();
        assert!(values.len() <= 1, "{history:#?}");
    });
    assert!(several > 0, "some history has two chosen proposals");
}

/// "P2. If a proposal with value v is chosen, then every higher-numbered proposal that is chosen has
/// value v." And: "Since numbers are totally ordered [...]."
#[test]
fn p2_what_is_chosen_above_a_chosen_proposal_has_its_value() {
    for_every_history(|history| {
        let chosen = history.chosen();
        // In the order of their numbers; any two can be compared.
        assert!(chosen.windows(2).all(|pair| pair[0].ballot < pair[1].ballot));
        assert!(chosen.windows(2).all(|pair| pair[0].value == pair[1].value), "{history:#?}");
    });
}

/// "P2a. If a proposal with value v is chosen, then every higher-numbered proposal accepted by any
/// acceptor has value v."
#[test]
fn p2a_what_is_accepted_above_a_chosen_proposal_has_its_value() {
    for_every_history(|history| {
        for chosen in history.chosen() {
            let mut above = history.accepted.keys().filter(|vote| vote.ballot > chosen.ballot);
            assert!(above.all(|vote| vote.value == chosen.value), "{history:#?}");
        }
    });
}

/// "P2b. If a proposal with value v is chosen, then every higher-numbered proposal issued by any
/// proposer has value v."
#[test]
fn p2b_what_is_issued_above_a_chosen_proposal_has_its_value() {
    let mut adopted = 0;
    for_every_history(|history| {
        for chosen in history.chosen() {
            for issued in history.issued.iter().filter(|vote| vote.ballot > chosen.ballot) {
                assert_eq!(issued.value, chosen.value, "{history:#?}");
                adopted += 1;
            }
        }
    });
    assert!(adopted > 0, "some proposal is issued after another was chosen");
}

/// "P2c. For any v and n, if a proposal with value v and number n is issued, then there is a set S
/// consisting of a majority of acceptors such that either (a) no acceptor in S has accepted any
/// proposal numbered less than n, or (b) v is the value of the highest-numbered proposal among all
/// proposals numbered less than n accepted by the acceptors in S."
///
/// Judged at the end of each history: it must still hold after all that came later.
#[test]
fn p2c_every_proposal_issued_has_a_majority_that_vouches_for_it() {
    for_every_history(|history| {
        for issued in &history.issued {
            let vouches = |set: AcceptorSet| {
                let mut from_highest = history.accepted.iter().rev();
                let highest =
                    from_highest.find(|(vote, by)| vote.ballot < issued.ballot && set.meets(**by));
                highest.is_none_or(|(highest, _)| highest.value == issued.value)
            };
            let majority = majority();
            let mut sets = subsets(3).filter(|set| majority.is_prepare_quorum(*set));
            assert!(sets.any(vouches), "{issued:?} in {history:#?}");
        }
    });
}

/// "A proposer chooses a new proposal number n and sends a request to each member of some set of
/// acceptors [...]."
#[test]
fn a_proposer_chooses_a_new_number_each_time() {
    let mut proposer = Proposer::new(A, "8".into());
    assert_eq!(proposer.prepare().take().1, Message::Prepare { ballot: number(1) });
    assert_eq!(proposer.prepare().take().1, Message::Prepare { ballot: number(2) });
    let mut late = Proposer::new(A, "8".into()).starting_at(4);
    assert_eq!(late.prepare().take().1, Message::Prepare { ballot: number(4) });
    assert_eq!(late.prepare().take().1, Message::Prepare { ballot: number(5) });
}

/// It asks for "(a) A promise never again to accept a proposal numbered less than n [...]".
#[test]
fn a_promise_excludes_every_lower_proposal() {
    let mut acceptor = Acceptor::default();
    assert_eq!(said(acceptor.on_prepare(number(4))), Some(promise(4, None)));
    for lower in 1..4 {
        assert_eq!(acceptor.on_accept(number(lower), "8".into()), None, "{lower}");
    }
    assert_eq!(acceptor.voted, None);
}

/// And for "(b) The proposal with the highest number less than n that it has accepted, if any."
#[test]
fn a_promise_reports_the_highest_proposal_accepted() {
    let mut acceptor = Acceptor::default();
    assert_eq!(said(acceptor.on_prepare(number(1))), Some(promise(1, None)));
    assert!(acceptor.on_accept(number(2), "8".into()).is_some());
    assert!(acceptor.on_accept(number(3), "5".into()).is_some());
    assert_eq!(said(acceptor.on_prepare(number(4))), Some(promise(4, Some(vote(3, "5")))));
    assert_eq!(said(acceptor.on_prepare(number(9))), Some(promise(9, Some(vote(3, "5")))));
}

/// "If the proposer receives the requested responses from a majority of the acceptors, then it can
/// issue a proposal with number n and value v [...]." Not from fewer, nor from one heard twice, nor
/// with responses to another request.
#[test]
fn a_proposal_is_issued_on_the_responses_of_a_majority_and_not_before() {
    let mut proposer = Proposer::new(A, "8".into()).starting_at(2);
    let _ = proposer.prepare();
    for (from, round, what) in [
        (ONE, 2, "one response"),
        (ONE, 2, "the same response again"),
        (TWO, 1, "a response to a lower number"),
        (THREE, 3, "a response to a higher number"),
    ] {
        assert_eq!(proposer.on_promise(from, number(round), None, &majority()), None, "{what}");
    }
    let issued = said(proposer.on_promise(TWO, number(2), None, &majority()));
    assert_eq!(issued, Some(Message::Accept { ballot: number(2), value: "8".into() }));
    let again = proposer.on_promise(THREE, number(2), Some(vote(1, "5")), &majority());
    assert_eq!(again, None, "a proposal is issued once; what comes later cannot alter it");
    assert_eq!(proposer.record().proposed, Some("8".into()));
}

/// "[...] where v is the value of the highest-numbered proposal among the responses, or is any value
/// selected by the proposer if the responders reported no proposals."
#[test]
fn the_value_is_that_of_the_highest_numbered_proposal_or_the_proposers_own() {
    let wanted = Value::from("7");
    let (low, high) = (vote(1, "9"), vote(2, "5"));
    assert_eq!(value_rule([].into_iter(), &wanted), wanted);
    assert_eq!(value_rule([&low].into_iter(), &wanted), "9".into());
    assert_eq!(value_rule([&low, &high].into_iter(), &wanted), "5".into());
    assert_eq!(value_rule([&high, &low].into_iter(), &wanted), "5".into());

    let mut proposer = Proposer::new(A, wanted).starting_at(3);
    let _ = proposer.prepare();
    assert_eq!(proposer.on_promise(ONE, number(3), Some(high), &majority()), None);
    let issued = said(proposer.on_promise(TWO, number(3), Some(low), &majority()));
    assert_eq!(issued, Some(Message::Accept { ballot: number(3), value: "5".into() }));
}

/// "(This need not be the same set of acceptors that responded to the initial requests.)"
#[test]
fn others_may_accept_than_those_that_promised() {
    let mut proposer = Proposer::new(A, "8".into());
    let _ = proposer.prepare();
    assert_eq!(proposer.on_promise(ONE, number(1), None, &majority()), None);
    assert!(proposer.on_promise(TWO, number(1), None, &majority()).is_some());
    // Acceptor 1 is gone. Acceptor 2 has promised, acceptor 3 has heard of nothing.
    let mut learner = Learner::default();
    for (id, promised) in [(TWO, Some(number(1))), (THREE, None)] {
        let mut acceptor = Acceptor { promised, voted: None };
        assert_eq!(said(acceptor.on_accept(number(1), "8".into())), Some(accepted(1, "8")));
        learner.on_accepted(id, vote(1, "8"), &majority());
    }
    assert_eq!(learner.learned(), Some(&"8".into()));
}

/// "An acceptor can ignore any request without compromising safety." The histories leave out any
/// request to any acceptor: then less may be chosen, or nothing, but never two values.
#[test]
fn an_acceptor_can_ignore_any_request() {
    let mut undecided = 0;
    for_every_history(|history| {
        let values: BTreeSet<_> = history.chosen().into_iter().map(|vote| vote.value).collect();
        assert!(values.len() <= 1, "{history:#?}");
        undecided += u32::from(values.is_empty());
    });
    assert!(undecided > 0, "in some history too much is ignored for a choice");
}

/// "P1a. An acceptor can accept a proposal numbered n iff it has not responded to a prepare request
/// having a number greater than n." Also if it has accepted others before.
#[test]
fn p1a_an_acceptor_accepts_iff_it_has_not_promised_a_higher_number() {
    for voted in [None, Some(vote(1, "5"))] {
        for promised in 1..=5 {
            for n in 2..=5 {
                let mut acceptor =
                    Acceptor { promised: Some(number(promised)), voted: voted.clone() };
                let answer = said(acceptor.on_accept(number(n), "8".into()));
                let may = promised <= n;
                assert_eq!(answer, Some(accepted(n, "8")).filter(|_| may), "{promised} and {n}");
                assert_eq!(acceptor.voted == Some(vote(n, "8")), may, "{promised} and {n}");
            }
        }
    }
}

/// "Observe that P1a subsumes P1": who has responded to no prepare request accepts whatever comes
/// first. And having accepted n, it accepts nothing lower, as if it had promised n.
#[test]
fn p1a_subsumes_p1() {
    let mut acceptor = Acceptor::default();
    assert!(acceptor.on_accept(number(3), "8".into()).is_some());
    assert_eq!(acceptor.promised, Some(number(3)));
    assert_eq!(acceptor.on_accept(number(2), "5".into()), None);
    assert_eq!(acceptor.voted, Some(vote(3, "8")));
}

/// "So we have the acceptor ignore such a prepare request", one with a number lower than that of
/// another to which it has responded.
#[test]
fn a_lower_prepare_is_ignored() {
    for voted in [None, Some(vote(1, "8"))] {
        let before = Acceptor { promised: Some(number(4)), voted };
        for lower in 1..4 {
            let mut acceptor = before.clone();
            assert_eq!(acceptor.on_prepare(number(lower)), None, "{lower}");
            assert_eq!(acceptor, before);
        }
    }
}

/// "We also have it ignore a prepare request for a proposal it has already accepted."
#[test]
fn a_prepare_for_a_proposal_already_accepted_is_ignored() {
    let mut acceptor = Acceptor::default();
    assert!(acceptor.on_prepare(number(2)).is_some());
    assert!(acceptor.on_accept(number(2), "8".into()).is_some());
    let before = acceptor.clone();
    assert_eq!(acceptor.on_prepare(number(2)), None);
    assert_eq!(acceptor, before);
}

/// "[...] an acceptor needs to remember only the highest-numbered proposal that it has ever accepted
/// and the number of the highest-numbered prepare request to which it has responded."
///
/// One number does for both kinds of request: to have accepted n binds like a promise of n.
#[test]
fn an_acceptor_remembers_two_things_only() {
    let mut acceptor = Acceptor::default();
    assert!(acceptor.on_prepare(number(1)).is_some());
    assert!(acceptor.on_accept(number(1), "8".into()).is_some());
    assert!(acceptor.on_accept(number(2), "5".into()).is_some());
    assert!(acceptor.on_prepare(number(4)).is_some());
    // An acceptor that knows nothing else of all this ...
    let other = Acceptor { promised: Some(number(4)), voted: Some(vote(2, "5")) };
    // ... answers everything alike.
    for n in 1..=5 {
        let (mut here, mut there) = (acceptor.clone(), other.clone());
        assert_eq!(here.on_prepare(number(n)), there.on_prepare(number(n)));
        assert_eq!(here.on_accept(number(n), "5".into()), there.on_accept(number(n), "5".into()));
        assert_eq!(here.on_query(), there.on_query());
    }
}

/// "[...] an acceptor must remember this information even if it fails and then restarts."
/// So no answer can be had without what it rests on, to be saved first.
#[test]
fn an_acceptor_hands_over_all_of_itself_with_every_new_answer() {
    let mut acceptor = Acceptor::default();
    let (save, _) = acceptor.on_prepare(number(1)).unwrap().take();
    assert_eq!(save, Some(Durable::Acceptor(acceptor.clone())), "the promise");
    let (save, _) = acceptor.on_accept(number(1), "8".into()).unwrap().take();
    assert_eq!(save, Some(Durable::Acceptor(acceptor.clone())), "the vote");
    let (save, _) = acceptor.on_prepare(number(2)).unwrap().take();
    assert_eq!(save, Some(Durable::Acceptor(acceptor)), "the vote and a higher promise");
}

/// "[...] the proposer can always abandon a proposal and forget all about it—as long as it never
/// tries to issue another proposal with the same number." So the number is all it saves, before it
/// is used, and then the value, before that is proposed.
#[test]
fn a_proposer_may_forget_a_proposal_but_not_its_number() {
    let mut proposer = Proposer::new(A, "8".into());
    let (save, _) = proposer.prepare().take();
    let begun = ProposerRecord { ballot: Some(number(1)), proposed: None };
    assert_eq!(save, Some(Durable::Proposer(begun.clone())), "the number, before it is used");

    let mut forgetful = Proposer::restored(A, "5".into(), begun);
    assert_eq!(forgetful.prepare().take().1, Message::Prepare { ballot: number(2) });

    assert_eq!(proposer.on_promise(ONE, number(1), None, &majority()), None);
    let issued = proposer.on_promise(TWO, number(1), None, &majority()).unwrap();
    let issued_record = ProposerRecord { ballot: Some(number(1)), proposed: Some("8".into()) };
    assert_eq!(issued.take().0, Some(Durable::Proposer(issued_record.clone())), "and the value");

    // It may also go on: to say the same again is not another proposal, whoever asks for 5 now.
    let mut resumed = Proposer::restored(A, "5".into(), issued_record);
    for from in [ONE, TWO, THREE] {
        assert_eq!(resumed.on_promise(from, number(1), None, &majority()), None, "{from}");
    }
    let again = Some(Message::Accept { ballot: number(1), value: "8".into() });
    assert_eq!(said(resumed.repeat()), again);
    assert_eq!(resumed.prepare().take().1, Message::Prepare { ballot: number(2) });
}

/// "Phase 1. (a) A proposer selects a proposal number n and sends a prepare request with number n to
/// a majority of acceptors." And repeats the very same if it may have been lost.
#[test]
fn phase_1a_a_proposer_sends_a_prepare_request() {
    let mut proposer = Proposer::new(A, "8".into());
    assert_eq!(proposer.repeat(), None, "there is nothing to repeat before");
    let (_, prepare) = proposer.prepare().take();
    assert_eq!(prepare, Message::Prepare { ballot: number(1) });
    assert_eq!(proposer.repeat().map(Output::take), Some((None, prepare)));
}

/// "(b) If an acceptor receives a prepare request with number n greater than that of any prepare
/// request to which it has already responded, then it responds to the request with a promise not to
/// accept any more proposals numbered less than n and with the highest-numbered proposal (if any)
/// that it has accepted."
#[test]
fn phase_1b_an_acceptor_responds_to_a_greater_number() {
    for promised in [None, Some(number(1)), Some(number(2))] {
        for voted in [None, Some(vote(1, "8"))] {
            let mut acceptor = Acceptor { promised, voted: voted.clone() };
            assert_eq!(said(acceptor.on_prepare(number(3))), Some(promise(3, voted.clone())));
            assert_eq!(acceptor, Acceptor { promised: Some(number(3)), voted });
        }
    }
}

/// Here we differ: to an *equal* number the paper's acceptor does not respond, and a lost response
/// costs the ballot. Ours repeats the identical promise, as long as it can: before it accepts n.
/// The network might have duplicated that response as well, so nothing new can come of it.
#[test]
fn phase_1b_an_equal_number_is_answered_with_the_identical_promise() {
    for voted in [None, Some(vote(1, "8"))] {
        let mut acceptor = Acceptor { promised: Some(number(1)), voted };
        let (_, first) = acceptor.on_prepare(number(3)).unwrap().take();
        let before = acceptor.clone();
        let again = acceptor.on_prepare(number(3)).map(Output::take);
        assert_eq!(again, Some((None, first)), "the same words, and nothing to save");
        assert_eq!(acceptor, before);
    }
}

/// "Phase 2. (a) If the proposer receives a response to its prepare requests (numbered n) from a
/// majority of acceptors, then it sends an accept request [...] for a proposal numbered n with a
/// value v [...]." And repeats the very same.
#[test]
fn phase_2a_a_proposer_sends_an_accept_request() {
    let mut proposer = Proposer::new(A, "8".into()).starting_at(2);
    let _ = proposer.prepare();
    assert_eq!(proposer.on_promise(THREE, number(2), None, &majority()), None);
    let accept = said(proposer.on_promise(ONE, number(2), Some(vote(1, "5")), &majority()));
    assert_eq!(accept, Some(Message::Accept { ballot: number(2), value: "5".into() }));
    assert_eq!(proposer.repeat().map(Output::take), accept.map(|accept| (None, accept)));
}

/// "(b) If an acceptor receives an accept request for a proposal numbered n, it accepts the proposal
/// unless it has already responded to a prepare request having a number greater than n."
#[test]
fn phase_2b_an_acceptor_accepts_unless_it_has_promised_a_higher_number() {
    let mut acceptor = Acceptor::default();
    assert!(acceptor.on_prepare(number(2)).is_some());
    assert_eq!(acceptor.on_accept(number(1), "8".into()), None, "lower");
    assert_eq!(said(acceptor.on_accept(number(2), "5".into())), Some(accepted(2, "5")), "equal");
    assert_eq!(said(acceptor.on_accept(number(3), "5".into())), Some(accepted(3, "5")), "higher");
    assert_eq!(
        acceptor,
        Acceptor { promised: Some(number(3)), voted: Some(vote(3, "5")) },
        "having accepted 3, it accepts nothing lower"
    );
}

/// An accept request that comes again for the proposal accepted last is answered again, since the
/// answer may have been lost; also after a higher promise, which forbids only *new* acceptances.
#[test]
fn phase_2b_a_proposal_accepted_already_is_answered_again() {
    let mut acceptor = Acceptor::default();
    let (_, first) = acceptor.on_accept(number(1), "8".into()).unwrap().take();
    let again = acceptor.on_accept(number(1), "8".into()).map(Output::take);
    assert_eq!(again, Some((None, first.clone())), "the same words, and nothing to save");

    // No proposer proposes two values with one number. If one did, this acceptor would still not
    // speak of an acceptance that never was.
    let mut misled = acceptor.clone();
    if let Some(answer) = said(misled.on_accept(number(1), "5".into())) {
        assert_eq!(Some(answer), misled.voted.map(Message::Accepted));
    }

    assert!(acceptor.on_prepare(number(2)).is_some());
    let before = acceptor.clone();
    let again = acceptor.on_accept(number(1), "8".into()).map(Output::take);
    assert_eq!(again, Some((None, first)));
    assert_eq!(acceptor, before, "its promise stands");
}

/// "A proposer can make multiple proposals, so long as it follows the algorithm for each one."
#[test]
fn a_proposer_can_make_several_proposals() {
    let mut proposer = Proposer::new(A, "8".into());
    for (round, reported, value) in [(1, None, "8"), (2, None, "8"), (3, Some(vote(2, "5")), "5")] {
        let _ = proposer.prepare();
        assert_eq!(proposer.on_promise(ONE, number(round), None, &majority()), None);
        let issued = said(proposer.on_promise(TWO, number(round), reported, &majority()));
        assert_eq!(issued, Some(Message::Accept { ballot: number(round), value: value.into() }));
    }
}

/// "It can abandon a proposal in the middle of the protocol at any time. (Correctness is maintained,
/// even though requests and/or responses for the proposal may arrive at their destinations long
/// after the proposal was abandoned.)"
#[test]
fn a_response_for_an_abandoned_proposal_does_not_count() {
    let mut proposer = Proposer::new(A, "8".into());
    let _ = proposer.prepare();
    assert_eq!(proposer.on_promise(ONE, number(1), None, &majority()), None);
    let _ = proposer.prepare();
    assert!(proposer.promised_by().is_empty(), "the response to 1 is no response to 2");
    for from in [ONE, TWO, THREE] {
        assert_eq!(proposer.on_promise(from, number(1), None, &majority()), None, "{from}");
    }
    assert_eq!(proposer.on_promise(TWO, number(2), None, &majority()), None, "the first for 2");
    assert!(proposer.on_promise(THREE, number(2), None, &majority()).is_some());
}

/// "[...] if an acceptor ignores a prepare or accept request because it has already received a
/// prepare request with a higher number, then it should probably inform the proposer, who should
/// then abandon its proposal. This is a performance optimization that does not affect correctness."
///
/// So does an acceptor of `src/actor`: the refusal is a message beside the algorithm, which rests on
/// nothing new. A proposer abandons its ballot when those left are too few.
#[test]
fn a_refused_request_changes_nothing_and_the_proposer_is_told_of_the_promise() {
    let before = Acceptor { promised: Some(number(4)), voted: Some(vote(2, "8")) };
    let mut acceptor = before.clone();
    assert_eq!(acceptor.on_prepare(number(3)), None);
    assert_eq!(acceptor.on_accept(number(3), "5".into()), None);
    assert_eq!(acceptor, before);
    assert_eq!(acceptor.bound_above(number(3)), Some(number(4)));
    assert_eq!(acceptor.bound_above(number(4)), None);

    let mut proposer = Proposer::new(ProposerId(0), "5".into());
    let (_, begun) = proposer.prepare().take();
    let higher = |round| Ballot { round, proposer: ProposerId(1) };
    let mut refuse =
        |from, round| proposer.on_refusal(from, begun.ballot(), higher(round), &majority());
    assert!(!refuse(ONE, 7), "two are left");
    assert!(refuse(TWO, 4), "one is left");
    assert_eq!(proposer.next_ballot(), Ballot { round: 8, proposer: ProposerId(0) });
}

/// What three proposers issued and three acceptors accepted, in all.
#[derive(Debug, Default)]
struct History {
    issued: Vec<Vote>,
    /// In the order of numbers.
    accepted: BTreeMap<Vote, AcceptorSet>,
}

impl History {
    /// In the order of numbers.
    fn chosen(&self) -> Vec<Vote> {
        let quorums = majority();
        let chosen = self.accepted.iter().filter(|(_, by)| quorums.is_accept_quorum(**by));
        chosen.map(|(vote, _)| vote.clone()).collect()
    }
}

/// Three proposers have their turns; they want 8, 5 and 7. A prepare reaches any majority. An accept
/// reaches any acceptors, or none, in its turn or late: after the prepares of later turns.
struct Plan {
    asked: [AcceptorSet; 3],
    reached: [AcceptorSet; 3],
    late_by: [usize; 3],
}

impl Plan {
    fn carry_out(&self) -> History {
        let quorums = majority();
        let mut history = History::default();
        let mut acceptors: [Acceptor; 3] = std::array::from_fn(|_| Acceptor::default());
        let mut accepts: [Option<Vote>; 3] = std::array::from_fn(|_| None);
        for (turn, id) in [A, B, ProposerId(2)].into_iter().enumerate() {
            let mut proposer = Proposer::new(id, ["8", "5", "7"][turn].into());
            let ballot = proposer.prepare().take().1.ballot();
            for id in self.asked[turn].iter() {
                if let Some(Message::Promise { ballot, vote }) =
                    said(acceptors[usize::from(id.0)].on_prepare(ballot))
                    && let Some(Message::Accept { ballot, value }) =
                        said(proposer.on_promise(id, ballot, vote, &quorums))
                {
                    let issued = Vote { ballot, value };
                    history.issued.push(issued.clone());
                    accepts[turn] = Some(issued);
                }
            }
            for due in (0..=turn).filter(|earlier| earlier + self.late_by[*earlier] == turn) {
                for id in self.reached[due].iter() {
                    if let Some(Vote { ballot, value }) = accepts[due].clone()
                        && let Some(Message::Accepted(vote)) =
                            said(acceptors[usize::from(id.0)].on_accept(ballot, value))
                    {
                        history.accepted.entry(vote).or_default().insert(id);
                    }
                }
            }
        }
        history
    }
}

/// All plans, some two hundred thousand.
fn for_every_history(mut judge: impl FnMut(&History)) {
    let any: Vec<_> = subsets(3).collect();
    let majorities: Vec<_> = subsets(3).filter(|set| majority().is_prepare_quorum(*set)).collect();
    let lateness = [[0, 0, 0], [1, 0, 0], [2, 0, 0], [0, 1, 0], [1, 1, 0], [2, 1, 0]];
    for late_by in lateness {
        for asked in triples(&majorities) {
            for reached in triples(&any) {
                judge(&Plan { asked, reached, late_by }.carry_out());
            }
        }
    }
}

fn triples<T: Copy>(items: &[T]) -> impl Iterator<Item = [T; 3]> {
    items
        .iter()
        .flat_map(move |a| items.iter().flat_map(move |b| items.iter().map(move |c| [*a, *b, *c])))
}

/// All sets of the first so many acceptors, the empty one among them.
fn subsets(acceptors: u8) -> impl Iterator<Item = AcceptorSet> {
    (0..1u32 << acceptors)
        .map(move |bits| (0..acceptors).filter(|i| bits >> i & 1 == 1).map(AcceptorId).collect())
}
