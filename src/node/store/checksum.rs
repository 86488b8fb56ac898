//! Checksums that only this directory's files have.

/// Whose data directory it is: the key of all its checksums, so that no file of another directory
/// can pass for one of this.
pub(super) type Owner = [u8; 32];

/// The first half of a keyed BLAKE3.
pub(super) type Checksum = [u8; CHECKSUM];

pub(super) const CHECKSUM: usize = 16;

/// What a checksum is of. The same bytes have another checksum as something else.
#[derive(Clone, Copy)]
pub(super) enum Of {
    Record,
    Frame,
    Segment,
    Seal,
    Witness,
}

/// The checksum of these bytes, one after the other.
pub(super) fn checksum(owner: Owner, of: Of, parts: &[&[u8]]) -> Checksum {
    let mut hasher = blake3::Hasher::new_keyed(&owner);
    hasher.update(&[of as u8]);
    for part in parts {
        hasher.update(part);
    }
    let mut checksum = Checksum::default();
    checksum.copy_from_slice(&hasher.finalize().as_bytes()[..CHECKSUM]);
    checksum
}
