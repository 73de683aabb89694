//! Roles, the organisational units that tell them, and the rules of NodeOUs
//! (`msp/mspimplvalidate.go`, `validateIdentityOUs…`).

use std::collections::HashMap;
use std::fmt;

use super::MspVersion;
use super::refusal::{Fault, Judged, Stop, Undecided};
use super::release::Wording;

/// A role that NodeOUs can give.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NodeRole {
    /// CLIENT.
    Client,
    /// PEER.
    Peer,
    /// ADMIN.
    Admin,
    /// ORDERER.
    Orderer,
}

impl NodeRole {
    /// In the order in which Fabric sets them up.
    pub const ALL: [Self; 4] = [Self::Client, Self::Peer, Self::Admin, Self::Orderer];

    /// Protobuf's name of it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Client => "CLIENT",
            Self::Peer => "PEER",
            Self::Admin => "ADMIN",
            Self::Orderer => "ORDERER",
        }
    }
}

impl fmt::Display for NodeRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// SHA-256 over the DER of a chain from the issuing CA up to the root.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CertifiersId(pub [u8; 32]);

impl fmt::Debug for CertifiersId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A unit of an identity, with the CAs that vouch for it (`msp.OUIdentifier`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganizationalUnit {
    /// The unit.
    pub name: String,
    /// Who certifies it.
    pub certifiers: CertifiersId,
}

/// `peer(9F99997E2C75020C)`.
impl fmt::Display for OrganizationalUnit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}(", self.name)?;
        self.certifiers
            .0
            .iter()
            .take(8)
            .try_for_each(|byte| write!(f, "{byte:02X}"))?;
        f.write_str(")")
    }
}

/// Go's `%s` of the units: `[a(HEX) b(HEX)]`.
fn listed(units: &[OrganizationalUnit]) -> String {
    let shown: Vec<String> = units.iter().map(ToString::to_string).collect();
    format!("[{}]", shown.join(" "))
}

/// A unit that the MSP knows, and the CAs that it is bound to (any, where `None`).
#[derive(Clone, Debug)]
pub(crate) struct KnownOu {
    pub(crate) name: Vec<u8>,
    pub(crate) certifiers: Option<CertifiersId>,
}

/// What the MSP asks of organisational units.
#[derive(Clone, Debug, Default)]
pub(crate) struct OuRules {
    /// `OrganizationalUnitIdentifiers`: an identity needs one of them. Whether there are any.
    pub(crate) listed: HashMap<Vec<u8>, Vec<CertifiersId>>,
    /// Whether roles are enforced.
    pub(crate) enforced: bool,
    /// Why nobody knows the rules.
    pub(crate) unknown: Option<Undecided>,
    /// The units of client, peer, admin and orderer.
    roles: [Option<KnownOu>; 4],
}

impl OuRules {
    pub(crate) const fn role(&self, role: NodeRole) -> Option<&KnownOu> {
        self.roles[role as usize].as_ref()
    }

    pub(crate) fn set_role(&mut self, role: NodeRole, unit: KnownOu) {
        self.roles[role as usize] = Some(unit);
    }

    /// The roles whose unit is among these. Certifiers are not compared, as in `hasOURole`.
    pub(crate) fn roles_of(&self, units: &[OrganizationalUnit]) -> Vec<NodeRole> {
        if !self.enforced {
            return Vec::new();
        }
        NodeRole::ALL
            .into_iter()
            .filter(|&role| self.has_role(role, units))
            .collect()
    }

    pub(crate) fn has_role(&self, role: NodeRole, units: &[OrganizationalUnit]) -> bool {
        self.role(role)
            .is_some_and(|known| units.iter().any(|unit| unit.name.as_bytes() == known.name))
    }

    /// `validateIdentityOUs…`: one of the listed units, and exactly one role.
    pub(crate) fn check(
        &self,
        units: &[OrganizationalUnit],
        msp: &str,
        version: MspVersion,
        wording: Wording,
    ) -> [Judged<()>; 2] {
        if let Some(reason) = &self.unknown {
            return [Err(Stop::Unknown(reason.clone())), Ok(())];
        }
        [
            self.check_listed(units, msp, wording),
            self.check_role(units, msp, version),
        ]
    }

    /// `validateIdentityOUsV1`: one of the listed units, if any is listed.
    fn check_listed(
        &self,
        units: &[OrganizationalUnit],
        msp: &str,
        wording: Wording,
    ) -> Judged<()> {
        let is_listed = |unit: &OrganizationalUnit| {
            self.listed
                .get(unit.name.as_bytes())
                .is_some_and(|certifiers| certifiers.contains(&unit.certifiers))
        };
        if self.listed.is_empty() || units.iter().any(is_listed) {
            return Ok(());
        }
        if units.is_empty() {
            let (the, rest) = (
                wording.pick("The", "the"),
                "identity certificate does not contain an Organizational Unit (OU)",
            );
            return Err(Stop::refused(Fault::NoOu, format!("{the} {rest}")));
        }
        let text = format!(
            "{} of the identity's organizational units {} are in MSP {msp}",
            wording.pick("None", "none"),
            listed(units)
        );
        Err(Stop::refused(Fault::OuNotListed(units.to_vec()), text))
    }

    /// `validateIdentityOUsV11`, `…V142`: exactly one role, given by the right CA.
    fn check_role(
        &self,
        units: &[OrganizationalUnit],
        msp: &str,
        version: MspVersion,
    ) -> Judged<()> {
        if !self.enforced {
            return Ok(());
        }
        let mut count = 0;
        for unit in units {
            let Some(known) = self.role_named(unit.name.as_bytes(), version) else {
                continue;
            };
            if known
                .certifiers
                .is_some_and(|certifiers| certifiers != unit.certifiers)
            {
                let text = format!(
                    "certifiersIdentifier does not match: {}, MSP: [{msp}]",
                    listed(units)
                );
                return Err(Stop::refused(
                    Fault::CertifierMismatch(units.to_vec()),
                    text,
                ));
            }
            count += 1;
            if count > 1 {
                break;
            }
        }
        let (problem, fault): (_, fn(_) -> _) = match (count, version.has_admin_ou()) {
            (1, _) => return Ok(()),
            (0, true) => (
                "the identity does not have an OU that resolves to client, peer, orderer, or admin role.",
                Fault::NoRole,
            ),
            (0, false) => (
                "the identity does not have an OU that resolves to client or peer.",
                Fault::NoRole,
            ),
            (_, true) => (
                "the identity must have a client, a peer, an orderer, or an admin OU role to be valid, \
                 not a combination of them.",
                Fault::SeveralRoles,
            ),
            (_, false) => (
                "the identity must be a client or a peer identity to be valid, not a combination of them.",
                Fault::SeveralRoles,
            ),
        };
        let text = format!("{problem} OUs: {}, MSP: [{msp}]", listed(units));
        Err(Stop::refused(fault(units.to_vec()), text))
    }

    /// The role's unit of this name; where several roles share one, the one that Fabric compares.
    fn role_named(&self, name: &[u8], version: MspVersion) -> Option<&KnownOu> {
        use NodeRole::{Admin, Client, Orderer, Peer};
        let by_precedence: &[NodeRole] = if version.has_admin_ou() {
            &[Orderer, Admin, Peer, Client]
        } else {
            &[Client, Peer]
        };
        by_precedence
            .iter()
            .filter_map(|&role| self.role(role))
            .find(|known| known.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: CertifiersId = CertifiersId([0xab; 32]);
    const ELSEWHERE: CertifiersId = CertifiersId([0xcd; 32]);

    fn units(names: &[&str]) -> Vec<OrganizationalUnit> {
        names
            .iter()
            .map(|&name| OrganizationalUnit {
                name: name.to_owned(),
                certifiers: HERE,
            })
            .collect()
    }

    fn rules(roles: &[(NodeRole, &str, Option<CertifiersId>)]) -> OuRules {
        let mut rules = OuRules {
            enforced: true,
            ..OuRules::default()
        };
        for &(role, name, certifiers) in roles {
            rules.set_role(
                role,
                KnownOu {
                    name: name.as_bytes().to_vec(),
                    certifiers,
                },
            );
        }
        rules
    }

    fn text(judged: Judged<()>) -> Option<String> {
        match judged {
            Err(Stop::Refused(trouble)) => Some(trouble.text),
            _ => None,
        }
    }

    #[test]
    fn exactly_one_role() {
        use NodeRole::{Client, Peer};
        let rules = rules(&[(Client, "client", None), (Peer, "peer", Some(HERE))]);
        for (names, version, expected) in [
            (&["client", "org1"][..], MspVersion::V1_4_3, None),
            (&["peer"], MspVersion::V1_1, None),
            (
                &["member"],
                MspVersion::V1_4_3,
                Some(
                    "the identity does not have an OU that resolves to client, peer, orderer, or admin role. OUs: [member(ABABABABABABABAB)], MSP: [M]",
                ),
            ),
            (
                &[],
                MspVersion::V1_1,
                Some(
                    "the identity does not have an OU that resolves to client or peer. OUs: [], MSP: [M]",
                ),
            ),
            (
                &["client", "peer"],
                MspVersion::V3_0,
                Some(
                    "the identity must have a client, a peer, an orderer, or an admin OU role to be valid, not a combination of them. OUs: [client(ABABABABABABABAB) peer(ABABABABABABABAB)], MSP: [M]",
                ),
            ),
            (
                &["client", "client"],
                MspVersion::V1_3,
                Some(
                    "the identity must be a client or a peer identity to be valid, not a combination of them. OUs: [client(ABABABABABABABAB) client(ABABABABABABABAB)], MSP: [M]",
                ),
            ),
        ] {
            let judged = rules.check_role(&units(names), "M", version);
            assert_eq!(text(judged).as_deref(), expected, "{names:?}");
        }
    }

    /// Fabric does not look at the third.
    #[test]
    fn two_roles_are_enough() {
        use NodeRole::{Client, Orderer, Peer};
        let roles = [
            (Client, "client", None),
            (Peer, "peer", None),
            (Orderer, "orderer", Some(ELSEWHERE)),
        ];
        for (names, several) in [
            (["client", "peer", "orderer"], true),
            (["client", "orderer", "peer"], false),
        ] {
            let judged = rules(&roles).check_role(&units(&names), "M", MspVersion::V1_4_3);
            let text = text(judged).unwrap_or_default();
            assert_eq!(text.contains("not a combination"), several, "{text}");
        }
    }

    #[test]
    fn the_right_ca_and_the_stronger_role() {
        let elsewhere = rules(&[(NodeRole::Peer, "peer", Some(ELSEWHERE))]);
        assert_eq!(
            text(elsewhere.check_role(&units(&["peer"]), "M", MspVersion::V1_4_3)).as_deref(),
            Some("certifiersIdentifier does not match: [peer(ABABABABABABABAB)], MSP: [M]")
        );
        let shared = rules(&[
            (NodeRole::Client, "x", None),
            (NodeRole::Admin, "x", Some(ELSEWHERE)),
        ]);
        assert!(
            shared
                .check_role(&units(&["x"]), "M", MspVersion::V1_4_3)
                .is_err()
        );
        assert!(
            shared
                .check_role(&units(&["x"]), "M", MspVersion::V1_1)
                .is_ok()
        );
    }

    #[test]
    fn listed_units() {
        let mut rules = OuRules::default();
        assert!(rules.check_listed(&[], "M", Wording::Newest).is_ok());
        rules.listed.insert(b"org1".to_vec(), vec![HERE]);
        assert!(
            rules
                .check_listed(&units(&["a", "org1"]), "M", Wording::Newest)
                .is_ok()
        );
        assert_eq!(
            text(rules.check_listed(&units(&["a"]), "M", Wording::Newest)).as_deref(),
            Some("none of the identity's organizational units [a(ABABABABABABABAB)] are in MSP M")
        );
        assert_eq!(
            text(rules.check_listed(&[], "M", Wording::Newest)).as_deref(),
            Some("the identity certificate does not contain an Organizational Unit (OU)")
        );
    }
}
