//! What was never acknowledged and does not verify: it goes, and is in nobody's way, also if it comes
//! back.

use super::scene::{Scene, files, first_segment, segment, used, witness};
use super::torn::Part;
use std::fs;
use synod::node::Store;

#[test]
fn whatever_stands_beyond_the_last_commit_goes() {
    let scene = Scene::new();
    let sound = files(&scene.sound());
    let end = used(&sound[&first_segment()]);
    for length in [1, 2, 4, 11, 12, 28, 5000, sound[&first_segment()].len() - end] {
        let mut files = sound.clone();
        files.get_mut(&first_segment()).expect("it is there")[end..end + length].fill(0xff);
        assert_eq!(scene.outcome(&files, &format!("{length} bytes")), "same");
    }
}

#[test]
fn what_went_is_not_in_the_way_later() {
    let mut scene = Scene::new();
    let mut sound = files(&scene.sound());
    let segment = sound.get_mut(&first_segment()).expect("it is there");
    let end = used(segment);
    segment[end + 3_000..end + 5_000].fill(0xff);
    scene.lay(&sound);
    for _ in 0..2 {
        // The first commit ends before what went, the second has no room in this segment.
        let mut store = scene.open(&scene.hurt()).expect("it is sound");
        for length in [1_000, 1 << 20] {
            scene.put(&mut store, &[1, b'a', 0, 0], &vec![9; length]);
            store.commit().expect("the disk has room");
        }
    }
    assert_eq!(scene.outcome(&files(&scene.hurt()), "two segments later"), "same");
}

#[test]
fn what_went_and_comes_back_stays_gone() {
    let mut scene = Scene::new();
    let mut store = scene.open_sound();
    let (mut hurt, records) = (files(&scene.sound()), scene.records.clone());
    scene.commit(&mut store, 1);
    drop(store);
    // A commit of which neither frame nor seal can be read, so that another has its number.
    let sound = fs::read(scene.sound().join(first_segment())).expect("readable");
    let mut content = sound.clone();
    content[used(&sound) - 30] ^= 1;
    let slots = Part::Seal.of(&content);
    content[slots.clone()].clone_from_slice(&hurt[&first_segment()][slots]);
    hurt.insert(first_segment(), content);
    scene.lay(&hurt);
    scene.records = records;
    let mut store = scene.open(&scene.hurt()).expect("nobody was told of it");
    let mut past = vec![(files(&scene.hurt()), scene.records.clone())];
    for commit in 1..=3 {
        scene.put(&mut store, &[1, b'a', 0, 0], &[commit; 90]);
        store.commit().expect("the disk has room");
        past.push((files(&scene.hurt()), scene.records.clone()));
    }
    drop(store);
    for commit in past.windows(2) {
        let [(before, _), (after, records)] = commit else { unreachable!("it is a window") };
        scene.records.clone_from(records);
        let mut back = after.clone();
        back.insert(first_segment(), sound.clone());
        assert_eq!(scene.outcome(&back, "it can be read again"), "same");
        let mut trails = back.clone();
        trails.insert(witness(), before[&witness()].clone());
        assert_eq!(scene.outcome(&trails, "old witness"), "same");
        // Of the last commit log or seal may have nothing.
        let written = after.keys().filter(|file| before.get(*file) != Some(&after[*file]));
        assert!(written.eq([&segment(2), &witness()]));
        for part in [Part::Log, Part::Seal] {
            let (mut back, old) = (back.clone(), &before[&segment(2)]);
            let content = back.get_mut(&segment(2)).expect("it is there");
            content[part.of(old)].clone_from_slice(&old[part.of(old)]);
            assert_eq!(scene.outcome(&back, &format!("old {part:?}")), "same");
        }
    }
}
