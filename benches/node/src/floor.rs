//! The least that an answer takes which is durable at a majority of three: no algorithm, and nothing but the waits.
//!
//! The first process is the owner. All that has come in one turn it writes into one file, syncs that, and sends it to
//! the two others, who do the same and answer; the first of them makes a majority, and the client is answered. With two
//! phases all of that is done twice. Nothing is sent again, nothing is compared, and nothing could be recovered.

use crate::drain::Drain;
use crate::options::Place;
use crate::processes::READY;
use crate::ring::Ring;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::io;
use std::net::SocketAddr;

/// What a client asks with: a number, and a value.
pub(crate) const REQUEST: usize = 8 + VALUE;

/// How long the values are, everywhere.
pub(crate) const VALUE: usize = 16;

/// The number of a batch, and of its phase.
const HEAD: usize = 8 + 1;

/// Runs one of the processes, until it is killed.
pub(crate) fn run(place: &Place, phases: u8) -> io::Result<()> {
    let mut socket = Drain::bind(place.own())?;
    let mut ring = Ring::create(&place.data)?;
    println!("{READY}");
    match place.number {
        1 => own(&mut socket, &mut ring, &place.others().collect::<Vec<_>>(), phases),
        _ => follow(&mut socket, &mut ring),
    }
}

/// What came in one turn.
struct Batch {
    clients: Vec<(SocketAddr, [u8; 8])>,
    /// As it goes to the others: the head, then all requests.
    bytes: Vec<u8>,
}

impl Batch {
    fn new(number: u64) -> Self {
        let mut bytes = number.to_be_bytes().to_vec();
        bytes.push(1);
        Self { clients: Vec::new(), bytes }
    }

    fn add(&mut self, client: SocketAddr, request: &[u8; REQUEST]) {
        let mut number = [0; 8];
        number.copy_from_slice(&request[..8]);
        self.clients.push((client, number));
        self.bytes.extend(request);
    }

    fn phase(&self) -> u8 {
        self.bytes[HEAD - 1]
    }

    fn begin(&mut self, phase: u8) {
        self.bytes[HEAD - 1] = phase;
    }
}

fn own(socket: &mut Drain, ring: &mut Ring, others: &[SocketAddr], phases: u8) -> io::Result<()> {
    let mut batches: BTreeMap<[u8; 8], Batch> = BTreeMap::new();
    for number in 0.. {
        let mut new = Batch::new(number);
        let (mut next, mut done) = (Vec::new(), Vec::new());
        socket.turn(|from, bytes| {
            if let Ok(request) = bytes.try_into() {
                new.add(from, request);
            } else if let Some((number, [phase])) = bytes.split_first_chunk() {
                // The second who answers is too late, for the batch or for its phase.
                if let Entry::Occupied(batch) = batches.entry(*number)
                    && batch.get().phase() == *phase
                {
                    let mut batch = batch.remove();
                    if *phase == phases {
                        done.push(batch);
                    } else {
                        batch.begin(phase + 1);
                        next.push((*number, batch));
                    }
                }
            }
        })?;
        if !new.clients.is_empty() {
            next.push((number.to_be_bytes(), new));
        }
        for (client, number) in done.iter().flat_map(|batch| &batch.clients) {
            socket.send(*client, number)?;
        }
        for (_, batch) in &next {
            ring.write(&batch.bytes)?;
        }
        if !next.is_empty() {
            ring.sync()?;
        }
        for (number, batch) in next {
            for other in others {
                socket.send(*other, &batch.bytes)?;
            }
            batches.insert(number, batch);
        }
    }
    Ok(())
}

fn follow(socket: &mut Drain, ring: &mut Ring) -> io::Result<()> {
    loop {
        let mut heads = Vec::new();
        let mut written = Ok(());
        socket.turn(|from, bytes| {
            if let Some(head) = bytes.first_chunk::<HEAD>() {
                heads.push((from, *head));
                if written.is_ok() {
                    written = ring.write(bytes);
                }
            }
        })?;
        written?;
        if !heads.is_empty() {
            ring.sync()?;
        }
        for (owner, head) in heads {
            socket.send(owner, &head)?;
        }
    }
}
