use super::*;
use std::os::unix::fs::symlink;

/// The names of all that is in a folder.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn a_file_is_replaced_in_one_step_and_nothing_else_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let (path, before) = (folder.path().join("text"), folder.path().join("before"));
    replace(&path, b"first").unwrap();
    fs::hard_link(&path, &before).unwrap();
    replace(&path, b"second").unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"second");
    assert_eq!(fs::read(&before).unwrap(), b"first", "it was another file, and not written over");
    assert_eq!(names(folder.path()), ["before", "text"]);
}

#[test]
fn a_link_stays_and_so_do_permissions() {
    let folder = tempfile::tempdir().unwrap();
    let (path, link) = (folder.path().join("text"), folder.path().join("link"));
    fs::write(&path, "first").unwrap();
    fs::set_permissions(&path, Permissions::from_mode(0o640)).unwrap();
    symlink("text", &link).unwrap();
    replace(&link, b"second").unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!((fs::read(&path).unwrap(), mode(&path)), (b"second".to_vec(), 0o640));
}

/// Only root can give files away, so only root can break or see this.
#[test]
fn a_file_stays_its_owners_if_root_replaces_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("text");
    fs::write(&path, "first").unwrap();
    if std::os::unix::fs::chown(&path, Some(4701), Some(4702)).is_ok() {
        replace(&path, b"second").unwrap();
        let found = fs::metadata(&path).unwrap();
        assert_eq!((found.uid(), found.gid()), (4701, 4702));
    }
}

#[test]
fn a_link_that_leads_nowhere_yet_leads_to_the_file_then() {
    let folder = tempfile::tempdir().unwrap();
    let link = folder.path().join("link");
    symlink("text", &link).unwrap();
    replace(&link, b"first").unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::read(folder.path().join("text")).unwrap(), b"first");
}

#[test]
fn a_device_is_written_to_and_not_replaced() {
    replace(Path::new("/dev/null"), b"text").unwrap();
    assert!(!fs::metadata("/dev/null").unwrap().is_file());
}

#[test]
fn a_private_file_is_its_owners_alone_and_never_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key");
    create_private(&path, b"first").unwrap();
    assert_eq!(mode(&path), 0o600);
    assert_eq!(create_private(&path, b"second").unwrap_err().kind(), ErrorKind::AlreadyExists);
    assert_eq!(fs::read(&path).unwrap(), b"first");
    assert_eq!(names(folder.path()), ["key"]);
}

#[test]
fn a_folder_is_tried_without_a_trace() {
    let folder = tempfile::tempdir().unwrap();
    try_folder(&folder.path().join("some/where")).unwrap();
    assert_eq!(names(folder.path()), [""; 0]);
    fs::write(folder.path().join("file"), "").unwrap();
    let error = try_folder(&folder.path().join("file/where")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotADirectory);
}

#[test]
fn an_error_does_not_speak_of_drafts() {
    let folder = tempfile::tempdir().unwrap();
    let error = replace(&folder.path().join("none/text"), b"").unwrap_err();
    assert_eq!(error.to_string(), "No such file or directory (os error 2)");
}
