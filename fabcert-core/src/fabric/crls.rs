//! Revocation lists (`setupCRLs`, `validateCertAgainstChain`).

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::certificate::{Certificate, Fingerprint};
use crate::crl::RevocationList;
use crate::signature::{self, Sha1, SignatureFault};

use super::FileContent;
use super::Judge;
use super::counted::{Counted, counted};
use super::ledger::About;
use super::material::FolderRole;
use super::refusal::{Fault, Judged, Stop, Subject, Undecided};
use super::set_up::SetUp;
use super::text::Around;

/// Signatures of lists that were checked, by list and issuer: each is only once, since a list may be
/// long and revoke many.
#[derive(Debug, Default)]
pub(crate) struct CrlSignatures {
    checked: Mutex<HashMap<(Fingerprint, Fingerprint), Result<(), SignatureFault>>>,
}

impl CrlSignatures {
    /// `CheckCRLSignature`: SHA-1 is good enough, and the issuer's key usage does not matter.
    fn check(&self, list: &RevocationList, issuer: &Certificate) -> Result<(), SignatureFault> {
        let key = (list.fingerprint(), issuer.fingerprint());
        let lock = || self.checked.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lock().get(&key) {
            return *known;
        }
        // Lists whose signature value is refused are never asked.
        let signature = list.signature().unwrap_or_default();
        let outcome = signature::verify(
            list.signature_algorithm(),
            issuer.public_key(),
            list.tbs(),
            &signature,
            Sha1::Allowed,
        );
        lock().insert(key, outcome);
        outcome
    }
}

/// The MSP's revocation lists, in file-name order.
#[derive(Debug, Default)]
pub(crate) struct CrlSet {
    lists: Vec<Entry>,
}

#[derive(Debug)]
enum Entry {
    List(Arc<RevocationList>),
    /// Not read: from here on nobody knows who is revoked.
    Unread(Undecided),
}

impl SetUp<'_, '_> {
    /// `setupCRLs`.
    pub(crate) fn set_up_crls(&mut self) {
        let role = FolderRole::Crls;
        for file in counted(self.material, role) {
            match file {
                Counted::Pem(file, content) => {
                    let about = About::file(Subject::Crl, file);
                    if let Some(list) = self.ledger.take(self.judge.read_crl(content), &about) {
                        self.crls.lists.push(Entry::List(list));
                    }
                }
                Counted::Unknown(doubt) => {
                    self.crls.lists.push(Entry::Unread(doubt.clone()));
                    self.ledger.doubt(doubt);
                }
            }
        }
    }
}

impl Judge<'_> {
    fn read_crl(&self, content: &FileContent) -> Judged<Arc<RevocationList>> {
        let list = content.crl().map_err(|fault| {
            let text = self.wording().around(Around::Crl, &fault.to_string());
            Stop::refused(Fault::Crl(fault.clone()), text)
        })?;
        match list.signature() {
            Ok(_) => Ok(Arc::clone(list)),
            Err(fault) => {
                let text = fault.to_string();
                Err(Stop::refused(Fault::CrlSignatureValue(fault), text))
            }
        }
    }

    /// `validateCAIdentity`, `validateTLSCAIdentity`: a root is never revoked.
    pub(crate) fn check_ca_revocation(
        &self,
        certificate: &Certificate,
        chain: &[Arc<Certificate>],
        crls: &CrlSet,
    ) -> Judged<()> {
        match chain {
            [_, issuer, ..] => self.check_revocation(certificate, issuer, crls),
            _ => Ok(()),
        }
    }

    /// `validateCertAgainstChain`: only the last link is looked at.
    pub(crate) fn check_revocation(
        &self,
        certificate: &Certificate,
        issuer: &Certificate,
        crls: &CrlSet,
    ) -> Judged<()> {
        let wording = self.wording();
        let Some(ski) = issuer.subject_key_id() else {
            let cause = "subjectKeyIdentifier not found in certificate";
            let text = wording.around(Around::IssuerSki, cause);
            return Err(Stop::refused(Fault::IssuerWithoutSubjectKeyId, text));
        };
        for entry in &crls.lists {
            let list = match entry {
                Entry::List(list) => list,
                Entry::Unread(unknown) => return Err(Stop::Unknown(unknown.clone())),
            };
            let aki = list.authority_key_id().map_err(|fault| {
                let text = wording.around(Around::CrlAki, &fault.to_string());
                Stop::refused(Fault::CrlAuthorityKeyId(fault), text)
            })?;
            if aki != ski || !list.revokes(certificate.serial()) {
                continue;
            }
            match self.crl_signatures.check(list, issuer) {
                Ok(()) => {
                    return Err(Stop::refused(
                        Fault::Revoked,
                        "The certificate has been revoked",
                    ));
                }
                Err(SignatureFault::Undecided(reason)) => {
                    return Err(Stop::Unknown(Undecided::Crypto(reason)));
                }
                // Fabric warns, and goes on.
                Err(_) => {}
            }
        }
        Ok(())
    }
}
