//! TLS CAs (`setupTLSCAs`): no key import, no rewriting, and pools of their own.

use std::sync::Arc;

use crate::certificate::Certificate;
use crate::path::Pool;
use crate::timestamp::Timestamp;

use super::load::reads_tls_intermediates;
use super::material::FolderRole;
use super::refusal::{Judged, Stop, Subject, Undecided};
use super::release::TlsClock;
use super::set_up::{Parsed, SetUp};

/// The TLS pools.
struct TlsPools {
    roots: Pool,
    intermediates: Pool,
    complete: bool,
}

impl SetUp<'_, '_> {
    /// `setupTLSCAs`.
    pub(crate) fn set_up_tls_cas(&mut self) {
        let roots = self.parse_folder(FolderRole::Tlscacerts, Subject::TlsRootCa);
        let intermediates = if reads_tls_intermediates(self.material) {
            self.parse_folder(FolderRole::Tlsintermediatecerts, Subject::TlsIntermediateCa)
        } else {
            Parsed {
                certificates: Vec::new(),
                complete: true,
            }
        };
        let pools = TlsPools {
            roots: pool(&roots),
            intermediates: pool(&intermediates),
            complete: roots.complete && intermediates.complete,
        };
        let cas = [roots.certificates, intermediates.certificates].concat();
        for (about, certificate) in &cas {
            let checked = self.judge.check_ca_shape(certificate).and_then(|()| {
                self.check_tls_chain(certificate, &pools)
                    .map_err(|stop| self.judge.ca_not_valid(certificate, stop))
            });
            self.ledger.take(checked, about);
        }
    }

    /// `validateTLSCAIdentity`.
    fn check_tls_chain(&self, certificate: &Arc<Certificate>, pools: &TlsPools) -> Judged<()> {
        if !pools.complete && !pools.roots.contains(certificate) {
            return Err(Stop::Unknown(Undecided::UnknownCas));
        }
        let at = match self.judge.behaviour.tls_clock {
            TlsClock::OwnStart => certificate.not_before().plus(1),
            TlsClock::Wall => Timestamp::from(self.judge.now),
        };
        let chain = self
            .judge
            .unique_chain(certificate, &pools.roots, &pools.intermediates, at)
            .map_err(|stop| self.judge.no_ca_chain(stop))?;
        self.judge
            .check_ca_revocation(certificate, &chain, &self.crls)
    }
}

fn pool(parsed: &Parsed) -> Pool {
    parsed
        .certificates
        .iter()
        .map(|(_, certificate)| Arc::clone(certificate))
        .collect()
}
