//! All that a node has to know of its standing.

use super::known::{Incarnation, Says};
use super::news::News;
use super::own::Own;
use super::peers::Peers;
use super::questions::Questions;
use super::verdict::Doubt;
use crate::node::identity::NodeId;
use crate::node::store::{Store, StoreError, Subject, decode};

/// What a node keeps of itself and remembers of the others.
#[derive(Debug)]
pub(in crate::node) struct Standing {
    incarnation: Incarnation,
    pub(in crate::node) own: Own,
    pub(in crate::node) peers: Peers,
    pub(in crate::node) questions: Questions,
    /// Whether so many have answered in this life that this node's word can count (see the module).
    pub(in crate::node) is_in_company: bool,
    news: Vec<News>,
    told: Vec<News>,
}

impl Standing {
    /// What a store says, at the next start of its node, for which this was drawn.
    pub(in crate::node) fn begin(
        store: &impl Store,
        random: u64,
        others: &[NodeId],
    ) -> Result<Self, StoreError> {
        let before = store.get(&Subject::Own.key())?.as_deref().map(decode).transpose()?;
        let own = Own::next(before, random, store.commits(), others);
        let mut peers = Peers::default();
        for other in others {
            if let Some(record) = store.get(&Subject::Peer(*other).key())? {
                peers.recall(*other, decode(&record)?);
            }
        }
        let (incarnation, questions) = (store.incarnation(), Questions::new(others));
        let (news, told) = (Vec::new(), Vec::new());
        Ok(Self {
            incarnation,
            own,
            peers,
            questions,
            is_in_company: others.is_empty(),
            news,
            told,
        })
    }

    /// The directory.
    pub(in crate::node) fn incarnation(&self) -> Incarnation {
        self.incarnation
    }

    /// Whether this node's acceptor hears and answers, and its proposer may use a round without promises.
    pub(in crate::node) fn is_trusted(&self) -> bool {
        self.own.is_admitted() && self.is_in_company
    }

    /// What this node says of itself to another, now that there are so many commits.
    pub(in crate::node) fn says(&self, to: NodeId, commits: u64) -> Says {
        let Own { life, .. } = self.own;
        let (answered, commits) = (self.own.answered_in(to), self.own.commits_for(to, commits));
        Says { incarnation: self.incarnation, life, answered, commits }
    }

    /// Tells an operator that the node is admitted.
    pub(in crate::node) fn tell_admitted(&mut self) {
        self.news.push(News::Admitted);
    }

    /// Tells an operator what speaks against another, if it does for certain, and was not told yet.
    pub(in crate::node) fn tell_doubt(&mut self, node: NodeId, doubt: Doubt) {
        let news = News::Doubted { node, doubt };
        if !doubt.may_be_late() && !self.told.contains(&news) {
            self.told.push(news);
            self.news.push(news);
        }
    }

    /// What there is to tell since the last time.
    pub(in crate::node) fn take_news(&mut self) -> Vec<News> {
        std::mem::take(&mut self.news)
    }
}
