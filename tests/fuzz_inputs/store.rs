//! Data directories of which one file is damaged in any way: refused with the reason, or every record is as it was.
//! (The directory is another in each run, since the system draws its incarnation; so one that shows something is kept.)

use super::damaged::{Files, Scene, files, used};
use super::mutator::mutate;
use super::target::Target;
use fastrand::Rng;
use std::path::{Path, PathBuf};
use synod::node::Store;

pub(crate) fn open() -> Box<dyn Target> {
    let stopped = Scene::new();
    let after_a_stop = files(&stopped.sound());
    let mut killed = Scene::new();
    let mut store = killed.open_sound();
    killed.commit(&mut store, 5);
    let after_a_kill = files(&killed.sound());
    assert!(store.commits() > 0);
    drop(store);
    Box::new(Damage { scenes: [(stopped, after_a_stop), (killed, after_a_kill)], chosen: None })
}

struct Damage {
    scenes: [(Scene, Files); 2],
    /// Of which directory which file is damaged.
    chosen: Option<(usize, PathBuf)>,
}

impl Target for Damage {
    fn begin(&mut self, _: &mut Rng) {}

    fn draw(&mut self, rng: &mut Rng) -> Vec<u8> {
        let scene = rng.usize(..self.scenes.len());
        let files = &self.scenes[scene].1;
        let (name, content) = files.iter().nth(rng.usize(..files.len())).expect("so many");
        self.chosen = Some((scene, name.clone()));
        // What stands in it is damaged, and a little of what comes after; the rest is zeros.
        let end = content.len().min(used(content) + 64);
        let others: Vec<_> = files.values().map(|other| other[..used(other)].to_vec()).collect();
        let mut hurt = mutate(rng, &content[..end], &others);
        if rng.u8(..4) != 0 {
            hurt.resize(hurt.len().max(content.len()), 0);
        }
        hurt
    }

    fn feed(&mut self, _: &mut Rng, input: &[u8]) -> Result<(), String> {
        let (scene, name) = self.chosen.as_ref().expect("it was drawn");
        let (scene, sound) = &self.scenes[*scene];
        let mut files = sound.clone();
        files.insert(name.clone(), input.to_vec());
        scene.outcome(&files, &name.display().to_string());
        Ok(())
    }

    fn keep(&self, folder: &Path) {
        let Some((scene, name)) = &self.chosen else { return };
        for (file, content) in &self.scenes[*scene].1 {
            let target = folder.join("sound").join(file);
            std::fs::create_dir_all(target.parent().expect("it is inside")).expect("a directory");
            std::fs::write(target, content).expect("it can be written");
        }
        std::fs::write(folder.join("which"), name.display().to_string())
            .expect("it can be written");
    }
}
