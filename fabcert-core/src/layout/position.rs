//! What the names of the folders above a folder say about it.
//!
//! `peerOrganizations/org1.example.com/peers/peer0.org1.example.com/msp` tells organisation and node
//! wherever the walk enters it: the components of a path as the user typed it count too.

use std::collections::HashMap;

use super::authority::AuthorityId;
use super::organisation::{Organisation, OrganisationId, OrganisationKind, OwnerKind};
use crate::source::DirId;

/// A folder below `peers/`, `orderers/` or `users/`.
#[derive(Clone, Debug)]
pub(super) struct Member {
    pub(super) name: String,
    pub(super) kind: OwnerKind,
}

/// How the last name on the path is to be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Step {
    /// It says nothing.
    #[default]
    Elsewhere,
    /// `peerOrganizations/` or `ordererOrganizations/`: each child is an organisation.
    Organisations(OrganisationKind),
    /// An organisation's folder.
    Organisation,
    /// `peers/`, `orderers/` or `users/`: each child is a node or a user.
    Members(OwnerKind),
    /// A node's or user's folder.
    Member,
    /// Anything deeper in an organisation.
    Inside,
}

/// Where a folder stands.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Position {
    pub(super) step: Step,
    /// The step of the folder above.
    pub(super) above: Step,
    pub(super) organisation: Option<OrganisationId>,
    member: Option<u32>,
    /// The nearest fabric-ca server home, here or above.
    pub(super) server: Option<AuthorityId>,
    /// The folder is the home of a fabric-ca client.
    pub(super) is_client_home: bool,
    /// The folder above is the home of a fabric-ca server.
    pub(super) in_server_home: bool,
    /// The folder above is the home of a fabric-ca client.
    pub(super) in_client_home: bool,
    /// The folder is the home of a fabric-ca server.
    pub(super) is_server_home: bool,
}

/// A folder's name and, where it was read, its id.
#[derive(Clone, Copy)]
pub(super) struct Named<'a> {
    pub(super) name: &'a str,
    pub(super) dir: Option<DirId>,
}

/// The organisations and members that positions point to. An organisation counts only once a folder
/// of certificates turns up in it.
#[derive(Default)]
pub(super) struct Positions {
    pub(super) organisations: Vec<Organisation>,
    /// Those without a folder in the snapshot, by name.
    by_name: HashMap<String, OrganisationId>,
    members: Vec<Member>,
}

impl Positions {
    /// From a folder into its child `here`; `above` is that folder.
    pub(super) fn step(
        &mut self,
        from: Position,
        above: Option<Named<'_>>,
        here: Named<'_>,
    ) -> Position {
        let mut to = Position {
            above: from.step,
            in_server_home: from.is_server_home,
            in_client_home: from.is_client_home,
            is_server_home: false,
            is_client_home: false,
            ..from
        };
        match (from.step, here.name) {
            (_, "peerOrganizations") => Self::enter_organisations(&mut to, OrganisationKind::Peer),
            (_, "ordererOrganizations") => {
                Self::enter_organisations(&mut to, OrganisationKind::Orderer);
            }
            (Step::Organisations(kind), _) => self.enter_organisation(&mut to, here, kind),
            (Step::Members(kind), _) => self.enter_member(&mut to, here.name, kind),
            (Step::Elsewhere | Step::Organisation, "peers") => {
                self.enter_members(&mut to, above, OwnerKind::Peer, OrganisationKind::Peer);
            }
            (Step::Elsewhere | Step::Organisation, "orderers") => {
                self.enter_members(
                    &mut to,
                    above,
                    OwnerKind::Orderer,
                    OrganisationKind::Orderer,
                );
            }
            (Step::Elsewhere | Step::Organisation, "users") => {
                self.enter_members(&mut to, above, OwnerKind::User, OrganisationKind::Unknown);
            }
            (Step::Elsewhere, _) => to.step = Step::Elsewhere,
            (Step::Organisation | Step::Member | Step::Inside, _) => to.step = Step::Inside,
        }
        to
    }

    /// Follows the components of a path as it was typed.
    pub(super) fn follow<'a>(&mut self, components: impl Iterator<Item = &'a str>) -> Position {
        let mut at = Position::default();
        let mut above = None;
        for name in components {
            let here = Named { name, dir: None };
            at = self.step(at, above, here);
            above = Some(here);
        }
        at
    }

    /// Makes `here` an organisation.
    pub(super) fn enter_organisation(
        &mut self,
        to: &mut Position,
        here: Named<'_>,
        kind: OrganisationKind,
    ) {
        to.step = Step::Organisation;
        to.member = None;
        to.organisation = Some(self.organisation(here.name.to_owned(), kind, here.dir));
    }

    /// The node or user at a position.
    pub(super) fn member(&self, at: Position) -> Option<&Member> {
        self.members.get(at.member? as usize)
    }

    fn enter_organisations(to: &mut Position, kind: OrganisationKind) {
        *to = Position {
            step: Step::Organisations(kind),
            organisation: None,
            member: None,
            ..*to
        };
    }

    fn enter_members(
        &mut self,
        to: &mut Position,
        above: Option<Named<'_>>,
        member: OwnerKind,
        kind: OrganisationKind,
    ) {
        to.step = Step::Members(member);
        to.member = None;
        if let (None, Some(above)) = (to.organisation, above) {
            to.organisation = Some(self.organisation(above.name.to_owned(), kind, above.dir));
        }
    }

    fn enter_member(&mut self, to: &mut Position, name: &str, kind: OwnerKind) {
        to.step = Step::Member;
        to.member = Some(rank(self.members.len()));
        if to.organisation.is_none() {
            // Only `peers/` was seen: the node's own name ends in the domain.
            if let Some(domain) = domain_in(name) {
                let of = match kind {
                    OwnerKind::Peer => OrganisationKind::Peer,
                    OwnerKind::Orderer => OrganisationKind::Orderer,
                    _ => OrganisationKind::Unknown,
                };
                to.organisation = Some(self.organisation(domain.to_owned(), of, None));
            }
        }
        let kind = match kind {
            OwnerKind::User if is_admin(name) => OwnerKind::Admin,
            kind => kind,
        };
        self.members.push(Member {
            name: name.to_owned(),
            kind,
        });
    }

    /// An organisation; one without a folder is known by its name.
    pub(super) fn organisation(
        &mut self,
        name: String,
        kind: OrganisationKind,
        dir: Option<DirId>,
    ) -> OrganisationId {
        if dir.is_none()
            && let Some(&known) = self.by_name.get(&name)
        {
            return known;
        }
        let id = OrganisationId(rank(self.organisations.len()));
        if dir.is_none() {
            self.by_name.insert(name.clone(), id);
        }
        self.organisations.push(Organisation {
            name,
            kind,
            dir,
            msp_id: None,
        });
        id
    }
}

/// The domain in `peer0.org1.example.com` or `User1@org1.example.com`.
pub(super) fn domain_in(name: &str) -> Option<&str> {
    let (_, domain) = name.split_once('@').or_else(|| name.split_once('.'))?;
    (!domain.is_empty()).then_some(domain)
}

fn is_admin(name: &str) -> bool {
    let user = name.split('@').next().unwrap_or(name);
    user.eq_ignore_ascii_case("admin")
}

/// A vector's length as a rank: nothing here outnumbers the files of a snapshot, whose ids are `u32`.
pub(super) fn rank(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(path: &str) -> (Positions, Position) {
        let mut positions = Positions::default();
        let position = positions.follow(path.split('/'));
        (positions, position)
    }

    #[test]
    fn names_come_from_as_much_of_the_path_as_is_seen() {
        use OrganisationKind as O;
        use OwnerKind as K;
        let cases = [
            (
                "crypto-config/peerOrganizations/org1.x/peers/peer0.org1.x/msp",
                Some(("org1.x", O::Peer)),
                Some(("peer0.org1.x", K::Peer)),
            ),
            (
                "ordererOrganizations/x/orderers/o.x",
                Some(("x", O::Orderer)),
                Some(("o.x", K::Orderer)),
            ),
            (
                "peerOrganizations/org1.x/users/Admin@org1.x/msp",
                Some(("org1.x", O::Peer)),
                Some(("Admin@org1.x", K::Admin)),
            ),
            (
                "org1.x/users/User1@org1.x",
                Some(("org1.x", O::Unknown)),
                Some(("User1@org1.x", K::User)),
            ),
            (
                "peers/peer0.org1.x/msp",
                Some(("org1.x", O::Peer)),
                Some(("peer0.org1.x", K::Peer)),
            ),
            ("peers/peer0", None, Some(("peer0", K::Peer))),
            ("peer0/msp", None, None),
            (
                "peerOrganizations/org1.x/ca",
                Some(("org1.x", O::Peer)),
                None,
            ),
            ("peerOrganizations", None, None),
        ];
        for (path, organisation, member) in cases {
            let (positions, position) = at(path);
            let found = position.organisation.map(|it| {
                let it = &positions.organisations[it.0 as usize];
                (it.name.as_str(), it.kind)
            });
            assert_eq!(found, organisation, "{path}");
            let found = positions.member(position);
            assert_eq!(
                found.map(|it| (it.name.as_str(), it.kind)),
                member,
                "{path}"
            );
        }
    }

    #[test]
    fn a_tree_inside_a_member_starts_anew() {
        let (positions, position) = at("peers/p.a.x/backup/peerOrganizations/b.x/msp");
        let organisation = &positions.organisations[position.organisation.unwrap().0 as usize];
        assert_eq!(organisation.name, "b.x");
        assert!(positions.member(position).is_none());
    }
}
