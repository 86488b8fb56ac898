//! What operators do wrong: a node is started upon a directory that is not its own, while nobody else is. All of these
//! the others can notice, so they have to; and until they do, nobody may be told a word by it.

use super::World;
use super::clock::Clock;
use super::disk::Forgetful;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};
use std::rc::Rc;
use std::time::Duration;
use synod::node::{Core, Store, Time};

/// Where clones run.
pub(super) const ELSEWHERE: SocketAddr =
    SocketAddr::V4(SocketAddrV4::new(Ipv4Addr::new(10, 0, 0, 2), 2));

/// So many backups are kept.
const BACKUPS: usize = 12;

/// Whoever is up tells it in this time, whatever the network does.
const PATIENCE: Duration = Duration::from_secs(60);

/// What is done to a node that was killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mistake {
    /// It starts upon a new directory.
    Emptied,
    /// It starts upon an older copy of its directory.
    Restored,
    /// It starts upon its own, and an older copy of that is started too, elsewhere.
    Cloned,
}

/// All that a node is.
pub(super) struct Seat {
    core: Core<Forgetful>,
    disk: Forgetful,
    log: Rc<RefCell<Vec<u8>>>,
    clock: Clock,
    address: SocketAddr,
}

/// A mistake that is being made.
struct Wrong {
    node: usize,
    mistake: Mistake,
    /// Whether the wrong one is in the place of the node now: a clone is only in its own turns.
    in_place: bool,
    /// The other one of the two.
    seat: Seat,
    begun: Time,
    /// Whether it goes on until the wrong one is told.
    waits: bool,
    told: bool,
    /// When it is mended.
    ends: Time,
}

/// A mistake that was made.
pub(super) struct Made {
    pub(super) node: usize,
    pub(super) mistake: Mistake,
    pub(super) disk: Forgetful,
}

/// How many mistakes were made, and how many of them were told to who ran upon the wrong directory before that was mended.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) emptied: u64,
    pub(crate) restored: u64,
    pub(crate) cloned: u64,
    pub(crate) told: u64,
}

/// What operators do, and have done.
#[derive(Default)]
pub(super) struct Mistakes {
    backups: Vec<(usize, Forgetful)>,
    now: Option<Box<Wrong>>,
    pub(super) made: Vec<Made>,
    /// All datagrams that were sent upon wrong directories.
    pub(super) said: BTreeSet<Vec<u8>>,
    pub(super) tally: Tally,
}

impl World {
    /// What happens to machines now and then, and what operators do, if they err: backups, mistakes, and their remedies.
    pub(crate) fn stir(&mut self, they_err: bool) {
        let node = self.rng.usize(self.all());
        match self.rng.u16(..2_000) {
            0..3 => self.pause(node),
            3..13 => self.back_up(node),
            13 if they_err => self.begin(node, Mistake::Emptied),
            14..16 if they_err => self.begin(node, Mistake::Restored),
            16..18 if they_err => self.begin(node, Mistake::Cloned),
            _ => {}
        }
        self.go_on();
    }

    /// In calm: what is wrong is told, if it was to be, and mended.
    pub(crate) fn mend(&mut self) {
        while self.mistakes.now.is_some() {
            assert!(self.step(), "nothing happens any more");
            self.go_on();
        }
    }

    /// What was made wrong, and noticed.
    pub(crate) fn mistakes(&self) -> Tally {
        self.mistakes.tally
    }

    /// The directory that the node had last.
    pub(super) fn own_disk(&self, node: usize) -> &Forgetful {
        let replaced = self.mistakes.now.as_ref().filter(|it| it.in_place && it.node == node);
        replaced.map_or(&self.disks[node], |wrong| &wrong.seat.disk)
    }

    /// What it has written down of what it did upon that.
    pub(super) fn own_log(&self, node: usize) -> &Rc<RefCell<Vec<u8>>> {
        let replaced = self.mistakes.now.as_ref().filter(|it| it.in_place && it.node == node);
        replaced.map_or(&self.logs[node], |wrong| &wrong.seat.log)
    }

    /// Whether who has the turn of a node is not it.
    pub(super) fn is_wrong(&self, node: usize) -> bool {
        self.mistakes.now.as_ref().is_some_and(|wrong| wrong.in_place && wrong.node == node)
    }

    fn back_up(&mut self, node: usize) {
        if self.is_wrong(node) {
            return;
        }
        let copy = self.disks[node].copy();
        copy.crash();
        if self.mistakes.backups.len() == BACKUPS {
            self.mistakes.backups.remove(0);
        }
        self.mistakes.backups.push((node, copy));
    }

    /// Whether every other member has it on its disk that this is another directory, a later start, or that it has told of
    /// more commits. Who began upon a copy of which one of them does not know better would be noted by that one: then both
    /// stay out for good, as the docs say, and there would be no calm.
    fn is_known(&self, node: usize, disk: &Forgetful) -> bool {
        let (id, life) = (self.id(node), disk.life().unwrap_or_default());
        let mut others = self.all().filter(|other| *other != node);
        others.all(|other| {
            let known = self.disks[other].known(id);
            known.is_some_and(|known| {
                let is_other = known.incarnation != disk.incarnation();
                let is_later = known.life.start > life.start;
                is_other || is_later || known.life == life && known.commits > disk.commits()
            })
        })
    }

    /// Begins a mistake, if the others can notice it, and none is being made.
    fn begin(&mut self, node: usize, mistake: Mistake) {
        if self.mistakes.now.is_some() {
            return;
        }
        let disk = if mistake == Mistake::Emptied {
            Some(Forgetful::new(self.rng.u128(..).to_be_bytes()))
        } else {
            let mut copies = self.mistakes.backups.iter().rev();
            copies.find(|(of, _)| *of == node).map(|(_, disk)| disk.copy())
        };
        let Some(disk) = disk.filter(|disk| self.is_known(node, disk)) else { return };
        let tally = &mut self.mistakes.tally;
        *match mistake {
            Mistake::Emptied => &mut tally.emptied,
            Mistake::Restored => &mut tally.restored,
            Mistake::Cloned => &mut tally.cloned,
        } += 1;
        if mistake == Mistake::Emptied {
            self.silence_the_past();
        }
        self.was_away.insert(node);
        self.mistakes.made.push(Made { node, mistake, disk: disk.copy() });
        let address = if mistake == Mistake::Cloned { ELSEWHERE } else { self.address(node) };
        let in_place = mistake != Mistake::Cloned;
        self.kill(node);
        let mut seat = self.occupy(node, disk, address);
        if !in_place {
            seat = self.sit(node, seat);
            self.start(node);
        }
        let (begun, waits) = (self.now, self.rng.bool());
        let ends = begun + Duration::from_millis(self.rng.u64(..3_000));
        let wrong = Wrong { node, mistake, in_place, seat, begun, waits, told: false, ends };
        self.mistakes.now = Some(Box::new(wrong));
    }

    /// No network brings any more what was said upon wrong directories. A new directory would believe it: as if both
    /// mistakes were made at a time (docs/operating.md, what is not noticed).
    fn silence_the_past(&mut self) {
        let said = std::mem::take(&mut self.mistakes.said);
        self.flying.retain(|_, (_, datagram)| !said.contains(&datagram.bytes));
        self.past.retain(|(_, datagram)| !said.contains(&datagram.bytes));
    }

    /// Another starts in the place of a node, upon this directory. Returns who was there.
    fn occupy(&mut self, node: usize, disk: Forgetful, address: SocketAddr) -> Seat {
        let disk = std::mem::replace(&mut self.disks[node], disk);
        let log = std::mem::take(&mut self.logs[node]);
        let clock = self.clocks[node];
        let address = std::mem::replace(&mut self.places[node], address);
        let started = self.boot(node);
        let core = std::mem::replace(&mut self.nodes[node], started);
        Seat { core, disk, log, clock, address }
    }

    /// Another takes the place of a node. Returns who was there.
    fn sit(&mut self, node: usize, seat: Seat) -> Seat {
        Seat {
            core: std::mem::replace(&mut self.nodes[node], seat.core),
            disk: std::mem::replace(&mut self.disks[node], seat.disk),
            log: std::mem::replace(&mut self.logs[node], seat.log),
            clock: std::mem::replace(&mut self.clocks[node], seat.clock),
            address: std::mem::replace(&mut self.places[node], seat.address),
        }
    }

    /// When a clone has something to do.
    pub(super) fn clone_due(&self) -> Option<Time> {
        let clone = self.mistakes.now.as_ref().filter(|wrong| !wrong.in_place && !wrong.told)?;
        Some(clone.seat.clock.when(clone.seat.core.next_turn()?))
    }

    /// A turn of a clone, if one runs.
    pub(super) fn clone_turn(&mut self, datagram: Option<(SocketAddr, Vec<u8>)>) {
        if self.clone_due().is_none() {
            return;
        }
        let Some(wrong) = self.mistakes.now.take() else { return };
        let node = wrong.node;
        let was_down = self.down.contains(&node);
        self.swap(wrong);
        self.turn(node, datagram);
        let Some(wrong) = self.mistakes.now.take() else { return };
        self.swap(wrong);
        if !was_down {
            self.down.remove(&node);
        }
    }

    /// Has the two of a mistake change places.
    fn swap(&mut self, wrong: Box<Wrong>) {
        let Wrong { node, in_place, seat, .. } = *wrong;
        let seat = self.sit(node, seat);
        self.mistakes.now = Some(Box::new(Wrong { in_place: !in_place, seat, ..*wrong }));
    }

    /// Goes on with what is being made wrong: it is told, and then mended.
    fn go_on(&mut self) {
        let Some(wrong) = &self.mistakes.now else { return };
        if wrong.waits && !wrong.told {
            let late = self.now > wrong.begun + PATIENCE;
            assert!(!late, "nobody tells node {} that it is {:?}", wrong.node, wrong.mistake);
            return;
        }
        if self.now < wrong.ends {
            return;
        }
        // To start it again changes nothing.
        if wrong.told && wrong.in_place && self.rng.u8(..4) == 0 {
            let node = wrong.node;
            self.crash(node);
            self.set_wrong(|wrong| wrong.told = false);
            return;
        }
        let Some(wrong) = self.mistakes.now.take() else { return };
        if wrong.in_place {
            let Wrong { node, seat, .. } = *wrong;
            self.sit(node, seat);
            self.crash(node);
        }
    }

    /// Who runs upon a wrong directory is told so. It ends, and after a while that is mended.
    pub(super) fn tell_wrong(&mut self) {
        self.mistakes.tally.told += 1;
        let ends = self.now + Duration::from_millis(self.rng.u64(..3_000));
        self.set_wrong(|wrong| (wrong.told, wrong.ends) = (true, ends));
    }

    fn set_wrong(&mut self, set: impl FnOnce(&mut Wrong)) {
        if let Some(wrong) = &mut self.mistakes.now {
            set(wrong);
        }
    }
}
