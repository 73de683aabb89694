//! The certificates of a tree in the order of who issued whom, by organisation: for the tree and the
//! timeline.

use std::collections::BTreeMap;

use fabcert_core::inventory::{Inventory, Row};
use fabcert_core::words;

/// A certificate in its place.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// Its place among the inventory's rows.
    pub(super) row: usize,
    /// For each level above, from the top: whether more follows there below. Empty for a root.
    pub(super) more: Vec<bool>,
    /// How many certificates it issued that stand below it.
    pub(super) issued: usize,
}

/// What one organisation has.
#[derive(Clone, Debug)]
pub(super) struct Section {
    /// The organisation; `None` where it is not known.
    pub(super) organisation: Option<String>,
    /// Its certificates: each issuer, then what it issued.
    pub(super) groups: Vec<Group>,
}

/// One root and all below it, or what an issuer that is not here issued.
#[derive(Clone, Debug)]
pub(super) struct Group {
    /// The name of the issuer that is not here.
    pub(super) absent_issuer: Option<String>,
    pub(super) entries: Vec<Entry>,
}

/// A level deeper than this is drawn at this level: nobody has such chains but attackers.
const DEEPEST: usize = 24;

/// The rows that are `shown`, each once.
pub(super) fn sections(inventory: &Inventory, shown: &[bool]) -> Vec<Section> {
    let is_shown = |row: usize| shown.get(row).copied().unwrap_or(false);
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); inventory.rows.len()];
    let mut roots = Vec::new();
    for (at, row) in inventory
        .rows
        .iter()
        .enumerate()
        .filter(|(at, _)| is_shown(*at))
    {
        match inventory
            .issuer(row)
            .filter(|(issuer, _)| is_shown(*issuer))
        {
            Some((issuer, _)) => {
                if let Some(children) = children.get_mut(issuer) {
                    children.push(at);
                }
            }
            None => roots.push(at),
        }
    }
    let key = |at: &usize| {
        inventory
            .rows
            .get(*at)
            .map(|row| (row.kind, row.name(), row.not_before()))
    };
    for children in &mut children {
        children.sort_by_cached_key(key);
    }
    let mut walk = Walk {
        children: &children,
        seen: vec![false; inventory.rows.len()],
    };
    let mut forest: Vec<(usize, Vec<Entry>)> = roots
        .iter()
        .map(|root| (*root, walk.below(*root)))
        .collect();
    // CAs that signed one another have no root: the first by path stands for one.
    for at in (0..inventory.rows.len()).filter(|at| is_shown(*at)) {
        if !walk.seen.get(at).copied().unwrap_or(true) {
            forest.push((at, walk.below(at)));
        }
    }
    by_organisation(inventory, forest)
}

struct Walk<'a> {
    children: &'a [Vec<usize>],
    seen: Vec<bool>,
}

impl Walk<'_> {
    /// A root and all below it that was not met before, without recursion.
    fn below(&mut self, root: usize) -> Vec<Entry> {
        let mut entries = Vec::new();
        let mut stack = vec![(root, Vec::new())];
        while let Some((row, more)) = stack.pop() {
            match self.seen.get_mut(row) {
                Some(seen) if !*seen => *seen = true,
                _ => continue,
            }
            let children = self.children.get(row).map_or(&[][..], Vec::as_slice);
            for (number, child) in children.iter().rev().enumerate() {
                let mut levels = more.clone();
                if levels.len() < DEEPEST {
                    levels.push(number > 0);
                }
                stack.push((*child, levels));
            }
            entries.push(Entry {
                row,
                more,
                issued: children.len(),
            });
        }
        entries
    }
}

fn by_organisation(inventory: &Inventory, forest: Vec<(usize, Vec<Entry>)>) -> Vec<Section> {
    // What belongs to nobody known comes last, and there what has its issuer here comes first.
    type Key = (bool, Option<String>, Option<String>);
    let mut groups: BTreeMap<Key, Vec<(usize, Vec<Entry>)>> = BTreeMap::new();
    for (root, entries) in forest {
        let Some(row) = inventory.rows.get(root) else {
            continue;
        };
        let organisation = row.entry.organisation.as_deref().map(words::safe);
        let key = (organisation.is_none(), organisation, absent_issuer(row));
        groups.entry(key).or_default().push((root, entries));
    }
    let mut sections: Vec<Section> = Vec::new();
    for ((_, organisation, absent_issuer), mut trees) in groups {
        trees.sort_by_cached_key(|(root, _)| {
            inventory
                .rows
                .get(*root)
                .map(|row| (row.kind, row.name(), row.not_before()))
        });
        let groups = if absent_issuer.is_some() {
            let entries = trees.into_iter().flat_map(|(_, entries)| entries).collect();
            vec![Group {
                absent_issuer,
                entries,
            }]
        } else {
            let group = |(_, entries)| Group {
                absent_issuer: None,
                entries,
            };
            trees.into_iter().map(group).collect()
        };
        match sections.last_mut() {
            Some(last) if last.organisation == organisation => last.groups.extend(groups),
            _ => sections.push(Section {
                organisation,
                groups,
            }),
        }
    }
    sections
}

fn absent_issuer(row: &Row) -> Option<String> {
    if row.is_root() {
        return None;
    }
    let issuer = row.entry.certificate.issuer();
    let name = issuer.common_name().unwrap_or_else(|| issuer.to_string());
    Some(words::safe(&name))
}
