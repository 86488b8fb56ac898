//! What is chosen: put, asked for, waited for, listed.

use super::client::{connect, receive, request};
use super::scene::{Scene, until};
use super::support::{Cluster, chosen};
use serde_json::{Value, json};
use std::fs;
use std::io::Write;

#[test]
fn what_is_put_first_stays_and_everybody_is_told_the_same() {
    let scene = Scene::start(3);
    let colour = "/v1/decrees/colour";
    let put = scene.put(1, colour, "green");
    assert_eq!((put.code, put.json()), (200, json!({"decree": "colour", "value": "green"})));
    let other = scene.put(2, colour, "red");
    assert!(other.trouble(409).starts_with("another value is chosen"), "{other:?}");
    assert_eq!(
        (&other.json()["decree"], &other.json()["value"]),
        (&json!("colour"), &json!("green"))
    );
    let again = scene.put(3, colour, "green");
    assert_eq!(
        (again.code, again.json()),
        (200, put.json()),
        "who puts again what is chosen has it"
    );
    for node in 1..=3 {
        let got = scene.get(node, colour);
        assert_eq!((got.code, got.json()), (200, put.json()));
    }
    // A client of the other kind is told the same.
    assert_eq!(scene.cluster.learn("colour"), "green");
}

#[test]
fn a_shell_is_told_the_bare_value() {
    let scene = Scene::start(1);
    let plain = &[("accept", "text/plain")][..];
    let value = "  a value\nof two lines, and 颜色 ";
    let put = scene.ask(1, "PUT", "/v1/decrees/note", plain, value);
    assert_eq!((put.code, &*put.body), (200, value));
    assert_eq!(put.header("content-type"), Some("text/plain; charset=utf-8"));
    assert_eq!(put.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(put.header("cache-control"), Some("no-store"));
    let other = scene.ask(1, "PUT", "/v1/decrees/note", plain, "another");
    assert_eq!((other.code, &*other.body), (409, value));
    assert_eq!(scene.ask(1, "GET", "/v1/decrees/note?stale=true", plain, "").body, value);
    let head = scene.ask(1, "HEAD", "/v1/decrees/note", plain, "");
    assert_eq!((head.code, head.header("content-length")), (200, Some(&*value.len().to_string())));
}

#[test]
fn a_name_is_what_a_client_of_the_other_kind_calls_it() {
    let scene = Scene::start(1);
    for (path, name) in [
        ("job/7/leader", "job/7/leader"),
        ("a%20b%2Fc+d%3F", "a b/c+d?"),
        ("%E9%A2%9C%E8%89%B2", "颜色"),
        ("/", "/"),
    ] {
        let put = scene.put(1, &format!("/v1/decrees/{path}"), path);
        assert_eq!((put.code, &put.json()["decree"]), (200, &json!(name)), "{put:?}");
        assert_eq!(scene.cluster.learn(name), path);
    }
}

#[test]
fn that_nothing_is_chosen_is_said_on_a_quorums_word_alone() {
    let mut scene = Scene::start(3);
    let told = scene.get(1, "/v1/decrees/colour").trouble(404);
    assert!(told.starts_with("no value was chosen for this decree when you asked; "), "{told}");
    assert_eq!(scene.put(1, "/v1/decrees/known", "yes").code, 200);
    scene.kill(2);
    scene.kill(3);
    let unknown = scene.get(1, "/v1/decrees/colour?timeout=300ms");
    assert!(unknown.trouble(503).starts_with("this node could not ask a quorum within 300ms"));
    assert_eq!(unknown.header("retry-after"), Some("1"));
    let put = scene.put(1, "/v1/decrees/colour?timeout=300ms", "green");
    assert!(put.trouble(503).contains("this one may yet be; put it again"), "{put:?}");
    // What it has learned before it still knows, and says that this is all it knows.
    assert_eq!(scene.get(1, "/v1/decrees/known").json()["value"], "yes");
    let stale = scene.get(1, "/v1/decrees/colour?stale=true").trouble(404);
    assert!(stale.contains("tells nothing of other nodes"), "{stale}");
    assert_eq!(scene.waiting(1), 0, "who has given up is forgotten");
}

#[test]
fn who_waits_is_woken_by_what_is_put_elsewhere() {
    let scene = Scene::start(3);
    let late = scene.get(1, "/v1/decrees/colour?wait=200ms").trouble(504);
    assert!(late.contains("one may be chosen all the same"), "{late}");
    let mut waiting = connect(scene.address(1));
    let host = scene.address(1).to_string();
    let ask = request(&host, "GET", "/v1/decrees/colour?wait=60s", &[], b"");
    waiting.write_all(&ask).expect("it is open");
    until("somebody waits", || scene.waiting(1) == 1);
    assert_eq!(scene.metric(1, "synod_http_waits"), Some(1.0));
    assert_eq!(scene.put(2, "/v1/decrees/colour", "green").code, 200);
    assert_eq!(receive(&mut waiting).json(), json!({"decree": "colour", "value": "green"}));
    assert_eq!(scene.waiting(1), 0);
    // The connection is still of use.
    waiting.write_all(&ask).expect("it is open");
    assert_eq!(receive(&mut waiting).code, 200);
}

#[test]
fn who_waits_for_long_is_not_forgotten() {
    let scene = Scene::start(1);
    let host = scene.address(1).to_string();
    let mut waiting = connect(scene.address(1));
    let ask = request(&host, "GET", "/v1/decrees/colour?wait=60s", &[], b"");
    waiting.write_all(&ask).expect("it is open");
    until("somebody waits", || scene.waiting(1) == 1);
    // A node forgets who has not asked again for ten seconds.
    until("thirteen seconds have passed", || scene.metric(1, "synod_uptime_seconds") > Some(13.0));
    assert_eq!(scene.put(1, "/v1/decrees/colour", "green").code, 200);
    assert_eq!(receive(&mut waiting).json()["value"], "green");
}

#[test]
fn who_goes_away_is_forgotten() {
    let scene = Scene::start(1);
    let ask =
        request(&scene.address(1).to_string(), "GET", "/v1/decrees/colour?wait=60s", &[], b"");
    let mut waiting: Vec<_> = (0..3).map(|_| connect(scene.address(1))).collect();
    for stream in &mut waiting {
        stream.write_all(&ask).expect("it is open");
    }
    until("they wait", || scene.waiting(1) == 3);
    drop(waiting.split_off(1));
    until("two are gone", || scene.waiting(1) == 1);
    until("their places are free", || scene.metric(1, "synod_http_waits") == Some(1.0));
    assert_eq!(scene.put(1, "/v1/decrees/colour", "green").code, 200);
    assert_eq!(receive(&mut waiting[0]).json()["value"], "green");
}

#[test]
fn what_the_node_has_learned_is_listed_in_pages() {
    let scene = Scene::start(1);
    let proposals =
        (0..120).map(|number| format!("job/{number:03} {}\n", "v".repeat(number % 100 * 9)));
    let input = scene.cluster.path().join("proposals");
    fs::write(&input, proposals.collect::<String>()).expect("it can be written");
    let mut client = scene.cluster.client(&["propose", "-"]);
    chosen(&client.stdin(fs::File::open(input).expect("it is there")).output().expect("it runs"));
    assert_eq!(scene.put(1, "/v1/decrees/colour", "green").code, 200);

    let first = scene.get(1, "/v1/decrees").json();
    assert_eq!(first["decrees"][0], json!({"decree": "colour", "value": "green"}));
    assert_eq!(first["decrees"].as_array().map(Vec::len), Some(100));
    let (mut after, mut names) = (String::new(), Vec::new());
    loop {
        let page = scene.get(1, &format!("/v1/decrees?prefix=job/&limit=7{after}")).json();
        let decrees = page["decrees"].as_array().expect("a list");
        names.extend(
            decrees.iter().map(|decree| decree["decree"].as_str().expect("text").to_owned()),
        );
        let Some(next) = page["next"].as_str() else { break };
        assert_eq!(decrees.len(), 7);
        after = format!("&after={next}");
    }
    let all: Vec<_> = (0..120).map(|number| format!("job/{number:03}")).collect();
    assert_eq!(names, all);
    // Also where the node has told all of them, and more than were asked for.
    let few = scene.get(1, "/v1/decrees?limit=1").json();
    assert_eq!((&few["decrees"][0]["decree"], &few["next"]), (&json!("colour"), &json!("colour")));
    let few = scene.get(1, "/v1/decrees?prefix=job/&after=job/117&limit=1").json();
    assert_eq!(few["next"], "job/118");
    let last = scene.get(1, "/v1/decrees?prefix=job/&after=job/118&limit=1").json();
    assert_eq!((&last["decrees"][0]["decree"], &last["next"]), (&json!("job/119"), &Value::Null));
    assert_eq!(scene.get(1, "/v1/decrees?prefix=no").json(), json!({"decrees": [], "next": null}));
}

#[test]
fn what_cannot_be_asked_is_refused_with_a_remedy() {
    let scene = Scene::start(1);
    let long_name = format!("/v1/decrees/{}", "a".repeat(129));
    let long_prefix = format!("/v1/decrees?prefix={}", "a".repeat(129));
    for (path, told) in [
        ("/v1/decrees/", "give it at least one letter"),
        (&*long_name, "has 129 bytes; use at most 128"),
        ("/v1/decrees/%zz", "write % as %25"),
        ("/v1/decrees/%ff", "is not UTF-8"),
        ("/v1/decrees/a?wait=soon", "`wait=soon` is no time to wait here"),
        ("/v1/decrees/a?wait=61s", "give between 1ms and 60s"),
        ("/v1/decrees/a?wait=1s&stale=true", "do not go together"),
        ("/v1/decrees/a?timout=1s", "here can stand: timeout, wait, stale"),
        ("/v1/decrees?limit=0", "give between 1 and 1000"),
        (&*long_prefix, "use at most 128"),
    ] {
        let reply = scene.get(1, path);
        assert!(reply.trouble(400).contains(told), "{path}: {reply:?}");
    }
    let put = scene.put(1, "/v1/decrees/a?wait=1s", "value");
    assert!(put.trouble(400).contains("here can stand: timeout"), "{put:?}");
    let empty = scene.put(1, "/v1/decrees/a", "").trouble(400);
    assert!(empty.starts_with("there is no value"), "{empty}");
    let longest = "v".repeat(900);
    assert_eq!(scene.put(1, "/v1/decrees/long", &longest).code, 200);
    let long = scene.put(1, "/v1/decrees/longer", &(longest + "v")).trouble(413);
    assert!(long.contains("more than 900 bytes"), "{long}");
    let address = scene.address(1);
    let bytes = request(&address.to_string(), "PUT", "/v1/decrees/bytes", &[], b"\xff");
    assert!(super::client::send(connect(address), &bytes).trouble(400).contains("base64"));

    assert!(scene.get(1, "/v2").trouble(404).contains("there are /v1/decrees"));
    for (method, told) in [("POST", "with PUT"), ("DELETE", "stays for good"), ("OPTIONS", "Allow")]
    {
        let reply = scene.ask(1, method, "/v1/decrees/a", &[], "");
        assert!(reply.trouble(405).contains(told), "{reply:?}");
        let mut allowed: Vec<_> = reply.header("allow").expect("a header").split(',').collect();
        allowed.sort_unstable();
        assert_eq!(allowed, ["GET", "HEAD", "PUT"]);
    }
    assert_eq!(scene.get(1, "/v1/decrees/a").code, 404, "none of it had something chosen");
}

#[test]
fn a_node_that_cannot_do_it_says_who_can() {
    let cluster = Cluster::prepare(2);
    let file = cluster.file();
    let text = fs::read_to_string(&file).expect("readable");
    let text = text.replacen("id = 1\n", "id = 1\nroles = [\"learner\"]\n", 1);
    fs::write(&file, text).expect("writable");
    let scene = Scene::with(cluster, 2, &[]);
    assert_eq!(
        scene.put(1, "/v1/decrees/a", "v").trouble(501),
        "node 1 has no proposer; ask a node that has one: 2"
    );
    assert_eq!(scene.put(2, "/v1/decrees/a", "v").code, 200);
    assert_eq!(scene.get(1, "/v1/decrees/a").json()["value"], "v");
}
