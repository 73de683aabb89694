//! What a plan leaves to do, and what must be known beside it.

use std::collections::BTreeSet;
use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;

use super::plan::Plan;
use super::trees::{Occurrence, Tree};
use super::window::StartReason;
use crate::certificate::Certificate;
use crate::layout::{CaHomeKind, OwnerKind, Role, Seat};
use crate::pem;
use crate::store::Place;

/// Something to do or to know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum FollowUp {
    /// A place that keeps the old certificate, since it cannot be replaced there exactly.
    ReplaceByHand {
        /// The place.
        place: Occurrence,
    },
    /// The new certificate goes into the channel configuration, all fields in one update.
    UpdateChannels(ChannelUpdate),
    /// A CA server reads its certificate when it starts.
    RestartCaServer {
        /// Its home.
        #[serde(serialize_with = "super::lossy")]
        home: PathBuf,
    },
    /// Nodes read their local MSP and TLS roots when they start.
    RestartNodes {
        /// Their names.
        nodes: Vec<String>,
    },
    /// An intermediate could not be moved as far as its children need: the parent comes first.
    ReissueParentFirst {
        /// The parent's name.
        parent: String,
    },
    /// The CA stands in an `admincerts` folder, which is for identities.
    CaAmongAdmins {
        /// The place.
        place: Occurrence,
    },
    /// Local MSPs bind OUs to this CA: the certifiers identifier of every identity changes, and
    /// policies that store the old one (ORGANIZATION_UNIT principals) stop matching.
    CertifiersChange {
        /// The MSPs.
        #[serde(serialize_with = "super::lossy_list")]
        msps: Vec<PathBuf>,
    },
    /// The key cannot sign with the old algorithm, so that the AlgorithmIdentifiers change too.
    AlgorithmChanges {
        /// The old one.
        old: String,
        /// The new one.
        new: String,
    },
    /// A file that is reached through a symbolic link: what it leads to is changed.
    FollowsLink {
        /// The file.
        #[serde(serialize_with = "super::lossy")]
        path: PathBuf,
    },
}

/// What to change in a channel configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChannelUpdate {
    /// The MSP ID of the organisation, where the trees tell it.
    pub msp_id: Option<String>,
    /// The organisation's name, where the trees tell it.
    pub organisation: Option<String>,
    /// Where the organisation's MSP stands. Every group that has it must be changed in the same
    /// update: two versions of one MSP are refused.
    pub groups: Vec<String>,
    /// The fields of its MSP (`FabricMSPConfig`) that hold the certificate.
    pub fields: Vec<String>,
    /// The new certificate as those fields hold it: base64 of PEM.
    pub certificate_base64: String,
}

/// All of them.
pub(super) fn all(
    plan: &Plan,
    old: &Certificate,
    trees: Option<&Tree>,
    left: Vec<Occurrence>,
) -> Vec<FollowUp> {
    let mut all: Vec<FollowUp> = left
        .into_iter()
        .map(|place| FollowUp::ReplaceByHand { place })
        .collect();
    if plan.window.reason == StartReason::Parent && !plan.window.heals_all {
        all.push(FollowUp::ReissueParentFirst {
            parent: old.issuer().to_string(),
        });
    }
    if plan.old.signature_algorithm != plan.new.signature_algorithm {
        all.push(FollowUp::AlgorithmChanges {
            old: plan.old.signature_algorithm.clone(),
            new: plan.new.signature_algorithm.clone(),
        });
    }
    let places = || plan.changes.iter().flat_map(|change| &change.places);
    let among_admins = places().filter(|place| place.role == Role::AdminCert);
    all.extend(among_admins.map(|place| FollowUp::CaAmongAdmins {
        place: place.clone(),
    }));
    let links = plan.changes.iter().filter(|change| change.via_link);
    all.extend(links.map(|change| FollowUp::FollowsLink {
        path: change.path.clone(),
    }));
    let certifiers = plan
        .proof
        .as_ref()
        .map_or(&[][..], |proof| &proof.certifiers);
    if !certifiers.is_empty() {
        all.push(FollowUp::CertifiersChange {
            msps: certifiers.to_vec(),
        });
    }
    let own = trees.map(|tree| (tree, tree.places(old.fingerprint())));
    all.extend(channels(plan, old, own, !certifiers.is_empty()).map(FollowUp::UpdateChannels));
    if let Some((tree, places)) = own {
        all.extend(restarts(tree, places));
    }
    all
}

/// The organisations that trust the CA; one without a name where the trees tell none.
fn channels<'a>(
    plan: &Plan,
    old: &Certificate,
    own: Option<(&'a Tree, &'a [Place])>,
    has_certifiers: bool,
) -> impl Iterator<Item = ChannelUpdate> + use<'a> {
    let mut organisations = BTreeSet::new();
    let mut roles = BTreeSet::new();
    for (tree, place) in own
        .iter()
        .flat_map(|(tree, places)| places.iter().map(move |it| (tree, it)))
    {
        roles.insert(tree.layout.role(place));
        if let Some(organisation) = tree.layout.organisation_of(place) {
            organisations.insert((Some(organisation.name.clone()), organisation.msp_id.clone()));
        }
    }
    if organisations.is_empty() {
        organisations.insert((None, None));
    }
    let fields = fields(&roles, old, has_certifiers);
    let certificate_base64 = STANDARD.encode(pem::encode("CERTIFICATE", plan.certificate().der()));
    organisations
        .into_iter()
        .map(move |(organisation, msp_id)| ChannelUpdate {
            msp_id,
            organisation,
            groups: ["Application", "Orderer", "Consortiums.groups.<CONSORTIUM>"]
                .map(|group| {
                    format!("channel_group.groups.{group}.groups.<ORG>.values.MSP.value.config")
                })
                .to_vec(),
            fields: fields.clone(),
            certificate_base64: certificate_base64.clone(),
        })
}

fn fields(roles: &BTreeSet<Role>, old: &Certificate, has_certifiers: bool) -> Vec<String> {
    const BY_ROLE: [(Role, &str); 4] = [
        (Role::CaCert, "root_certs"),
        (Role::IntermediateCert, "intermediate_certs"),
        (Role::TlsCaCert, "tls_root_certs"),
        (Role::TlsIntermediateCert, "tls_intermediate_certs"),
    ];
    let mut fields: Vec<String> = BY_ROLE
        .into_iter()
        .filter(|(role, _)| roles.contains(role))
        .map(|(_, field)| field.to_owned())
        .collect();
    if fields.is_empty() {
        let is_tls = roles.contains(&Role::TlsCaHomeCertificate);
        let prefix = if is_tls { "tls_" } else { "" };
        let kind = if old.is_self_issued() {
            "root_certs"
        } else {
            "intermediate_certs"
        };
        fields.push(format!("{prefix}{kind}"));
    }
    if has_certifiers {
        fields.push("fabric_node_ous.*_ou_identifier.certificate".to_owned());
        fields.push("organizational_unit_identifiers[].certificate".to_owned());
    }
    fields
}

/// Servers and nodes that hold the certificate.
fn restarts(tree: &Tree, places: &[Place]) -> Vec<FollowUp> {
    let mut homes = BTreeSet::new();
    let mut nodes = BTreeSet::new();
    for place in places {
        if let Some(Seat::Authority(id)) = tree.layout.seat(place)
            && let Some(home) = tree.layout.authority(id)
            && matches!(home.kind, CaHomeKind::FabricCaServer | CaHomeKind::MultiCa)
        {
            homes.insert(tree.snapshot.dir_path(home.dir));
        }
        if let Some(owner) = tree.layout.owner(place)
            && matches!(owner.kind, OwnerKind::Peer | OwnerKind::Orderer)
        {
            nodes.insert(owner.name.clone());
        }
    }
    let mut all: Vec<FollowUp> = homes
        .into_iter()
        .map(|home| FollowUp::RestartCaServer { home })
        .collect();
    if !nodes.is_empty() {
        all.push(FollowUp::RestartNodes {
            nodes: nodes.into_iter().collect(),
        });
    }
    all
}
