//! The names under which a server is asked.

use std::net::{Ipv6Addr, SocketAddr};

/// How a server is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scheme {
    Http,
    Https,
}

impl Scheme {
    /// As it stands in front of an address.
    pub(crate) fn prefix(self) -> &'static str {
        match self {
            Self::Http => "http://",
            Self::Https => "https://",
        }
    }

    /// The port that a browser does not name.
    fn usual_port(self) -> &'static str {
        match self {
            Self::Http => ":80",
            Self::Https => ":443",
        }
    }
}

/// Why a request is not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stranger {
    /// It asks for another host, or for none.
    Host,
    /// A page of another origin sends it.
    Origin,
}

/// The names under which a server is asked.
#[derive(Clone, Debug)]
pub(crate) struct Hosts {
    scheme: Scheme,
    address: SocketAddr,
    names: Vec<String>,
}

impl Hosts {
    /// Those of a server that listens there, and these beside them: each with a port, or with the server's.
    pub(crate) fn new(scheme: Scheme, address: SocketAddr, more: &[String]) -> Self {
        let port = address.port();
        let mut names = vec![address.to_string()];
        if address.ip().is_loopback() || address.ip().is_unspecified() {
            let known = ["127.0.0.1", "localhost", "[::1]"];
            names.extend(known.map(|name| format!("{name}:{port}")));
        }
        names.extend(more.iter().map(|name| with_port(name, port)));
        let usual = names.iter().filter_map(|host| host.strip_suffix(scheme.usual_port()));
        let usual: Vec<_> = usual.map(String::from).collect();
        names.extend(usual);
        Self { scheme, address, names }
    }

    /// Where the server is.
    pub(crate) fn url(&self) -> String {
        format!("{}{}", self.scheme.prefix(), self.address)
    }

    /// Why a request with these headers is not answered, if it is not.
    pub(crate) fn stranger(&self, host: Option<&str>, origin: Option<&str>) -> Option<Stranger> {
        if !host.is_some_and(|host| self.is_host(host)) {
            return Some(Stranger::Host);
        }
        let is_ours = |origin: &str| {
            origin.strip_prefix(self.scheme.prefix()).is_some_and(|host| self.is_host(host))
        };
        (!origin.is_none_or(is_ours)).then_some(Stranger::Origin)
    }

    fn is_host(&self, host: &str) -> bool {
        // Who listens everywhere is asked by any of his addresses; what binds a name to one of them is still a name.
        let is_address = || {
            let asked = host.parse::<SocketAddr>();
            self.address.ip().is_unspecified()
                && asked.is_ok_and(|asked| asked.port() == self.address.port())
        };
        self.names.iter().any(|known| known.eq_ignore_ascii_case(host)) || is_address()
    }
}

/// A name that is given, as it stands in a request: an address of IPv6 in brackets, and a port.
fn with_port(name: &str, port: u16) -> String {
    if let Ok(address) = name.parse::<Ipv6Addr>() {
        return SocketAddr::from((address, port)).to_string();
    }
    let has_port = name.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok());
    match has_port && !name.ends_with(']') {
        true => name.to_owned(),
        false => format!("{name}:{port}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(address: &str, host: &str, origin: Option<&str>) -> Option<Stranger> {
        let hosts = Hosts::new(Scheme::Http, address.parse().unwrap(), &[]);
        hosts.stranger(Some(host), origin)
    }

    #[test]
    fn who_asks_for_this_host_is_answered() {
        for host in ["127.0.0.1:3000", "localhost:3000", "LOCALHOST:3000", "[::1]:3000"] {
            assert_eq!(refused("127.0.0.1:3000", host, None), None, "{host}");
        }
        assert_eq!(refused("127.0.0.1:80", "localhost", None), None);
        assert_eq!(refused("192.0.2.1:3000", "192.0.2.1:3000", None), None);
        assert_eq!(refused("0.0.0.0:3000", "192.0.2.1:3000", None), None);
        let evil = refused("0.0.0.0:3000", "evil.example:3000", None);
        assert_eq!(evil, Some(Stranger::Host));
        let ours = Some("http://localhost:3000");
        assert_eq!(refused("127.0.0.1:3000", "localhost:3000", ours), None);
    }

    #[test]
    fn a_name_that_somebody_has_bound_to_this_address_is_refused() {
        for host in ["evil.example:3000", "127.0.0.1:3001", "127.0.0.1", ""] {
            assert_eq!(refused("127.0.0.1:3000", host, None), Some(Stranger::Host), "{host}");
        }
        let hosts = Hosts::new(Scheme::Http, "127.0.0.1:3000".parse().unwrap(), &[]);
        assert_eq!(hosts.stranger(None, None), Some(Stranger::Host));
        assert_eq!(refused("192.0.2.1:3000", "localhost:3000", None), Some(Stranger::Host));
    }

    #[test]
    fn a_page_of_another_origin_is_refused() {
        for origin in
            ["http://evil.example", "https://127.0.0.1:3000", "null", "http://localhost:3001"]
        {
            let refused = refused("127.0.0.1:3000", "127.0.0.1:3000", Some(origin));
            assert_eq!(refused, Some(Stranger::Origin), "{origin}");
        }
    }

    #[test]
    fn a_name_that_is_given_is_a_host_with_its_port_or_that_of_the_server() {
        let address = "192.0.2.1:4801".parse().unwrap();
        let names = ["synod.example", "[2001:db8::1]", "2001:db8::2", "::1234", "a:443"];
        let names = names.map(String::from);
        let hosts = Hosts::new(Scheme::Https, address, &names);
        for host in [
            "synod.example:4801",
            "[2001:db8::1]:4801",
            "[2001:db8::2]:4801",
            "[::1234]:4801",
            "a:443",
            "A",
            "192.0.2.1:4801",
        ] {
            assert_eq!(hosts.stranger(Some(host), None), None, "{host}");
        }
        for host in ["synod.example", "a:4801", "b:443"] {
            assert_eq!(hosts.stranger(Some(host), None), Some(Stranger::Host), "{host}");
        }
        assert_eq!(hosts.stranger(Some("a"), Some("https://a")), None);
        assert_eq!(hosts.stranger(Some("a"), Some("http://a")), Some(Stranger::Origin));
    }
}
