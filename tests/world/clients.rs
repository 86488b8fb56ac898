//! What clients ask, and what they are told.

use super::{CLIENT, World};
use synod::node::{Answer, Datagram, Decree, Nonces, Numbered, Question, Request};
use synod::paxos::Value;

impl World {
    /// A client asks a node.
    pub(crate) fn ask(&mut self, node: usize, decree: &Decree, question: Question) {
        if let Question::Propose(value) = &question {
            self.proposed.entry(decree.clone()).or_default().insert(value.clone());
        }
        let number = self.asked.len() as u64;
        self.asked.insert(number, decree.clone());
        if question == Question::Watch {
            self.watches.insert(number);
        }
        if self.chosen.contains_key(decree) || self.is_chosen(decree) {
            self.asked_late.insert(number);
        }
        let request = Numbered { number, content: Request::About(decree.clone(), question) };
        let bytes = self.client.request(self.id(node), self.nonces.next(), &request);
        let bytes = bytes.expect("it is a node");
        self.send(CLIENT, &Datagram { to: self.address(node), bytes });
    }

    /// A client has an answer.
    pub(crate) fn answered(&mut self, bytes: &[u8]) {
        let (_, answer) = self.client.open(bytes).expect("a node writes what can be read");
        let Numbered { number, content } = answer;
        let decree = self.asked[&number].clone();
        match content {
            Answer::Chosen(value) => {
                self.record(&decree, &value);
                self.told.push((number, Some(value)));
            }
            Answer::NoneChosen => {
                self.told_none += 1;
                self.told.push((number, None));
                assert!(
                    !self.watches.contains(&number),
                    "{number} watches {decree}, and is told none"
                );
                assert!(
                    !self.asked_late.contains(&number),
                    "a value was chosen for {decree} when {number} asked, and it is told that none is"
                );
            }
            Answer::Unknown | Answer::Refused(_) => {}
            Answer::Listed(_) | Answer::Status(_) => panic!("nobody has asked for {content:?}"),
        }
    }

    /// Whoever learns or is told a value, it is the same value, and somebody proposed it.
    pub(crate) fn record(&mut self, decree: &Decree, value: &Value) {
        assert!(self.proposed[decree].contains(value), "nobody proposed {value} for {decree}");
        let first = self.chosen.entry(decree.clone()).or_insert_with(|| value.clone());
        assert_eq!(first, value, "two values for {decree}");
    }
}
