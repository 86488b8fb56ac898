//! What a node says.

use super::scene::{BEGIN, Files, Scene, files, first_segment};
use super::support::{SYNOD, stderr};
use std::path::Path;
use std::process::{Command, Stdio};

#[test]
fn a_node_says_what_is_wrong_and_what_to_do_whatever_the_damage() {
    let scene = Scene::new();
    let sound = files(&scene.sound());
    let complain = |what: &str, hurt: &dyn Fn(&mut Files)| {
        let mut files = sound.clone();
        hurt(&mut files);
        scene.lay(&files);
        let mut command = Command::new(SYNOD);
        command.args(["node", "--id=1", "--stop-with-stdin"]).stdin(Stdio::null());
        command.arg("--cluster").arg(scene.cluster_file()).arg("--data").arg(scene.hurt());
        let output = command.output().expect("it runs");
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(1), "{what}: {output:?}");
        assert!(said.starts_with("error: "), "{what}: {said}");
        assert!(said.contains("hurt: the durable state is damaged: "), "{what}: {said}");
        assert!(said.contains("Leave this node down"), "{what}: {said}");
    };
    let set = |file: &'static str, content: &'static str| {
        move |files: &mut Files| drop(files.insert(file.into(), content.into()))
    };
    complain("no witness", &set("witness", ""));
    complain("no sense in node.toml", &set("node.toml", "node = "));
    let incarnation = |files: &mut Files| {
        let identity = files.get_mut(Path::new("node.toml")).expect("it is there");
        let text = String::from_utf8(identity.clone()).expect("text");
        *identity = text.replace("incarnation = \"", "incarnation = \"x").into_bytes();
    };
    complain("no incarnation", &incarnation);
    complain("no node.toml", &|files| drop(files.remove(Path::new("node.toml"))));
    complain("no log", &|files| drop(files.remove(&first_segment())));
    complain("a wrong byte", &|files| {
        files.get_mut(&first_segment()).expect("it is there")[BEGIN + 20] ^= 1;
    });
}
