//! Root and intermediate CAs (`setupCAs`, `finalizeSetupCAs`).

use std::sync::Arc;

use crate::certificate::Certificate;
use crate::path::Pool;

use super::Judge;
use super::counted::counted;
use super::ledger::About;
use super::material::FolderRole;
use super::refusal::{Fault, Judged, Stop, Subject};
use super::release::Wording;
use super::set_up::{Made, SetUp};
use super::text::Around;

/// A CA certificate of the MSP.
#[derive(Debug)]
pub(crate) struct Ca {
    pub(crate) about: About,
    /// Sanitised, or as it is where that failed.
    pub(crate) certificate: Arc<Certificate>,
    /// Whether it was refused already.
    refused: bool,
}

impl Ca {
    pub(crate) const fn is_root(&self) -> bool {
        matches!(self.about.subject, Subject::RootCa)
    }
}

impl SetUp<'_, '_> {
    /// `setupCAs`: all are parsed and pooled as they are, then sanitised one by one over those pools,
    /// and pooled anew.
    pub(crate) fn set_up_cas(&mut self) {
        let roots = self.parse_folder(FolderRole::Cacerts, Subject::RootCa);
        let intermediates =
            self.parse_folder(FolderRole::Intermediatecerts, Subject::IntermediateCa);
        self.trust.complete = roots.complete && intermediates.complete;
        let none = roots.complete && counted(self.material, FolderRole::Cacerts).next().is_none();
        if none && self.material.dir.is_none() {
            let expected = self.judge.wording().pick("Expected", "expected");
            let text = format!("{expected} at least one CA certificate");
            let about = About::subject(Subject::Msp);
            self.ledger
                .note(Stop::refused(Fault::NoRootCa, text), &about);
        }
        let parsed = [roots.certificates, intermediates.certificates].concat();
        for (about, certificate) in &parsed {
            self.pool_of(about.subject).add(Arc::clone(certificate));
        }
        for (about, certificate) in parsed {
            let Made {
                certificate,
                refused,
            } = self.import_and_sanitize(certificate, &about);
            self.cas.push(Ca {
                about,
                certificate,
                refused,
            });
        }
        self.trust.roots = Pool::new();
        self.trust.intermediates = Pool::new();
        for index in 0..self.cas.len() {
            let ca = &self.cas[index];
            let (subject, certificate) = (ca.about.subject, Arc::clone(&ca.certificate));
            self.pool_of(subject).add(certificate);
        }
    }

    fn pool_of(&mut self, subject: Subject) -> &mut Pool {
        match subject {
            Subject::RootCa => &mut self.trust.roots,
            _ => &mut self.trust.intermediates,
        }
    }

    /// `finalizeSetupCAs`: CA flag, SKI, chain and CRLs, one CA after the other; then whatever stands
    /// above an intermediate becomes an inner node of the tree.
    pub(crate) fn finalize_cas(&mut self) {
        let mut inner = Vec::new();
        for ca in &self.cas {
            let chain = match self.judge.check_ca_shape(&ca.certificate) {
                Err(stop) => {
                    self.ledger.note(stop, &ca.about);
                    continue;
                }
                Ok(()) => self.judge.chain_at_start(&ca.certificate, &self.trust),
            };
            let checked = match chain {
                // The reason is the same as before.
                Err(_) if ca.refused => continue,
                Err(stop) => Err(self.judge.no_ca_chain(stop)),
                Ok(chain) => {
                    let revocation =
                        self.judge
                            .check_ca_revocation(&ca.certificate, &chain, &self.crls);
                    if !ca.is_root() {
                        inner.extend(chain.iter().skip(1).map(|above| above.fingerprint()));
                    }
                    revocation
                }
            };
            if let Err(stop) = checked {
                let stop = self.judge.ca_not_valid(&ca.certificate, stop);
                self.ledger.note(stop, &ca.about);
            }
        }
        self.trust.inner.extend(inner);
    }
}

impl Judge<'_> {
    /// The CA flag and the subject key identifier.
    pub(crate) fn check_ca_shape(&self, certificate: &Certificate) -> Judged<()> {
        let fault = if !certificate.is_ca() {
            Fault::NotACa
        } else if certificate.subject_key_id().is_none() {
            Fault::NoSubjectKeyId
        } else {
            return Ok(());
        };
        let text = match (self.wording(), &fault) {
            // 1.0.x has one text for both.
            (Wording::V1_0, _) => format!(
                "CA Certificate did not have the Subject Key Identifier extension, (SN: {})",
                certificate.serial_decimal()
            ),
            (_, Fault::NotACa) => format!(
                "CA Certificate did not have the CA attribute, (SN: {})",
                certificate.serial_hex()
            ),
            _ => format!(
                "CA Certificate problem with Subject Key Identifier extension, (SN: {}): \
                 subjectKeyIdentifier not found in certificate",
                certificate.serial_hex()
            ),
        };
        Err(Stop::refused(fault, text))
    }

    pub(crate) fn no_ca_chain(&self, stop: Stop) -> Stop {
        stop.retold(|text| self.wording().around(Around::ObtainChain, &text))
    }

    pub(crate) fn ca_not_valid(&self, certificate: &Certificate, stop: Stop) -> Stop {
        stop.retold(|text| {
            self.wording()
                .ca_not_valid(&certificate.serial_decimal(), &text)
        })
    }
}
