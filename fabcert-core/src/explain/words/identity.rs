//! What an MSP says about identities: their chains, keys and OUs.

use super::super::diagnosis::{Diagnosis, Ou, SignatureHint};
use super::super::reading::Context;
use super::{Said, check, said};

/// Refusals of a certificate by its chain, its key or its OUs.
pub(super) fn identity(diagnosis: &Diagnosis, context: &Context) -> Said {
    let check = check(context);
    match diagnosis {
        Diagnosis::UnknownAuthority { hint } => unknown_authority(hint.as_ref(), context),
        Diagnosis::BadSignature { reason } => {
            said(format!("A signature was not taken: {reason}."), [check])
        }
        Diagnosis::SeveralChains { found } => said(
            format!(
                "The MSP holds several CA certificates with one name and one key ({} chains), and \
                 this certificate fits all of them. Mostly a renewed CA certificate was put beside \
                 the old one.",
                found.map_or("several".to_owned(), |found| found.to_string())
            ),
            [
                check,
                "Keep one: the one whose window covers every leaf. If none does: `fabcert reissue`."
                    .to_owned(),
            ],
        ),
        Diagnosis::UnhandledCriticalExtension => said(
            "A certificate of the chain has a critical extension that Go does not know.",
            [check, "Issue it again without it, or with it not critical.".to_owned()],
        ),
        Diagnosis::IncompatibleKeyUsage | Diagnosis::NoUsableChain { .. } => said(
            "A certificate of the chain lists extended key usages, and neither serverAuth nor any \
             is among them. Fabric demands one of them even of clients.",
            [check, "Issue it again without extended key usages, or with serverAuth.".to_owned()],
        ),
        Diagnosis::PathTooLong => said(
            "There are more CAs below a CA than its path length allows (fabric-ca: pathlen 1 for a \
             root, 0 for an intermediate).",
            [check, "Issue from a CA higher up, or give that CA a longer path.".to_owned()],
        ),
        Diagnosis::NotAuthorizedToSign => said(
            "The issuer in the MSP is no CA certificate.",
            [check, "Put the right CA certificate in its place.".to_owned()],
        ),
        Diagnosis::NameConstraint { reason } => said(
            format!("A CA may not sign for this name: {reason}."),
            [check, "Issue it with a name that the CA allows.".to_owned()],
        ),
        Diagnosis::NoSanUnderConstraints => said(
            "A CA above has name constraints, and this certificate's common name looks like a host \
             name but it has no subject alternative name.",
            [check, "Issue it again with a subject alternative name.".to_owned()],
        ),
        Diagnosis::ChainSearchLimit => said(
            "So many CA certificates of one name are in the MSP that Go gave up trying.",
            [check, "Take the copies out.".to_owned()],
        ),
        Diagnosis::IssuedByInnerCa => said(
            "It was issued by a CA that has intermediate CAs below it in the MSP. Fabric takes \
             identities only from the lowest CAs.",
            [check, "Enroll at the intermediate CA, or take the intermediate out of the MSP.".to_owned()],
        ),
        Diagnosis::NotASelfSignedCa { subject } => said(
            format!(
                "A certificate in `cacerts` is no self-signed CA{}: an intermediate, a leaf, or a \
                 root that may not sign. (2.2.11–12 and 2.5.0–3 panic here.)",
                subject.as_deref().map_or(String::new(), |subject| format!(": {subject}"))
            ),
            [check, "Put the root in `cacerts` and the intermediate in `intermediatecerts`.".to_owned()],
        ),
        Diagnosis::ChainTooShort { .. } => said(
            "The identity itself lies among the MSP's root certificates.",
            [check, "Take it out of `cacerts`.".to_owned()],
        ),
        Diagnosis::CaAsIdentity => said(
            "A CA certificate was used as an identity.",
            [check, "Use an enrolled certificate in `signcerts` (or wherever the client reads it).".to_owned()],
        ),
        Diagnosis::Revoked => said(
            "It stands on a revocation list of the MSP. Fabric heeds no dates of the list.",
            [check, "Enroll again; if it was revoked by mistake, issue a list without it.".to_owned()],
        ),
        Diagnosis::UnsupportedKey { algorithm } => said(
            format!(
                "{} keys are not taken here. ECDSA always is; Ed25519 with MSP version 3.0; RSA \
                 only for CAs, and not in 2.0–2.2.1.",
                algorithm.as_deref().unwrap_or("Such")
            ),
            [check, "Enroll with an ECDSA key.".to_owned()],
        ),
        Diagnosis::NoRoleOu { ous, .. } => said(
            format!(
                "NodeOUs are on and none of the certificate's OUs ({}) is a role. They must match \
                 config.yaml exactly, case and all.",
                list(ous)
            ),
            [check, "Register and enroll it with the right type (client, peer, admin, orderer).".to_owned()],
        ),
        Diagnosis::SeveralRoleOus { ous, .. } => said(
            format!("Several of the certificate's OUs are roles ({}); exactly one may be.", list(ous)),
            [check, "Enroll it again with one type.".to_owned()],
        ),
        Diagnosis::OuCertifierMismatch { ous, .. } => said(
            format!(
                "The OU is right ({}), but config.yaml names another CA certificate for it than the \
                 issuer: another CA, or another edition (renewed) of the same.",
                list(ous)
            ),
            [
                check,
                "Point `Certificate` at the issuer, or leave `Certificate` out of config.yaml."
                    .to_owned(),
            ],
        ),
        Diagnosis::OuNotListed { ous, .. } => said(
            format!(
                "The MSP lists organizational units and the certificate has none of them (it has: \
                 {}).",
                list(ous)
            ),
            [check, "Enroll it with one of those, or extend the list in config.yaml.".to_owned()],
        ),
        Diagnosis::NoAdmins => said(
            "The MSP has no admin: `admincerts` is empty and config.yaml names no admin OU.",
            [check, "Put an admin's certificate in `admincerts`, or turn NodeOUs on with an AdminOUIdentifier.".to_owned()],
        ),
        Diagnosis::AdminWithoutRole { .. } => said(
            "With NodeOUs on, a certificate in `admincerts` needs the client or admin OU, and this \
             one has neither (its chain may also be broken, then none of its OUs count).",
            [check, "Take it out of `admincerts`, or enroll it again as admin or client.".to_owned()],
        ),
        Diagnosis::NotWellFormed { reason } => said(
            format!("An identity's bytes are not in the form that Fabric demands: {reason}."),
            ["Give the client the certificate as the CA wrote it: one PEM block, nothing else.".to_owned()],
        ),
        Diagnosis::RefusedByMsp { reason } => said(
            format!("Fabric refuses, with a text that is not known in detail: {reason}"),
            [check],
        ),
        _ => None,
    }
}

fn unknown_authority(hint: Option<&SignatureHint>, context: &Context) -> Said {
    let check = check(context);
    if context.tls {
        let hint = hint.map_or(String::new(), |hint| {
            format!(
                " A CA of the right name ({}) was tried: {}.",
                hint.candidate, hint.reason
            )
        });
        return said(
            format!(
                "The other side's TLS certificate does not chain to any TLS CA that is trusted \
                 here.{hint} Mostly the enrollment CA was given where the TLS CA belongs, or the \
                 network was made again and old files remain."
            ),
            [
                "Compare: `fabcert inspect` on the TLS certificate there and the CA file here."
                    .to_owned(),
                check,
            ],
        );
    }
    match hint {
        Some(hint) => said(
            format!(
                "The MSP has a CA of the right name ({}), but it cannot be the issuer: {}. Mostly \
                 the CA was made again with a new key and old certificates (or an old MSP) remain.",
                hint.candidate, hint.reason
            ),
            [
                check,
                "Enroll again, or put the CA certificate that really issued it into the MSP."
                    .to_owned(),
            ],
        ),
        None => said(
            "No CA in the MSP has the issuer's name, or an intermediate between them is missing.",
            [
                check,
                "Put the issuer in `cacerts`, or the missing one in `intermediatecerts`."
                    .to_owned(),
            ],
        ),
    }
}

/// OUs for reading.
fn list(ous: &[Ou]) -> String {
    let names: Vec<&str> = ous.iter().map(|ou| ou.name.as_str()).collect();
    if names.is_empty() {
        "none".to_owned()
    } else {
        names.join(", ")
    }
}
