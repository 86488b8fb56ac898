//! Who is answered: by the name of the host, the origin, the token, and over TLS.

use super::client::{Reply, connect, request, send};
use super::scene::Scene;
use super::support::{Cluster, wait, write_private};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use tokio_rustls::rustls;

const TOKEN: &str = "correct-horse-battery-staple";

#[test]
fn a_page_from_elsewhere_is_not_answered_by_whatever_name_it_asks() {
    let scene = Scene::start(1);
    let address = scene.address(1);
    let port = address.port();
    let put = |host: &str, headers: &[(&str, &str)]| {
        send(connect(address), &request(host, "PUT", "/v1/decrees/colour", headers, b"red"))
    };
    for host in [&format!("evil.example:{port}"), "localhost", "127.0.0.1:1", ""] {
        let told = put(host, &[]).trouble(421);
        assert!(told.contains(&format!("ask http://127.0.0.1:{port}")), "{told}");
    }
    let ours = format!("localhost:{port}");
    for headers in [
        &[("origin", "http://evil.example")][..],
        &[("origin", "null")],
        &[("origin", &format!("https://localhost:{port}"))],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
    ] {
        let told = put(&ours, headers).trouble(403);
        assert!(told.contains("pages of other origins are not answered"), "{told}");
    }
    // Neither is one that says two things.
    assert_eq!(put(&ours, &[("host", "evil.example")]).code, 421);
    let proxied = b"GET http://evil.example/v1/decrees HTTP/1.1\r\nhost: localhost\r\n\r\n";
    assert_eq!(send(connect(address), proxied).code, 421);
    let nameless = b"GET /v1/decrees HTTP/1.0\r\n\r\n";
    assert_eq!(send(connect(address), nameless).code, 421);
    assert_eq!(scene.get(1, "/v1/decrees/colour").code, 404, "nothing of it was heard");
    for host in [&ours, &format!("[::1]:{port}"), &format!("127.0.0.1:{port}")] {
        let origin = format!("http://{host}");
        assert_eq!(put(host, &[("origin", &origin), ("sec-fetch-site", "same-origin")]).code, 200);
    }
}

#[test]
fn a_name_of_its_own_is_one_that_was_given() {
    let scene = Scene::with(Cluster::prepare(1), 1, &["--http-host", "synod.example"]);
    let address = scene.address(1);
    let get =
        |host: &str| send(connect(address), &request(host, "GET", "/v1/decrees", &[], b"")).code;
    assert_eq!(get(&format!("synod.example:{}", address.port())), 200);
    assert_eq!(get("synod.example"), 421);
}

#[test]
fn with_a_token_only_who_brings_it_is_answered_but_for_probes() {
    let cluster = Cluster::prepare(1);
    let file = cluster.path().join("token");
    write_private(&file, &format!("{TOKEN}\n"));
    let scene = Scene::with(cluster, 1, &["--http-token", file.to_str().expect("text")]);
    for path in ["/v1/decrees", "/v1/decrees/colour", "/v1/status", "/status", "/metrics", "/none"]
    {
        let reply = scene.get(1, path);
        assert!(reply.trouble(401).contains("Authorization: Bearer"), "{reply:?}");
        assert_eq!(reply.header("www-authenticate"), Some("Bearer"));
    }
    let wrong = &[("authorization", "Bearer correct-horse-battery-stapler")][..];
    assert_eq!(scene.ask(1, "PUT", "/v1/decrees/colour", wrong, "red").code, 401);
    let right = format!("Bearer {TOKEN}");
    let right = &[("authorization", &*right)][..];
    assert_eq!(scene.ask(1, "PUT", "/v1/decrees/colour", right, "green").code, 200);
    for probe in ["/healthz", "/readyz"] {
        assert_eq!(scene.get(1, probe).code, 200);
    }
}

/// A certificate for the name of this machine, and its key, in files.
fn certificate(folder: &Path) -> (rustls::pki_types::CertificateDer<'static>, [String; 2]) {
    let made =
        rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("it can be made");
    let paths = ["certificate.pem", "key.pem"].map(|name| folder.join(name));
    write_private(&paths[0], &made.cert.pem());
    write_private(&paths[1], &made.signing_key.serialize_pem());
    (made.cert.der().clone(), paths.map(|path| path.to_str().expect("text").to_owned()))
}

/// Sends a request over TLS, by this version or a better one.
fn send_securely(
    address: SocketAddr,
    trusted: rustls::pki_types::CertificateDer<'static>,
    versions: &[&'static rustls::SupportedProtocolVersion],
    request: &[u8],
) -> Reply {
    let mut roots = rustls::RootCertStore::empty();
    roots.add(trusted).expect("a certificate");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(versions)
        .expect("versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = "localhost".try_into().expect("a name");
    let client = rustls::ClientConnection::new(Arc::new(config), name).expect("a client");
    send(rustls::StreamOwned::new(client, connect(address)), request)
}

#[test]
fn other_machines_are_answered_over_tls_and_with_the_token() {
    let cluster = Cluster::prepare(1);
    let token = cluster.path().join("token");
    write_private(&token, TOKEN);
    let (trusted, [certificate, key]) = certificate(cluster.path());
    let token = token.to_str().expect("text");
    let options = [
        &["--http", "0.0.0.0:0", "--http-tls-cert", &certificate][..],
        &["--http-tls-key", &key, "--http-token", token],
    ];
    let scene = Scene::with(cluster, 1, &options.concat());
    let port = scene.address(1).port();
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    let right = format!("Bearer {TOKEN}");
    let ask = |headers: &[(&str, &str)]| {
        request(&format!("localhost:{port}"), "PUT", "/v1/decrees/colour", headers, b"green")
    };
    for version in [&rustls::version::TLS12, &rustls::version::TLS13] {
        let send = |request: &[u8]| send_securely(address, trusted.clone(), &[version], request);
        assert_eq!(send(&ask(&[])).code, 401);
        assert_eq!(send(&ask(&[("authorization", &right)])).code, 200);
        let ours = format!("https://localhost:{port}");
        assert_eq!(send(&ask(&[("authorization", &right), ("origin", &ours)])).code, 200);
    }
    // In the clear nobody is answered, and nothing is said of what is there.
    let mut stream = TcpStream::connect(address).expect("it listens");
    stream.write_all(&ask(&[("authorization", &right)])).expect("it is open");
    let mut said = Vec::new();
    let _ = stream.read_to_end(&mut said);
    assert!(!String::from_utf8_lossy(&said).contains("HTTP"), "{said:?}");
}

#[test]
fn upon_a_sighup_certificate_and_token_are_exchanged_while_the_node_runs() {
    let cluster = Cluster::prepare(1);
    let token = cluster.path().join("token");
    write_private(&token, TOKEN);
    let (old, [certificate_file, key_file]) = certificate(cluster.path());
    let options = [
        &["--http-tls-cert", &certificate_file][..],
        &["--http-tls-key", &key_file, "--http-token", token.to_str().expect("text")],
    ];
    let scene = Scene::with(cluster, 1, &options.concat());
    let address = scene.address(1);
    let get = |trusted: &rustls::pki_types::CertificateDer<'static>, token: &str| {
        let (host, bearer) = (format!("localhost:{}", address.port()), format!("Bearer {token}"));
        let ask = request(&host, "GET", "/v1/decrees", &[("authorization", &bearer)], b"");
        send_securely(address, trusted.clone(), &[&rustls::version::TLS13], &ask).code
    };
    assert_eq!(get(&old, TOKEN), 200);
    // What cannot be used changes nothing.
    write_private(&token, "short");
    scene.node(1).signal("-HUP");
    let told = scene.node(1).says("keeps the certificate and the token that it had");
    assert!(told.contains("token: this is no token"), "{told}");
    assert_eq!(get(&old, TOKEN), 200);
    let another = "another-horse-battery-staple";
    write_private(&token, another);
    let (new, _) = certificate(scene.cluster.path());
    scene.node(1).signal("-HUP");
    scene.node(1).says("has read certificate and token again");
    assert_eq!((get(&new, another), get(&new, TOKEN)), (200, 401));
    assert_eq!(get(&old, another), 0, "the certificate is another");
}

/// How a node ends that does not start, and what it says. One that does is ended.
fn refused(command: &mut Command) -> (Option<i32>, String) {
    let child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn();
    let mut node = Ended(child.expect("it can be started"));
    let code = wait(&mut node.0);
    let mut said = String::new();
    let mut stderr = node.0.stderr.take().expect("it is piped");
    stderr.read_to_string(&mut said).expect("it is text");
    (code, said)
}

/// A process that does not outlive the test.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_node_that_others_could_ask_does_not_start_without_tls_and_token() {
    let cluster = Cluster::prepare(1);
    let file = |name: &str, text: &str| {
        let path = cluster.path().join(name);
        write_private(&path, text);
        path.to_str().expect("text").to_owned()
    };
    let token = file("token", TOKEN);
    let short = file("short", "secret");
    let none = file("none", "nothing of this kind");
    let (_, [certificate, key]) = certificate(cluster.path());
    let missing = cluster.path().join("missing").to_str().expect("text").to_owned();
    let tls = ["--http-tls-cert", &certificate, "--http-tls-key", &key];
    for (options, told) in [
        (&["--http", "0.0.0.0:0"][..], "other machines reach this address"),
        (
            &["--http", "[::]:4801", "--http-token", &token],
            "or take a loopback address such as 127.0.0.1:4801",
        ),
        (&[&["--http", "192.0.2.1:0"][..], &tls].concat(), "give TLS and a token as well"),
        (&["--http", "127.0.0.1:0", "--http-tls-cert", &certificate], "--http-tls-key"),
        (&["--http-token", &token], "--http <ADDRESS>"),
        (&["--http", "127.0.0.1:0", "--http-token", &short], "this is no token"),
        (&["--http", "127.0.0.1:0", "--http-token", &missing], "the token cannot be read"),
        (
            &["--http", "127.0.0.1:0", "--http-tls-cert", &none, "--http-tls-key", &key],
            "none: there is no certificate in it",
        ),
        (
            &["--http", "127.0.0.1:0", "--http-tls-cert", &certificate, "--http-tls-key", &none],
            "give the certificate's private key in PEM",
        ),
        (
            &["--http", "127.0.0.1:0", "--http-tls-cert", &missing, "--http-tls-key", &key],
            "missing: ",
        ),
    ] {
        let (code, said) = refused(cluster.node_command(1).args(options));
        assert_eq!(code, Some(2), "{said}");
        assert!(said.contains(told), "{told}: {said}");
    }
    assert!(!cluster.data(1).exists(), "nothing was begun");
    let other = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = other.local_addr().expect("an address").to_string();
    let (code, said) = refused(cluster.node_command(1).args(["--http", &address]));
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("give another address"), "{said}");
}

#[test]
fn a_key_and_a_token_that_others_can_read_are_told() {
    let cluster = Cluster::prepare(1);
    let token = cluster.path().join("token");
    std::fs::write(&token, TOKEN).expect("writable");
    let open = std::os::unix::fs::PermissionsExt::from_mode(0o644);
    std::fs::set_permissions(&token, open).expect("it is ours");
    let mut command = cluster.node_command(1);
    let command = command.args(["--http", "127.0.0.1:0", "--http-token"]).arg(&token);
    let child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn();
    let mut node = Ended(child.expect("it starts"));
    let mut said = BufReader::new(node.0.stderr.take().expect("it is piped"));
    let mut line = String::new();
    said.read_line(&mut line).expect("it is text");
    let told = "token: others on this machine may read or change it, and it holds a key";
    assert!(line.contains(told), "{line}");
}
