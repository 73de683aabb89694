//! FC212: a CRL that cannot be used.

use std::collections::BTreeMap;

use super::folders::{msp_files, trusted_cas};
use crate::check::{Context, Refused, Sink};
use crate::crl::RevocationList;
use crate::fabric::{Fault, FolderRole};
use crate::facts::{CrlFault, Facts};
use crate::finding::{Finding, Location};
use crate::remedy::{Advice, Remedy};
use crate::rule::{Bite, Severity};
use crate::signature::{self, Sha1, SignatureFault};
use crate::store::{CertId, CrlId, What};

rule!("FC212", "crl-unusable", Error, explain, survey);

fn explain(context: &Context<'_>, refused: &Refused<'_>) -> Option<Finding> {
    let reason = match &refused.refusal.fault {
        Fault::Crl(_) | Fault::CrlSignatureValue(_) => CrlFault::Unparsable,
        Fault::CrlAuthorityKeyId(_) => CrlFault::NoAuthorityKeyId,
        _ => return None,
    };
    let file = match refused.refusal.fault {
        // The refusal is of an identity; which list it was, Fabric does not say.
        Fault::CrlAuthorityKeyId(_) => None,
        _ => context.refused_path(refused),
    };
    let place = Location::whole(file.unwrap_or_else(|| refused.judgement.dir.join("crls")));
    Some(unusable(reason, place))
}

/// A list that none of the MSP's CAs signed revokes nobody; Fabric only warns.
fn survey(context: &Context<'_>, sink: &mut Sink<'_>) {
    let trusted = trusted_cas(context);
    let mut signed: BTreeMap<(CrlId, CertId), bool> = BTreeMap::new();
    for found in msp_files(context, &[FolderRole::Crls]) {
        for item in context.store.items(context.snapshot, found.file) {
            let What::Crl(id) = item.what else { continue };
            let crl = context.store.crl(id);
            // Without a key identifier the list refuses everybody, and the judge says so.
            let Ok(key_id) = crl.authority_key_id() else {
                continue;
            };
            let mut signers = trusted
                .get(&found.msp)
                .into_iter()
                .flatten()
                .filter(|ca| context.certificate(**ca).subject_key_id() == Some(key_id));
            let is_signed = signers.any(|ca| {
                *signed
                    .entry((id, *ca))
                    .or_insert_with(|| may_have_signed(context, *ca, crl))
            });
            if !is_signed {
                let place = context.location(&item.place(found.file));
                let finding = unusable(CrlFault::NotSignedByCa, place);
                sink.push(finding.severity(Severity::Warning).bites(&[Bite::Policy]));
            }
        }
    }
}

fn unusable(reason: CrlFault, place: Location) -> Finding {
    let mut finding = Finding::new(&INFO, Facts::CrlUnusable { reason }).remedy(Remedy::Advice {
        advice: Advice::RegenerateCrl,
    });
    finding.places = vec![place];
    finding
}

/// Whether the CA's key verifies the list, or nobody can tell.
fn may_have_signed(context: &Context<'_>, ca: CertId, crl: &RevocationList) -> bool {
    let Ok(value) = crl.signature() else {
        // Refused, which the judge says.
        return true;
    };
    let verified = signature::verify(
        crl.signature_algorithm(),
        context.certificate(ca).public_key(),
        crl.tbs(),
        &value,
        Sha1::Allowed,
    );
    matches!(verified, Ok(()) | Err(SignatureFault::Undecided(_)))
}
