//! Sets of name constraint subtrees that are searched, not walked: a hostile certificate may pit tens
//! of thousands of names against as many subtrees. Like Go, sorted so that what a subtree covers
//! directly follows it, and without subtrees that lie in others.

use std::collections::HashMap;
use std::net::IpAddr;

/// Domain subtrees: `example.com` covers itself and all below, `.example.com` only what is below,
/// the empty one everything. Case does not count.
pub(super) struct Domains<'a> {
    covers_all: bool,
    /// Reversed key and the subtree as written, sorted.
    sorted: Vec<(Vec<u8>, &'a str)>,
    /// What stands behind a subtree's first label → that subtree, for wildcard names; filled for
    /// excluded subtrees only.
    by_parent: HashMap<String, String, foldhash::fast::RandomState>,
}

impl<'a> Domains<'a> {
    pub(super) fn permitted(subtrees: &[&'a str]) -> Self {
        let mut sorted: Vec<_> = subtrees
            .iter()
            .map(|&subtree| (key(subtree), subtree))
            .collect();
        // Stable: of subtrees that differ in case only the first counts.
        sorted.sort_by(|(left, _), (right, _)| left.cmp(right));
        sorted.dedup_by(|(later, _), (kept, _)| covers(kept, later));
        Self {
            covers_all: sorted.first().is_some_and(|(key, _)| key.is_empty()),
            sorted,
            by_parent: HashMap::default(),
        }
    }

    /// An excluded `a.example.com` also hits the name `*.example.com`.
    pub(super) fn excluded(subtrees: &[&'a str]) -> Self {
        let mut domains = Self::permitted(subtrees);
        for (_, subtree) in &domains.sorted {
            let subtree = subtree.to_ascii_lowercase();
            if let Some(dot) = subtree.find('.') {
                let (_, parent) = subtree.split_at(dot);
                domains.by_parent.insert(parent.to_owned(), subtree);
            }
        }
        domains
    }

    pub(super) fn is_empty(&self) -> bool {
        self.sorted.is_empty()
    }

    /// The subtree that covers this name.
    pub(super) fn find(&self, name: &str) -> Option<String> {
        if self.covers_all {
            return Some(String::new());
        }
        let name_key = key(name);
        let behind = self.sorted.partition_point(|(key, _)| *key <= name_key);
        let nearest = behind
            .checked_sub(1)
            .and_then(|place| self.sorted.get(place));
        if let Some((key, subtree)) = nearest
            && covers(key, &name_key)
        {
            return Some((*subtree).to_owned());
        }
        let wildcard = name.starts_with('*').then(|| name.to_ascii_lowercase())?;
        let (_, parent) = wildcard.split_at(wildcard.find('.')?);
        self.by_parent.get(parent).cloned()
    }
}

/// A domain's bytes from its end, lower-case, with the dot before all others: what lies below a
/// domain then directly follows it.
fn key(domain: &str) -> Vec<u8> {
    domain
        .bytes()
        .rev()
        .map(|byte| match byte {
            b'.' => 0,
            _ => byte.to_ascii_lowercase(),
        })
        .collect()
}

/// Whether the subtree with this key holds the domain with that one.
fn covers(subtree: &[u8], domain: &[u8]) -> bool {
    match domain.strip_prefix(subtree) {
        None => false,
        Some([]) => true,
        Some([next, ..]) => *next == 0 || subtree.last().is_none_or(|&first| first == 0),
    }
}

/// IP subtrees, addresses of the two families apart.
pub(super) struct Networks {
    /// Network, prefix length and the subtree as written, sorted.
    v4: Vec<Network>,
    v6: Vec<Network>,
}

struct Network {
    /// The address with its host bits cleared.
    address: u128,
    prefix: u8,
    /// As Go prints it: the address as written.
    text: String,
}

impl Networks {
    pub(super) fn new(subtrees: &[(IpAddr, u8)]) -> Self {
        let of_family = |v4: bool| {
            let mut networks: Vec<_> = subtrees
                .iter()
                .filter(|(address, _)| address.is_ipv4() == v4)
                .map(|&(address, prefix)| Network::new(address, prefix))
                .collect();
            networks.sort_by_key(|network| (network.address, network.prefix));
            networks.dedup_by(|later, kept| kept.holds(later.address));
            networks
        };
        Self {
            v4: of_family(true),
            v6: of_family(false),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.v4.is_empty() && self.v6.is_empty()
    }

    /// The subtree that holds this address, as Go prints it.
    pub(super) fn find(&self, address: IpAddr) -> Option<String> {
        let networks = if address.is_ipv4() {
            &self.v4
        } else {
            &self.v6
        };
        let bits = bits(address);
        let behind = networks.partition_point(|network| network.address <= bits);
        behind
            .checked_sub(1)
            .and_then(|place| networks.get(place))
            .filter(|network| network.holds(bits))
            .map(|network| network.text.clone())
    }
}

impl Network {
    fn new(address: IpAddr, prefix: u8) -> Self {
        let prefix = prefix.min(if address.is_ipv4() { 32 } else { 128 });
        // An IPv4 address stands in the last 32 bits.
        let prefix_in_128 = if address.is_ipv4() {
            prefix + 96
        } else {
            prefix
        };
        let text = match as_go(address) {
            IpAddr::V4(v4) if address.is_ipv6() => {
                format!("{v4}/{}", prefix.saturating_sub(96))
            }
            shown => format!("{shown}/{prefix}"),
        };
        Self {
            address: bits(address) & mask(prefix_in_128),
            prefix: prefix_in_128,
            text,
        }
    }

    fn holds(&self, address: u128) -> bool {
        address & mask(self.prefix) == self.address
    }
}

/// The address as Go prints and compares it: IPv4 in IPv6 dress is IPv4.
pub(super) fn as_go(address: IpAddr) -> IpAddr {
    address.to_canonical()
}

fn bits(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(v4) => u128::from(v4.to_bits()),
        IpAddr::V6(v6) => v6.to_bits(),
    }
}

fn mask(prefix: u8) -> u128 {
    128u32
        .checked_sub(u32::from(prefix))
        .and_then(|host_bits| u128::MAX.checked_shl(host_bits))
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_domains() {
        for (subtrees, name, found) in [
            (&["example.com"][..], "example.com", Some("example.com")),
            (&["example.com"], "PEER0.Example.COM", Some("example.com")),
            (&["example.com"], "notexample.com", None),
            (&[".example.com"], "example.com", None),
            (&[".example.com"], "peer0.example.com", Some(".example.com")),
            (&[""], "anything", Some("")),
            (&["b.example.com", "", "x"], "anything", Some("")),
            // The widest is named.
            (
                &["b.example.com", "example.com"],
                "a.b.example.com",
                Some("example.com"),
            ),
            (
                &[".example.com", "example.com"],
                "a.example.com",
                Some("example.com"),
            ),
            // A hyphen sorts between neighbours.
            (
                &["a.com", "a-a.com", "a.a.com"],
                "x.a-a.com",
                Some("a-a.com"),
            ),
            (&["a.com", "a-a.com", "a.a.com"], "x.a.a.com", Some("a.com")),
            (&["xa.com", "a.com"], "b.a.com", Some("a.com")),
            (&["com"], "b.a.com", Some("com")),
        ] {
            let domains = Domains::permitted(subtrees);
            assert_eq!(domains.find(name).as_deref(), found, "{subtrees:?} {name}");
        }
    }

    #[test]
    fn excluded_domains_hit_wildcards() {
        let find = |subtree, name| Domains::excluded(&[subtree]).find(name);
        assert_eq!(
            find("A.example.com", "*.Example.com").as_deref(),
            Some("a.example.com")
        );
        assert_eq!(find("a.b.example.com", "*.example.com"), None);
        assert_eq!(find("a.example.com", "b.example.com"), None);
        let permitted = Domains::permitted(&["a.example.com"]);
        assert_eq!(permitted.find("*.example.com"), None);
    }

    #[test]
    fn finds_networks() {
        let networks = Networks::new(&[
            ("10.1.0.0".parse().unwrap(), 16),
            ("10.0.0.5".parse().unwrap(), 8),
            ("192.168.0.0".parse().unwrap(), 16),
            ("fd00::".parse().unwrap(), 8),
        ]);
        for (address, found) in [
            ("10.1.2.3", Some("10.0.0.5/8")),
            ("192.168.255.255", Some("192.168.0.0/16")),
            ("11.0.0.0", None),
            ("fdff::1", Some("fd00::/8")),
            ("fe00::1", None),
            ("::10.1.2.3", None),
        ] {
            let address = address.parse().unwrap();
            assert_eq!(networks.find(address).as_deref(), found, "{address}");
        }
        let everything = Networks::new(&[("0.0.0.0".parse().unwrap(), 0)]);
        assert_eq!(
            everything.find("1.2.3.4".parse().unwrap()).as_deref(),
            Some("0.0.0.0/0")
        );
        assert_eq!(everything.find("::1".parse().unwrap()), None);
    }
}
