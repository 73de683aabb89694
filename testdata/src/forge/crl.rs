//! Certificate revocation lists.

use time::UtcDateTime;
use time::macros::utc_datetime;

use super::certificate::Forged;
use super::extension::oid;
use crate::der;
use crate::key::{Key, S};

/// A CRL to be made: November 2026, due again a month later.
#[derive(Clone, Debug)]
pub struct Crl {
    this_update: UtcDateTime,
    next_update: UtcDateTime,
    revoked: Vec<(Vec<u8>, UtcDateTime)>,
    with_authority_key_id: bool,
}

impl Default for Crl {
    fn default() -> Self {
        Self::new()
    }
}

impl Crl {
    /// A list that revokes nothing.
    pub fn new() -> Self {
        Self {
            this_update: utc_datetime!(2026-11-20 00:00:00),
            next_update: utc_datetime!(2026-12-20 00:00:00),
            revoked: Vec::new(),
            with_authority_key_id: true,
        }
    }

    /// thisUpdate and nextUpdate.
    #[must_use]
    pub fn window(self, this_update: UtcDateTime, next_update: UtcDateTime) -> Self {
        Self {
            this_update,
            next_update,
            ..self
        }
    }

    /// Revokes one more certificate, at thisUpdate.
    #[must_use]
    pub fn revoking(mut self, certificate: &Forged) -> Self {
        self.revoked
            .push((certificate.serial_der().to_vec(), self.this_update));
        self
    }

    /// Revokes these serial numbers, at thisUpdate.
    #[must_use]
    pub fn revoking_serials(mut self, serials: impl IntoIterator<Item = u32>) -> Self {
        let entry = |serial: u32| (der::unsigned(&serial.to_be_bytes()), self.this_update);
        let entries: Vec<_> = serials.into_iter().map(entry).collect();
        self.revoked.extend(entries);
        self
    }

    /// No authorityKeyIdentifier: Fabric then refuses every identity.
    #[must_use]
    pub fn without_authority_key_id(self) -> Self {
        Self {
            with_authority_key_id: false,
            ..self
        }
    }

    /// Signed by that CA; DER.
    pub fn issued_by(&self, issuer: &Forged) -> Vec<u8> {
        self.issued_by_key(issuer, issuer.key())
    }

    /// In the name of that CA, but signed by some other key; DER.
    pub fn issued_by_key(&self, issuer: &Forged, signer: &Key) -> Vec<u8> {
        let algorithm = signer.usual_algorithm();
        let entries: Vec<_> = self
            .revoked
            .iter()
            .map(|(serial, at)| der::sequence(&[serial.clone(), der::time(*at)]))
            .collect();
        let list = der::sequence(&[
            der::unsigned(&[1]),
            algorithm.identifier(),
            issuer.subject_der().to_vec(),
            der::time(self.this_update),
            der::time(self.next_update),
            if entries.is_empty() {
                Vec::new()
            } else {
                der::sequence(&entries)
            },
            self.extensions(issuer),
        ]);
        let signature = signer.sign(&list, algorithm, S::Low);
        der::sequence(&[list, algorithm.identifier(), der::bits(&signature)])
    }

    /// Signed by that CA; PEM.
    pub fn pem(&self, issuer: &Forged) -> Vec<u8> {
        crate::pem("X509 CRL", &self.issued_by(issuer))
    }

    fn extensions(&self, issuer: &Forged) -> Vec<u8> {
        match issuer.key_id() {
            Some(id) if self.with_authority_key_id => {
                let value = der::sequence(&[der::implicit(0, id)]);
                let extension =
                    der::sequence(&[der::oid(oid::AUTHORITY_KEY_ID), der::octets(&value)]);
                der::explicit(0, &der::sequence(&[extension]))
            }
            _ => Vec::new(),
        }
    }
}
