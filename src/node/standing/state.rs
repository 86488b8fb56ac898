//! All that a node has to know of its standing.

use super::known::{Incarnation, Known};
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
        Ok(Self { incarnation, own, peers, questions, news: Vec::new(), told: Vec::new() })
    }

    /// The directory.
    pub(in crate::node) fn incarnation(&self) -> Incarnation {
        self.incarnation
    }

    /// What this node says of itself to another, now that there are so many commits.
    pub(in crate::node) fn says(&self, to: NodeId, commits: u64) -> Known {
        let commits = self.own.commits_for(to, commits);
        Known { incarnation: self.incarnation, life: self.own.life, commits }
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
