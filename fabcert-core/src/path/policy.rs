//! Certificate policies along a chain: RFC 5280, 6.1, as RFC 9618 simplified it, with any policy as
//! the initial set (Go's `policiesValid`, since Go 1.24).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::certificate::{Certificate, Policies};

const ANY_POLICY: &str = "2.5.29.32.0";

/// Whether the policies of the chain hold; those of the root itself do not count.
pub(super) fn is_valid(chain: &[Arc<Certificate>]) -> bool {
    let Some((_root, below)) = chain.split_last() else {
        return false;
    };
    // The common case: nobody requires anything.
    below
        .iter()
        .all(|certificate| certificate.policies().is_none())
        || walk(below)
}

/// Counters of certificates that may still pass before a rule bites (RFC 5280, 6.1.2 d–f).
struct Skips {
    explicit_policy: usize,
    policy_mapping: usize,
    any_policy: usize,
}

impl Skips {
    fn count_down(&mut self) {
        self.explicit_policy = self.explicit_policy.saturating_sub(1);
        self.policy_mapping = self.policy_mapping.saturating_sub(1);
        self.any_policy = self.any_policy.saturating_sub(1);
    }

    /// A CA may shorten what is left (6.1.4 i, j); negative numbers count for nothing.
    fn tighten(&mut self, policies: &Policies) {
        for (left, limit) in [
            (&mut self.explicit_policy, policies.require_explicit),
            (&mut self.policy_mapping, policies.inhibit_mapping),
            (&mut self.any_policy, policies.inhibit_any),
        ] {
            if let Some(limit) = limit.and_then(|limit| usize::try_from(limit).ok()) {
                *left = (*left).min(limit);
            }
        }
    }
}

/// From below the root down to the leaf.
fn walk(below: &[Arc<Certificate>]) -> bool {
    let absent = Policies::default();
    let mut graph = Some(Graph::new());
    let mut skips = Skips {
        explicit_policy: below.len() + 1,
        policy_mapping: below.len() + 1,
        any_policy: below.len() + 1,
    };
    for (height, certificate) in below.iter().enumerate().rev() {
        let extensions = certificate.policies().unwrap_or(&absent);
        let listed = extensions.policies.as_deref().unwrap_or_default();
        if listed.is_empty() {
            graph = None;
        }
        if graph.is_none() && skips.explicit_policy == 0 {
            return false;
        }
        let is_leaf = height == 0;
        let self_issued = certificate.is_self_issued();
        if let Some(graph) = &mut graph {
            let any_counts = skips.any_policy > 0 || (!is_leaf && self_issued);
            graph.descend(listed, any_counts);
            if !is_leaf && !graph.map(&extensions.mappings, skips.policy_mapping > 0) {
                return false;
            }
        }
        if !is_leaf {
            if !self_issued {
                skips.count_down();
            }
            skips.tighten(extensions);
        }
    }
    let leaf_requires = below
        .first()
        .and_then(|leaf| leaf.policies())
        .is_some_and(|policies| policies.require_explicit == Some(0));
    let required = leaf_requires || skips.explicit_policy <= 1;
    !required || graph.is_some_and(|graph| graph.has_valid_policy())
}

/// A policy at one depth of the graph.
struct Node<'a> {
    /// Policies of the depth above under which it stands.
    parents: BTreeSet<&'a str>,
    /// How many nodes of the depth below stand under it.
    children: usize,
    /// Policies of the next certificate that it stands for.
    expected: Vec<&'a str>,
}

type Stratum<'a> = BTreeMap<&'a str, Node<'a>>;

/// RFC 9618's valid policy graph: one node a policy at each depth, root's depth first.
struct Graph<'a> {
    strata: Vec<Stratum<'a>>,
}

impl<'a> Graph<'a> {
    fn new() -> Self {
        let mut graph = Self {
            strata: vec![Stratum::new()],
        };
        graph.insert(ANY_POLICY, BTreeSet::new());
        graph
    }

    fn bottom(&mut self) -> Option<&mut Stratum<'a>> {
        self.strata.last_mut()
    }

    /// Adds a node to the deepest stratum.
    fn insert(&mut self, policy: &'a str, parents: BTreeSet<&'a str>) {
        if let [.., above, _] = self.strata.as_mut_slice() {
            for parent in &parents {
                if let Some(node) = above.get_mut(parent) {
                    node.children += 1;
                }
            }
        }
        if let Some(bottom) = self.bottom() {
            let node = Node {
                parents,
                children: 0,
                expected: vec![policy],
            };
            bottom.insert(policy, node);
        }
    }

    /// 6.1.3 (d): the depth of a certificate that lists these policies.
    fn descend(&mut self, listed: &'a [String], any_counts: bool) {
        let mut expecting: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let mut any_above = false;
        for (policy, node) in self.strata.last().into_iter().flatten() {
            any_above |= *policy == ANY_POLICY;
            for expected in &node.expected {
                expecting.entry(expected).or_default().insert(policy);
            }
        }
        self.strata.push(Stratum::new());
        let mut lists_any = false;
        for policy in listed {
            if policy == ANY_POLICY {
                lists_any = true;
            } else if let Some(parents) = expecting.remove(policy.as_str()) {
                self.insert(policy, parents);
            } else if any_above {
                self.insert(policy, BTreeSet::from([ANY_POLICY]));
            }
        }
        if lists_any && any_counts {
            // What nobody took yet, any policy takes.
            for (policy, parents) in expecting {
                self.insert(policy, parents);
            }
        }
        self.prune();
    }

    /// 6.1.4 (b): what stands for what below this certificate. `false` for a mapping from or to any
    /// policy.
    fn map(&mut self, mappings: &'a [(String, String)], allowed: bool) -> bool {
        let mut by_issuer: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (issuer, subject) in mappings {
            if !allowed {
                self.delete(issuer);
            } else if issuer == ANY_POLICY || subject == ANY_POLICY {
                return false;
            } else {
                by_issuer.entry(issuer).or_default().push(subject);
            }
        }
        self.prune();
        for (issuer, subjects) in by_issuer {
            let Some(bottom) = self.bottom() else { break };
            if !bottom.contains_key(issuer) {
                if !bottom.contains_key(ANY_POLICY) {
                    continue;
                }
                let node = Node {
                    parents: BTreeSet::from([ANY_POLICY]),
                    children: 0,
                    expected: Vec::new(),
                };
                bottom.insert(issuer, node);
            }
            if let Some(node) = bottom.get_mut(issuer) {
                node.expected = subjects;
            }
        }
        true
    }

    fn delete(&mut self, policy: &str) {
        if let [.., above, bottom] = self.strata.as_mut_slice()
            && let Some(node) = bottom.remove(policy)
        {
            uncount_children(above, &node.parents);
        }
    }

    /// Removes nodes without children, deepest and topmost stratum left out. Any policy may stay:
    /// above the deepest stratum nothing asks for it any more.
    fn prune(&mut self) {
        let Some((_bottom, mut strata)) = self.strata.split_last_mut() else {
            return;
        };
        while let Some((stratum, above)) = std::mem::take(&mut strata).split_last_mut() {
            let Some(parents) = above.last_mut() else {
                break;
            };
            stratum.retain(|policy, node| {
                let falls = node.children == 0 && *policy != ANY_POLICY;
                if falls {
                    uncount_children(parents, &node.parents);
                }
                !falls
            });
            strata = above;
        }
    }

    /// 6.1.5 (g): some policy that stands directly under any policy, or any policy itself at the leaf.
    fn has_valid_policy(&self) -> bool {
        let any = BTreeSet::from([ANY_POLICY]);
        let authority = self
            .strata
            .iter()
            .flatten()
            .any(|(policy, node)| *policy != ANY_POLICY && node.parents == any);
        authority
            || self
                .strata
                .last()
                .is_some_and(|bottom| bottom.contains_key(ANY_POLICY))
    }
}

fn uncount_children<'a>(stratum: &mut Stratum<'a>, parents: &BTreeSet<&'a str>) {
    for parent in parents {
        if let Some(node) = stratum.get_mut(parent) {
            node.children = node.children.saturating_sub(1);
        }
    }
}
