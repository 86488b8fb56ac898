//! What comes of mistakes is what was provoked, and nothing else.

use super::World;
use super::mistakes::Mistake;
use synod::node::{Content, Datagram, Disowned, Doubt, News, Opened, Store};

impl World {
    /// A node has ended because another knows better.
    pub(super) fn disown(&mut self, node: usize, why: Disowned) {
        self.down.insert(node);
        if !self.is_wrong(node) {
            self.disowned.insert(node, why);
            return;
        }
        assert!(self.is_provoked(node, why.doubt), "node {node} is told: {why}");
        self.tell_wrong();
    }

    /// Whether it was made so that this speaks against a node.
    fn is_provoked(&self, node: usize, doubt: Doubt) -> bool {
        let mut made = self.mistakes.made.iter().filter(|made| made.node == node);
        made.any(|made| match doubt {
            Doubt::OtherDirectory { known, now } => {
                made.mistake == Mistake::Emptied
                    && known == self.own_disk(node).incarnation()
                    && now == made.disk.incarnation()
            }
            Doubt::TwoCopies { .. } | Doubt::EarlierStart { .. } | Doubt::FewerCommits { .. } => {
                made.mistake != Mistake::Emptied
            }
        })
    }

    /// Who runs upon a wrong directory speaks to nobody but to ask and to answer what it knows, is never admitted, and
    /// accuses nobody but one of whom an old datagram comes that was sent upon a wrong directory, too.
    pub(super) fn check_silence(&self, node: usize, leaving: &[Datagram], news: &[News]) {
        for datagram in leaving {
            let Some(to) = self.at(datagram.to) else { continue };
            let opened = self.codecs[to].open(&datagram.bytes).expect("it can be read");
            let Opened::Letter { letter, .. } = opened else { panic!("no node is a client") };
            let is_silent = matches!(letter.content, Content::Ask(_) | Content::Told(_));
            assert!(is_silent, "node {node} is not itself, and says {letter:?}");
        }
        let is_quiet = |news: &News| match *news {
            News::Heard { .. } | News::Unheard { .. } => true,
            News::Doubted { node, doubt } => self.is_provoked(self.index(node), doubt),
            News::Admitted => false,
        };
        assert!(news.iter().all(is_quiet), "node {node} is not itself, and says {news:?}");
    }

    /// What nodes had to say, and who has ended, is what was provoked, and nothing else.
    pub(crate) fn check_news(&self) {
        assert!(self.disowned.is_empty(), "all were as they had been: {:?}", self.disowned);
        for (node, news) in &self.news {
            let is_provoked = match *news {
                News::Admitted => true,
                News::Doubted { node, doubt } => self.is_provoked(self.index(node), doubt),
                // For a while nobody heard it, or it heard nobody.
                News::Unheard { node: of, .. } | News::Heard { node: of } => {
                    self.was_away.contains(node) || self.was_away.contains(&self.index(of))
                }
            };
            assert!(is_provoked, "node {node} says {news:?}");
        }
        let admitted = self.news.iter().filter(|(_, news)| *news == News::Admitted).count();
        assert!(admitted <= self.all().len(), "each is admitted once");
    }
}
