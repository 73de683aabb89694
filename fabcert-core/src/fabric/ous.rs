//! Organisational units of the configuration, and the CAs that they are bound to (`setupOUs`,
//! `setupNodeOUs…`, `getCertifiersIdentifier`).

use std::collections::HashSet;
use std::sync::Arc;

use super::configuration::{ConfigFile, NodeOus, OuCertificate, OuIdentifier};
use super::ledger::About;
use super::refusal::{Fault, Judged, Stop, Subject, Undecided};
use super::release::Wording;
use super::role::{CertifiersId, KnownOu, NodeRole};
use super::set_up::SetUp;
use super::text::{Around, byte_dump, proto_quoted};
use super::trust::certifiers_id;
use super::{FileContent, MspVersion};

impl SetUp<'_, '_> {
    /// What the configuration leaves unknown.
    pub(crate) fn doubt_configuration(&mut self) {
        let unread = |item: &OuIdentifier| match &item.certificate {
            OuCertificate::Unread(reason) => Some(Undecided::OuCertificate {
                path: item.path.clone(),
                reason: reason.clone(),
            }),
            _ => None,
        };
        self.rules.unknown = match &self.material.config {
            ConfigFile::Unread(reason) => Some(Undecided::ConfigFile(reason.clone())),
            ConfigFile::Unknown(reason) => Some(Undecided::Config(*reason)),
            ConfigFile::Read(configuration) => {
                let node_ous = configuration.node_ous.as_ref();
                let roles = node_ous
                    .filter(|_| self.judge.version != MspVersion::V1_0)
                    .into_iter()
                    .flat_map(NodeOus::units);
                configuration
                    .ou_identifiers
                    .iter()
                    .chain(roles)
                    .find_map(unread)
            }
            ConfigFile::Absent | ConfigFile::IsFolder | ConfigFile::Refused(_) => None,
        };
    }

    /// `setupOUs`.
    pub(crate) fn set_up_ou_identifiers(&mut self) {
        let material = self.material;
        let ConfigFile::Read(configuration) = &material.config else {
            return;
        };
        // A text may hold a whole file, so each file is refused once.
        let mut refused = HashSet::new();
        for (index, item) in configuration.ou_identifiers.iter().enumerate() {
            if refused.contains(item.path.as_str()) {
                continue;
            }
            let about = about(Subject::OuIdentifier(index), item);
            let judged = match &item.certificate {
                OuCertificate::File(content) => self
                    .certifiers(content)
                    .map_err(|stop| self.ou_identifier_refused(item, content, stop)),
                // A channel's configuration may leave the certificate out.
                OuCertificate::NotNamed if material.dir.is_none() => {
                    let empty = FileContent::new([]);
                    self.certifiers(&empty)
                        .map_err(|stop| self.ou_identifier_refused(item, &empty, stop))
                }
                // Loading has failed already.
                _ => continue,
            };
            let Some(certifiers) = self.ledger.take(judged, &about) else {
                refused.insert(item.path.as_str());
                continue;
            };
            let listed = self
                .rules
                .listed
                .entry(item.name.bytes.clone())
                .or_default();
            if !listed.contains(&certifiers) {
                listed.push(certifiers);
            }
        }
    }

    fn ou_identifier_refused(
        &self,
        item: &OuIdentifier,
        content: &FileContent,
        stop: Stop,
    ) -> Stop {
        let wording = self.judge.wording();
        stop.retold(|text| {
            if wording == Wording::V1_0 {
                return text;
            }
            let mut shown = String::new();
            if !content.is_empty() {
                shown = format!("certificate:{} ", proto_quoted(&content.bytes()));
            }
            let name = proto_quoted(&item.name.bytes);
            format!("failed getting certificate for [{shown}organizational_unit_identifier:{name}]: {text}")
        })
    }

    /// `getCertifiersIdentifier`: the certificate must be a CA of this MSP.
    fn certifiers(&self, content: &FileContent) -> Judged<CertifiersId> {
        let wording = self.judge.wording();
        let dump = || byte_dump(&content.bytes());
        let unusable = |fault, cause: String| {
            let text = format!("Failed getting certificate for [{}]: [{cause}]", dump());
            Stop::refused(fault, text)
        };
        if content.is_empty() {
            let cause = "getCertFromPem error: nil idBytes".to_owned();
            return Err(unusable(Fault::EmptyFile, cause));
        }
        let certificate = match content.certificate() {
            None => {
                let cause = format!(
                    "getCertFromPem error: could not decode pem bytes [{}]",
                    dump()
                );
                return Err(unusable(Fault::NoPem, cause));
            }
            Some(Err(malformed)) => {
                let cause = wording.around(Around::ParseInMsp, &malformed.go.to_string());
                return Err(unusable(Fault::Malformed(malformed.go.clone()), cause));
            }
            Some(Ok(certificate)) => certificate,
        };
        let certificate = self
            .judge
            .sanitize(certificate, &self.trust)
            .map_err(|stop| stop.retold(|text| format!("sanitizeCert failed {text}")))?;
        if self.trust.roots.contains(&certificate) {
            return Ok(certifiers_id(&[certificate]));
        }
        if !self.trust.intermediates.contains(&certificate) {
            if !self.trust.complete {
                return Err(Stop::Unknown(Undecided::UnknownCas));
            }
            // Fabric prints every field of the certificate here, with an address.
            let shown = certificate.subject();
            let text = format!(
                "Failed adding OU. Certificate [&{{{shown}}}] not in root or intermediate certs."
            );
            return Err(Stop::refused(Fault::OuCertificateForeign, text));
        }
        let chain = self
            .judge
            .validation_chain(&certificate, &self.trust, true)
            .map_err(|stop| {
                let shown = certificate.subject();
                stop.retold(|text| {
                    format!("Failed computing validation chain for [&{{{shown}}}]. [{text}]")
                })
            })?;
        Ok(certifiers_id(&chain))
    }

    /// `setupNodeOUs` (1.1, 1.3), `setupNodeOUsV142` (1.4.3, 3.0).
    pub(crate) fn set_up_node_ous(&mut self) {
        let ConfigFile::Read(configuration) = &self.material.config else {
            return;
        };
        let Some(node_ous) = &configuration.node_ous else {
            return;
        };
        let roles: &[NodeRole] = match self.judge.version {
            MspVersion::V1_0 => return,
            MspVersion::V1_1 | MspVersion::V1_3 => {
                self.require_client_and_peer(node_ous);
                &[NodeRole::Client, NodeRole::Peer]
            }
            MspVersion::V1_4_3 | MspVersion::V3_0 => &NodeRole::ALL,
        };
        self.rules.enforced = node_ous.enable;
        let mut any = false;
        for &role in roles {
            let Some(item) = node_ous.role(role) else {
                continue;
            };
            any = true;
            let about = about(Subject::NodeOu(role), item);
            let certifiers = match &item.certificate {
                OuCertificate::File(content) if !content.is_empty() => {
                    let judged = self.certifiers(content);
                    self.ledger.take(judged, &about)
                }
                OuCertificate::Unread(reason) => {
                    let (path, reason) = (item.path.clone(), reason.clone());
                    let unknown = Undecided::OuCertificate { path, reason };
                    self.ledger.note(Stop::Unknown(unknown), &about);
                    None
                }
                // Fabric warns, and takes any chain.
                _ => None,
            };
            let name = item.name.bytes.clone();
            self.rules.set_role(role, KnownOu { name, certifiers });
        }
        self.rules.enforced &= any;
    }

    fn require_client_and_peer(&mut self, node_ous: &NodeOus) {
        for (role, name) in [(NodeRole::Client, "ClientOU"), (NodeRole::Peer, "PeerOU")] {
            if node_ous
                .role(role)
                .is_none_or(|item| item.name.bytes.is_empty())
            {
                let text = format!("Failed setting up NodeOUs. {name} must be different from nil.");
                let stop = Stop::refused(Fault::NodeOuMissing(role), text);
                self.ledger
                    .note(stop, &About::subject(Subject::NodeOu(role)));
            }
        }
    }
}

fn about(subject: Subject, item: &OuIdentifier) -> About {
    let certificate = match &item.certificate {
        OuCertificate::File(content) => content.certificate(),
        _ => None,
    };
    About {
        subject,
        certificate: certificate
            .and_then(|read| read.as_ref().ok())
            .map(Arc::clone),
        place: item.place,
        name: (!item.path.is_empty()).then(|| item.path.clone()),
    }
}
