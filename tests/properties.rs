//! Every property, on histories made by hand: one that it accepts, and the smallest that it must
//! refuse. Models show that Paxos keeps the properties; this shows that they can be broken.

mod support;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::slice::from_ref;
use std::sync::Arc;
use support::walk::walk;
use synod::model::System;
use synod::model::file::{ModelFile, Visitor};
use synod::model::packed::{Packed, PackedVisitor, Packing, Reductions, Step};
use synod::paxos::{
    Acceptor, AcceptorId, Ballot, Learner, ProposerId, ProposerRecord, Quorums, Value, Vote,
};
use synod::properties::{
    self, ALL, AcceptorHistory, LearnerHistory, Logs, Property, ProposerHistory, Run, Sought,
    no_ops, witness,
};

/// What happened, in three acceptors, two proposers (who want 8, and 5 and then 7) and two learners.
struct History {
    quorums: Quorums,
    wanted: Vec<Vec<Value>>,
    acceptors: [AcceptorHistory; 3],
    proposers: [ProposerHistory; 2],
    learners: [(Learner, LearnerHistory); 2],
    logs: Logs,
}

fn nothing() -> History {
    let wanted = [&["8"][..], &["5", "7"]];
    History {
        quorums: Quorums::majority(3).unwrap(),
        wanted: wanted.map(|values| values.iter().map(|v| Value::from(*v)).collect()).to_vec(),
        acceptors: Default::default(),
        proposers: Default::default(),
        learners: Default::default(),
        logs: Logs { kept: vec![Vec::new(); 3], led: Vec::new() },
    }
}

/// A ballot such as `1.A`, by its round and proposer.
fn ballot(round: u64, proposer: u16) -> Ballot {
    Ballot { round, proposer: ProposerId(proposer) }
}

fn vote(round: u64, value: &str) -> Vote {
    Vote { ballot: ballot(round, 0), value: Value::from(value) }
}

impl History {
    /// Acceptors, counted from 1, vote.
    fn votes(mut self, acceptors: &[usize], vote: &Vote) -> Self {
        for number in acceptors {
            self.acceptors[number - 1]
                .observe(&Acceptor { promised: Some(vote.ballot), voted: Some(vote.clone()) });
        }
        self
    }

    fn promises(mut self, acceptor: usize, ballot: Ballot) -> Self {
        self.acceptors[acceptor - 1].observe(&Acceptor { promised: Some(ballot), voted: None });
        self
    }

    /// A proposer saves a record, while its client of this number stands behind it.
    fn saves(mut self, proposer: usize, client: usize, round: u64, value: Option<&str>) -> Self {
        let ballot = Some(ballot(round, u16::try_from(proposer).unwrap()));
        let record = ProposerRecord { ballot, proposed: value.map(Value::from) };
        let wanted = self.wanted[proposer][client].clone();
        self.proposers[proposer].observe(&record, client, &wanted);
        self
    }

    /// An acceptor, counted from 1, has this log.
    fn keeps(mut self, acceptor: usize, log: &[Vote]) -> Self {
        self.logs.kept[acceptor - 1] = log.to_vec();
        self
    }

    /// The ballot of this round has a leader with this log.
    fn leads(mut self, round: u64, log: &[&str]) -> Self {
        self.logs
            .led
            .push((ballot(round, 0), log.iter().map(|value| Value::from(*value)).collect()));
        self
    }

    fn learns(mut self, learner: usize, value: &str) -> Self {
        let (state, history) = &mut self.learners[learner - 1];
        state.learn(Value::from(value));
        history.learned.insert(Value::from(value));
        self
    }

    fn forgets(mut self, learner: usize) -> Self {
        let (state, history) = &mut self.learners[learner - 1];
        *state = Learner::default();
        history.crash();
        self
    }

    fn asks(mut self, learner: usize) -> Self {
        self.learners[learner - 1].1.asked = true;
        self
    }

    fn hears(mut self, learner: usize, from: u8, vote: Vote) -> Self {
        self.learners[learner - 1].0.on_accepted(AcceptorId(from - 1), vote, &self.quorums);
        self
    }

    /// Whether the property of this name holds.
    #[track_caller]
    fn satisfies(&self, name: &str) -> bool {
        all_satisfy(&[self], name)
    }

    fn run(&self) -> Run<'_> {
        Run {
            slot: None,
            quorums: &self.quorums,
            wanted: &self.wanted,
            acceptors: self.acceptors.to_vec(),
            proposers: self.proposers.to_vec(),
            learners: self.learners.iter().map(|(l, h)| (Cow::Borrowed(l), h.clone())).collect(),
        }
    }

    /// An acceptor promises a ballot, and reports this.
    fn reports(mut self, acceptor: usize, round: u64, vote: Option<Vote>) -> Self {
        self.acceptors[acceptor - 1].report(ballot(round, 0), vote);
        self
    }
}

/// Whether the property of this name holds of these decrees of a log.
#[track_caller]
fn all_satisfy(decrees: &[&History], name: &str) -> bool {
    let runs: Vec<Run> = decrees.iter().map(|decree| decree.run()).collect();
    let property = ALL.iter().find(|property| property.name == name);
    let history = properties::History {
        logs: decrees[0].logs.clone(),
        ..properties::History::of_slots(&runs)
    };
    property.expect("there is such a property").holds(&history)
}

#[test]
fn a_promise_covers_what_it_reports_and_nothing_between() {
    let covers = |history: History| history.satisfies("the promise covers all slots");
    let voted = || nothing().votes(&[1], &vote(2, "8"));
    assert!(covers(voted()), "nothing is promised");
    assert!(covers(voted().reports(1, 3, Some(vote(2, "8")))));
    assert!(covers(voted().reports(1, 2, None)), "it is no vote below the ballot");
    assert!(covers(voted().reports(2, 3, None)), "it is the vote of another");
    assert!(!covers(voted().reports(1, 3, None)));
    assert!(
        !covers(voted().reports(1, 3, Some(vote(2, "8"))).reports(1, 3, None)),
        "the second time"
    );
    assert!(!covers(voted().reports(1, 3, Some(vote(1, "8")))));
}

#[test]
fn slots_are_chosen_without_a_hole_or_with_one() {
    let (open, chosen) = (nothing(), nothing().votes(&[1, 2], &vote(1, "8")));
    let no_hole = |slots: &[&History]| all_satisfy(slots, "no slot is chosen beyond a hole");
    assert!(no_hole(&[&open, &open]) && no_hole(&[&chosen, &open]) && no_hole(&[&chosen, &chosen]));
    assert!(!no_hole(&[&open, &chosen]) && !no_hole(&[&chosen, &open, &chosen]));
    let every = |slots: &[&History]| all_satisfy(slots, "every slot chosen");
    assert!(every(&[&chosen, &chosen]) && !every(&[&chosen, &open]));
    let torn = nothing().votes(&[1, 2], &vote(1, "8")).votes(&[2, 3], &vote(2, "5"));
    assert!(!all_satisfy(&[&chosen, &torn], "agreement"), "what holds holds in each");
    assert!(all_satisfy(&[&open, &chosen], "value chosen"), "what is possible is so in one");
}

#[test]
fn a_no_op_is_proposed_for_a_hole_or_as_reported() {
    let fills = |slots: &[&History]| all_satisfy(slots, "a no-op only fills a hole");
    let no_op = |history: History| history.saves(0, 0, 2, Some("no-op"));
    let reported = || Some(vote(1, "8"));
    let none = |history: History| history.reports(1, 2, None).reports(2, 2, None);
    let later = nothing().reports(1, 2, reported()).reports(2, 2, None);
    assert!(fills(&[&no_op(none(nothing())), &later]), "there is a hole");
    assert!(!fills(&[&no_op(none(nothing())), &none(nothing())]), "nothing is known beyond it");
    assert!(!fills(&[&later, &no_op(none(nothing()))]), "the vote is of a slot before it");
    let of_one = || nothing().reports(1, 2, None);
    assert!(!fills(&[&no_op(of_one()), &later]), "one is no quorum");
    assert!(!fills(&[&no_op(of_one().reports(2, 2, reported())), &later]), "8 is reported there");
    let third = nothing().reports(3, 2, reported());
    assert!(!fills(&[&no_op(none(nothing())), &third]), "it is not of those who are free here");
    let filled = || nothing().reports(1, 2, Some(vote(1, "no-op"))).reports(2, 2, None);
    assert!(fills(&[&no_op(filled()), &nothing()]), "one was proposed before");
    let both = || nothing().reports(1, 2, reported()).reports(1, 2, None).reports(2, 2, None);
    assert!(fills(&[&no_op(both()), &later]), "who promises again reports none, and is heard");
    let higher = || nothing().reports(1, 2, Some(vote(0, "no-op"))).reports(2, 2, reported());
    assert!(!fills(&[&no_op(higher()), &later]), "8 is higher");
}

#[test]
fn a_prefix_is_carried_out_in_order_and_if_it_is_chosen() {
    let ordered =
        |slots: &[&History]| all_satisfy(slots, "only a contiguous chosen prefix is applied");
    let applies = |mut history: History, learner: usize, value: &str| {
        history.learners[learner - 1].1.applied.insert(Value::from(value));
        history
    };
    let chosen = || nothing().votes(&[1, 2], &vote(1, "8"));
    let done = |learner| applies(chosen(), learner, "8");
    assert!(ordered(&[&done(1), &chosen()]) && ordered(&[&done(1), &done(1)]));
    assert!(!ordered(&[&chosen(), &done(1)]), "there is a gap");
    assert!(!ordered(&[&done(1), &done(2)]), "the other has done nothing before");
    assert!(!ordered(&[&applies(chosen(), 1, "5"), &chosen()]), "that is not chosen");
    assert!(!ordered(&[&done(1), &applies(nothing(), 1, "8")]), "that is chosen in another slot");
}

#[test]
fn agreement_is_over_quorums_of_one_ballot() {
    let eight = || nothing().votes(&[1, 2], &vote(1, "8"));
    assert!(eight().satisfies("agreement"));
    assert!(eight().votes(&[2, 3], &vote(2, "8")).satisfies("agreement"), "chosen twice is fine");
    assert!(eight().votes(&[3], &vote(2, "5")).satisfies("agreement"), "one vote chooses nothing");
    assert!(
        eight().votes(&[3], &vote(2, "5")).votes(&[2], &vote(3, "5")).satisfies("agreement"),
        "votes in different ballots do not add up"
    );
    assert!(!eight().votes(&[2, 3], &vote(2, "5")).satisfies("agreement"));
}

#[test]
fn validity_looks_at_proposals_votes_and_what_is_learned() {
    assert!(nothing().votes(&[1], &vote(1, "7")).satisfies("validity"), "a later client's value");
    assert!(!nothing().votes(&[1], &vote(1, "9")).satisfies("validity"));
    assert!(!nothing().saves(0, 0, 1, Some("9")).satisfies("validity"));
    assert!(!nothing().learns(1, "9").satisfies("validity"));
}

#[test]
fn a_ballot_has_one_value_among_proposals_and_votes() {
    let name = "one value per ballot";
    let one = || nothing().votes(&[1], &vote(1, "8"));
    assert!(one().votes(&[2], &vote(2, "5")).satisfies(name));
    assert!(!one().votes(&[2], &vote(1, "5")).satisfies(name));
    assert!(!one().saves(0, 0, 1, Some("5")).satisfies(name), "voted for, and not proposed");
    assert!(!nothing().saves(0, 0, 1, Some("8")).saves(0, 0, 1, Some("5")).satisfies(name));
}

#[test]
fn a_vote_is_safe_if_a_quorum_leaves_nothing_else_to_choose_below_it() {
    let name = "votes are safe";
    let voted = |value: &str| nothing().votes(&[3], &vote(1, value)).votes(&[1], &vote(2, "8"));
    assert!(nothing().votes(&[1], &vote(2, "8")).satisfies(name), "nobody took part below");
    assert!(!voted("5").satisfies(name), "2 and 3 can still choose 5");
    assert!(voted("5").promises(2, ballot(2, 0)).satisfies(name), "3 alone cannot");
    assert!(voted("8").satisfies(name), "whoever joins 3 votes for 8");
    let chosen = voted("5").votes(&[1], &vote(1, "5")).promises(2, ballot(2, 0));
    assert!(!chosen.satisfies(name), "1 and 3 have left, and have chosen 5");
    let contended = nothing().promises(1, ballot(2, 0)).promises(3, ballot(1, 0));
    assert!(!contended.votes(&[1], &vote(2, "8")).satisfies(name), "2 and 3 can still vote below");
}

#[test]
fn the_leader_of_a_higher_ballot_has_what_is_chosen() {
    let name = "leaders keep what is chosen";
    let chosen = || nothing().votes(&[1, 2], &vote(2, "8"));
    assert!(chosen().leads(3, &["8", "5"]).satisfies(name));
    assert!(chosen().leads(2, &[]).leads(1, &["5"]).satisfies(name), "that is not above it");
    assert!(!chosen().leads(3, &["5"]).satisfies(name));
    assert!(!chosen().leads(3, &[]).satisfies(name), "its log is too short");
    assert!(nothing().votes(&[1], &vote(2, "8")).leads(3, &["5"]).satisfies(name), "not chosen");
}

#[test]
fn logs_with_an_entry_of_one_ballot_are_the_same_up_to_there() {
    let name = "logs match";
    let [one, two, other, third] = [vote(1, "8"), vote(2, "5"), vote(3, "5"), vote(3, "8")];
    let first = || nothing().keeps(1, &[one.clone(), other.clone()]);
    assert!(first().keeps(3, &[one.clone(), other.clone(), third.clone()]).satisfies(name));
    assert!(first().keeps(3, from_ref(&one)).keeps(2, from_ref(&two)).satisfies(name));
    assert!(!first().keeps(3, &[two, other.clone()]).satisfies(name), "another one before it");
    assert!(!first().keeps(2, &[one, third]).satisfies(name), "another value");
}

#[test]
fn a_promise_or_a_vote_that_goes_back_or_away_is_seen() {
    let name = "promises and votes never go back";
    let promised = || nothing().promises(1, ballot(2, 0));
    assert!(promised().promises(1, ballot(2, 1)).satisfies(name));
    assert!(!promised().promises(1, ballot(1, 1)).satisfies(name), "a lower promise");
    let voted = || nothing().votes(&[1], &vote(2, "8"));
    assert!(voted().votes(&[1], &vote(3, "8")).satisfies(name));
    assert!(!voted().promises(1, ballot(3, 0)).satisfies(name), "the vote is gone");
    let mut lower = voted();
    let kept = Acceptor { promised: Some(ballot(3, 0)), voted: Some(vote(1, "8")) };
    lower.acceptors[0].observe(&kept);
    assert!(!lower.satisfies(name), "a lower vote");
}

#[test]
fn what_is_learned_must_be_chosen() {
    let name = "learned implies chosen";
    let chosen = || nothing().votes(&[1, 3], &vote(1, "8"));
    assert!(chosen().learns(1, "8").satisfies(name));
    assert!(!chosen().learns(1, "5").satisfies(name));
    assert!(!nothing().votes(&[1], &vote(1, "8")).learns(2, "8").satisfies(name));
}

#[test]
fn learners_agree_with_each_other_and_with_themselves() {
    let name = "learners agree";
    assert!(nothing().learns(1, "8").learns(2, "8").satisfies(name));
    assert!(!nothing().learns(1, "8").learns(2, "5").satisfies(name));
    assert!(nothing().learns(1, "8").forgets(1).learns(1, "8").satisfies(name));
    assert!(!nothing().learns(1, "8").forgets(1).learns(1, "5").satisfies(name));
}

#[test]
fn a_ballot_is_begun_once_and_left_behind_for_good() {
    let name = "ballots never reused";
    let second = || nothing().saves(1, 0, 1, None).saves(1, 0, 1, Some("5")).saves(1, 0, 2, None);
    assert!(second().saves(1, 0, 2, Some("5")).satisfies(name));
    assert!(!second().saves(1, 1, 2, None).satisfies(name), "begun again for another client");
    assert!(!second().saves(1, 0, 1, None).satisfies(name), "a lower one");
    assert!(!second().saves(1, 1, 1, Some("7")).satisfies(name), "a proposal in one left behind");
}

#[test]
fn witnesses_see_what_they_are_named_for_and_nothing_less() {
    let holds = |history: History, name: &str| history.satisfies(name);
    for (property, not_yet, then) in [
        (
            witness::VALUE_CHOSEN,
            nothing().votes(&[1], &vote(1, "8")).votes(&[2], &vote(2, "8")),
            nothing().votes(&[1, 2], &vote(1, "8")),
        ),
        (witness::VALUE_LEARNED, nothing().asks(1), nothing().learns(2, "8")),
        (
            witness::BALLOTS_CONTEND,
            nothing().votes(&[1, 2], &vote(1, "8")).promises(3, ballot(2, 1)),
            nothing().promises(1, ballot(1, 0)).promises(2, ballot(1, 1)),
        ),
        (
            witness::VALUE_ADOPTED,
            nothing().saves(1, 0, 1, Some("7")),
            nothing().saves(1, 0, 1, Some("8")),
        ),
        (
            witness::NEXT_CLIENT_SERVED,
            nothing().saves(1, 0, 1, Some("5")).saves(1, 0, 2, Some("7")),
            nothing().saves(1, 0, 1, Some("5")).saves(1, 1, 2, Some("7")),
        ),
        (
            witness::LEARNED_AGAIN,
            nothing().learns(1, "8").forgets(1),
            nothing().learns(1, "8").forgets(1).learns(1, "8"),
        ),
        (
            witness::LEARNED_AFTER_ASKING,
            nothing().asks(1).forgets(1).learns(1, "8"),
            nothing().asks(1).learns(1, "8"),
        ),
        (
            witness::ANSWERS_WITHOUT_QUORUM,
            nothing().votes(&[1, 2], &vote(1, "8")).hears(1, 1, vote(1, "8")).hears(
                1,
                2,
                vote(2, "8"),
            ),
            nothing().votes(&[1, 2], &vote(1, "8")).asks(1).hears(1, 1, vote(1, "8")).hears(
                1,
                2,
                vote(2, "8"),
            ),
        ),
        (
            no_ops::HOLE_FILLED,
            nothing().votes(&[1], &vote(1, "no-op")).votes(&[1, 2], &vote(2, "8")),
            nothing().votes(&[1, 2], &vote(1, "no-op")),
        ),
    ] {
        assert!(!holds(not_yet, property.name), "{} too soon", property.name);
        assert!(holds(then, property.name), "{} not seen", property.name);
    }
}

#[test]
fn at_the_beginning_every_safety_property_holds_and_nothing_is_reached() {
    for property in ALL {
        let always = property.kind == synod::properties::Kind::Always;
        assert_eq!(nothing().satisfies(property.name), always, "{}", property.name);
    }
}

/// Counts the states of a system in which a property that says that it does not look at promises gives
/// another verdict without them; and those in which one that says that it does, does.
struct WithoutPromises;

impl Visitor for WithoutPromises {
    type Output = (usize, usize);

    fn visit<S: System>(self, system: S) -> Self::Output {
        let (mut wrong, mut right) = (0, 0);
        walk(
            &system,
            &system.init_states()[0],
            |_| true,
            |state, _| {
                system.with_history(state, |history| {
                    let promised = |history: &AcceptorHistory| AcceptorHistory {
                        promised: None,
                        reports: BTreeSet::new(),
                        ..history.clone()
                    };
                    let run = &history.decrees[0];
                    let without = Run {
                        acceptors: run.acceptors.iter().map(promised).collect(),
                        proposers: run.proposers.clone(),
                        learners: run.learners.clone(),
                        ..*run
                    };
                    let without = properties::History::of(&without);
                    let differs = |property: &&Property| {
                        property.is_hit(history) != property.is_hit(&without)
                    };
                    for property in ALL.iter().filter(differs) {
                        let count =
                            if property.looks_at_promises { &mut right } else { &mut wrong };
                        *count += 1;
                    }
                });
            },
        );
        (wrong, right)
    }
}

#[test]
fn only_those_properties_look_at_promises_that_say_so() {
    let mut seen = 0;
    for model in ["two_proposers", "message_set_2_ballots", "learner_asks", "voting_2_ballots"] {
        let file = ModelFile::read(Path::new(&format!("models/holds/{model}.toml"))).unwrap();
        let (wrong, right) = file.visit(WithoutPromises);
        assert_eq!(wrong, 0, "{model}");
        seen += right;
    }
    assert!(seen > 0, "none looks at promises");
}

/// The properties that are hit, each with the number of steps that learners take for it.
type Hits<'a> = BTreeSet<(&'a str, usize)>;

/// Walks through a packed system, and looks at all states that look alike to properties. Returns how many looks
/// there are.
struct Looks;

impl PackedVisitor for Looks {
    type Output = usize;

    fn visit<const N: usize>(self, system: Arc<dyn Packed<N>>) -> usize {
        let mut looks: BTreeMap<(bool, [u64; N]), Hits> = BTreeMap::new();
        let mut seen = BTreeSet::from([system.initial()]);
        let mut stack = vec![system.initial()];
        while let Some(state) = stack.pop() {
            for promises in [false, true] {
                let mut hits = Hits::new();
                system.with_histories(&state, &mut |history, further: &[Step]| {
                    let visible = ALL.iter().filter(|p| promises || !p.looks_at_promises);
                    let hit = visible.filter(|property| property.is_hit(history));
                    hits.extend(hit.map(|property| (property.name, further.len())));
                });
                let look = (promises, system.glimpse(&state, promises));
                let same = looks.entry(look).or_insert_with(|| hits.clone());
                assert_eq!(*same, hits, "{look:?}");
            }
            let mut steps = Vec::new();
            system.successors(&state, &mut steps);
            stack.extend(steps.into_iter().map(|(_, next)| next).filter(|next| seen.insert(*next)));
        }
        looks.len()
    }
}

#[test]
fn states_that_look_the_same_are_so_to_every_property() {
    let (whole, observed) = (Reductions::NONE, Reductions { observers: true, ..Reductions::NONE });
    for (model, reductions) in [
        ("models/holds/crash_and_restart", observed),
        ("models/violates/vote_not_durable", observed),
        ("models/holds/two_proposers", observed),
        ("tests/models/silent_vote", observed),
        ("models/holds/learner_asks", whole),
        ("models/holds/message_set_2_ballots", whole),
        ("tests/models/log_of_two", whole),
        ("models/holds/network_log_learner", whole),
        ("models/holds/voting_2_ballots", whole),
        ("models/holds/raft", whole),
        ("models/violates/raft_votes_for_anybody", whole),
        ("models/holds/sequence_paxos", whole),
        ("models/holds/commit_one_acceptor", whole),
    ] {
        let file = ModelFile::read(Path::new(&format!("{model}.toml"))).unwrap();
        let looks = file.pack(&Packing { reductions, stop: &|| false }, Looks).unwrap();
        assert!(looks > 100, "{model}: {looks}");
    }
}
