//! What an MSP says about its own files.

use super::super::diagnosis::{Diagnosis, FolderFault, WrongContent};
use super::super::reading::Context;
use super::{Said, check, said};

/// Faults of the MSP's own files.
pub(super) fn material(diagnosis: &Diagnosis, context: &Context) -> Said {
    let check = check(context);
    match diagnosis {
        Diagnosis::CaWithoutCaFlag { .. } => said(
            "A certificate in `cacerts`, `intermediatecerts` or the TLS CA folders is no CA.",
            [check, "Take it out, or put the CA there.".to_owned()],
        ),
        Diagnosis::CaWithoutSki { .. } => said(
            "A CA certificate has no subject key identifier; Fabric demands one.",
            [check, "Issue the CA certificate again with one.".to_owned()],
        ),
        Diagnosis::CrlUnusable { reason } => said(
            format!("A file in `crls` cannot be used: {reason}."),
            [check, "Make it anew (`fabric-ca-client gencrl`): it must begin with `-----BEGIN X509 CRL-----`.".to_owned()],
        ),
        Diagnosis::UnparsableCertificate { reason, content } => {
            let content = match content {
                Some(WrongContent::PrivateKey) => " It looks like a private key.",
                Some(WrongContent::OtherKey) => " It looks like an encrypted or a public key.",
                Some(WrongContent::SigningRequest) => " It looks like a signing request.",
                Some(WrongContent::Crl) => " It looks like a revocation list.",
                Some(WrongContent::Junk) => " It is no certificate at all.",
                Some(WrongContent::TrailingData) => " Something stands behind the certificate.",
                None => "",
            };
            said(format!("Go cannot read a certificate: {reason}.{content}"), [check])
        }
        Diagnosis::NoPem { file } => said(
            format!(
                "{} holds no PEM block; Fabric passes over such files (DER must be turned into PEM).",
                file.as_deref().unwrap_or("What should be a certificate")
            ),
            [check],
        ),
        Diagnosis::UnreadableFile { reason } => said(
            format!("A file of the MSP cannot be read: {reason}."),
            ["Look at its rights, and where it links to: `ls -lL`.".to_owned()],
        ),
        Diagnosis::KeyNotFound { directory, .. } => said(
            format!(
                "{} holds no private key for the certificate in `signcerts`: the one was replaced \
                 without the other, the key is in a form that Fabric does not read, or this \
                 process may not read it.",
                directory.as_deref().unwrap_or("`keystore`")
            ),
            [check],
        ),
        Diagnosis::KeyUnusable { reason } => {
            said(format!("The key or its store cannot be used: {reason}."), [check])
        }
        Diagnosis::MspFolder { folder, fault, directory } => {
            let fault = match fault {
                FolderFault::Unreadable => "is missing or cannot be read",
                FolderFault::Empty => "holds no PEM file",
            };
            let place = directory.as_deref().unwrap_or("its place");
            said(
                format!("The MSP's folder `{}` ({place}) {fault}.", folder.name()),
                [
                    "Check mspConfigPath (CORE_PEER_MSPCONFIGPATH, ORDERER_GENERAL_LOCALMSPDIR) and \
                     the volume mounts first."
                        .to_owned(),
                    check,
                ],
            )
        }
        Diagnosis::MspMissing { directory } => said(
            format!(
                "There is no MSP directory at {}.",
                directory.as_deref().unwrap_or("the configured place")
            ),
            ["Check mspConfigPath (CORE_PEER_MSPCONFIGPATH) and the volume mounts.".to_owned()],
        ),
        Diagnosis::ConfigYaml { reason, .. } => {
            said(format!("The MSP's config.yaml cannot be read: {reason}."), [check])
        }
        Diagnosis::OuCertificate { path, reason } => said(
            format!(
                "The `Certificate` of an entry in config.yaml{} does not serve: {reason}.",
                path.as_deref().map_or(String::new(), |path| format!(" ({path})"))
            ),
            [
                check,
                "Name a file that lies in `cacerts` or `intermediatecerts`, or leave `Certificate` \
                 out."
                    .to_owned(),
            ],
        ),
        Diagnosis::NodeOuMissing { entry } => said(
            format!("NodeOUs are on and config.yaml does not name {entry}; MSP versions 1.1 and 1.3 need it."),
            [check, "Name ClientOUIdentifier and PeerOUIdentifier.".to_owned()],
        ),
        Diagnosis::TwoVersionsOfMsp { msp_id } => said(
            format!(
                "One channel configuration holds two different definitions of {}.",
                msp_id.as_deref().unwrap_or("an MSP")
            ),
            ["Change the MSP under Application and Orderer in one config update.".to_owned()],
        ),
        _ => None,
    }
}
