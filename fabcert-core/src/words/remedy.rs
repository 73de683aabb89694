//! Ways out in words, with the command to type where there is one.

use std::path::{Path, PathBuf};

use super::{instant, path, safe, shell, shell_word};
use crate::remedy::{Advice, Remedy};

/// A way out.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Way {
    /// What to do.
    pub text: String,
    /// What to type.
    pub command: Option<String>,
}

impl Way {
    fn new(text: impl Into<String>, command: Option<String>) -> Self {
        Self {
            text: text.into(),
            command,
        }
    }
}

/// A way out in words.
#[must_use]
pub fn way(remedy: &Remedy) -> Way {
    match remedy {
        Remedy::Wait { until } => Way::new(
            format!("wait until {}", instant(*until)),
            Some("fabcert wait".to_owned()),
        ),
        Remedy::EnrollAgain {
            who,
            safe_from,
            safe_now,
        } => Way::new(
            match (safe_from, safe_now) {
                (Some(at), false) => {
                    format!(
                        "enroll {} again at or after {}, not earlier",
                        safe(who),
                        instant(*at)
                    )
                }
                (Some(at), true) => {
                    format!("enroll {} again (safe since {})", safe(who), instant(*at))
                }
                (None, _) => format!("enroll {} again", safe(who)),
            },
            Some("fabric-ca-client enroll -u https://ID:SECRET@HOST:PORT -M MSPDIR".to_owned()),
        ),
        Remedy::ReissueCa {
            ca,
            key,
            parent,
            tree,
            not_before,
            renew,
        } => {
            let mut command = format!("fabcert reissue {}", shell(ca));
            match parent {
                Some(parent) => {
                    command.push_str(&format!(
                        " --issuer-cert {} --issuer-key {}",
                        shell(parent),
                        key_word(key.as_deref())
                    ));
                }
                None => command.push_str(&format!(" --key {}", key_word(key.as_deref()))),
            }
            if *renew {
                command.push_str(" --not-after +10y");
            }
            command.push_str(&format!(" --tree {}", shell(tree)));
            Way::new(
                if *renew {
                    "renew the CA certificate with the same key and start, and put it everywhere in place of the old one".to_owned()
                } else {
                    format!(
                        "reissue the CA certificate with the same key and NotBefore {}, in place of the old one (shows the plan and the proof; --write does it)",
                        instant(*not_before)
                    )
                },
                Some(command),
            )
        }
        Remedy::UpgradeFabricCa => Way::new(
            "run fabric-ca 1.5 or later, which never starts a leaf before its CA (helps new enrollments only)",
            None,
        ),
        Remedy::Reenroll { who, tls } => Way::new(
            format!(
                "renew {} with the same key{}",
                safe(who),
                if *tls {
                    " (an orderer's TLS key must not change)"
                } else {
                    ""
                }
            ),
            Some(format!(
                "fabric-ca-client reenroll --csr.keyrequest.reusekey{} -M MSPDIR",
                if *tls {
                    " --enrollment.profile tls"
                } else {
                    ""
                }
            )),
        ),
        Remedy::Copy { from, to } => Way::new(
            format!("copy it to {}", path(to)),
            Some(format!("cp {} {}", shell(from), shell(to))),
        ),
        Remedy::Move { from, to } => Way::new(
            format!("move it to {}", path(to)),
            Some(format!("mv {} {}", shell(from), shell(to))),
        ),
        Remedy::Remove { path: file } => Way::new(
            format!("take {} away", path(file)),
            Some(format!("mv {} {}", shell(file), shell(&aside(file)))),
        ),
        Remedy::SplitBundle { path: file } => Way::new(
            "give every certificate a file of its own",
            Some(format!(
                "csplit -z -f {} -b '%02d.pem' {} '/-----BEGIN/' '{{*}}'",
                shell_word(&format!("{}-", file.with_extension("").to_string_lossy())),
                shell(file)
            )),
        ),
        Remedy::ConvertToPem { path: file } => Way::new(
            "convert it to PEM",
            Some(format!(
                "openssl x509 -inform der -in {} -out {}",
                shell(file),
                shell(&file.with_extension("pem"))
            )),
        ),
        Remedy::Chmod { paths } => Way::new(
            "take the permissions of group and others away",
            Some(chmod(paths)),
        ),
        Remedy::CheckClock => Way::new(
            "check the clocks of this machine and of the CA",
            Some("date -u".to_owned()),
        ),
        Remedy::Advice { advice } => advice_way(*advice),
    }
}

/// A command of bearable length: the files themselves, or every key of the folders they share.
fn chmod(paths: &[PathBuf]) -> String {
    const FEW: usize = 3;
    if paths.len() <= FEW {
        let words: Vec<String> = paths.iter().map(|path| shell(path)).collect();
        return format!("chmod go-rwx {}", words.join(" "));
    }
    let mut folder = paths
        .first()
        .and_then(|path| path.parent())
        .unwrap_or(Path::new("."));
    while !paths.iter().all(|path| path.starts_with(folder)) {
        folder = folder.parent().unwrap_or(Path::new("."));
        if folder.as_os_str().is_empty() {
            folder = Path::new(".");
            break;
        }
    }
    format!(
        "grep -rlZ 'PRIVATE KEY-----' {} | xargs -0 chmod go-rwx",
        shell(folder)
    )
}

/// A name beside the file that no loader takes for a certificate folder's content: one level up.
fn aside(file: &Path) -> std::path::PathBuf {
    let name = file.file_name().unwrap_or_default();
    let mut kept = name.to_os_string();
    kept.push(".removed");
    file.parent()
        .and_then(Path::parent)
        .map_or_else(|| std::path::PathBuf::from(&kept), |up| up.join(&kept))
}

fn key_word(key: Option<&Path>) -> String {
    key.map_or_else(|| "CA-KEY".to_owned(), shell)
}

fn advice_way(advice: Advice) -> Way {
    let (text, command) = match advice {
        Advice::RestoreOldCa => (
            "put the CA certificate that signed it back (beside the new one: their keys differ), or enroll again under the new CA",
            None,
        ),
        Advice::RegenerateTree => (
            "make the whole tree again in one go, and roll all of it out",
            None,
        ),
        Advice::KeepOneCa => (
            "keep the CA certificate that covers all leaves (the earlier NotBefore) and remove the other; see `fabcert reissue`",
            None,
        ),
        Advice::RemoveIdleCas => (
            "keep the CA certificates that signed something here and take the others of their name out",
            Some("fabcert tree"),
        ),
        Advice::EnrollUnderIntermediate => (
            "enroll it under an intermediate CA, or remove the intermediates of that CA from this MSP",
            None,
        ),
        Advice::SeparateRootAndIntermediate => (
            "put the root into cacerts and the intermediate into intermediatecerts",
            None,
        ),
        Advice::RemakeCa => (
            "have the CA certificate made again as a CA: CA flag, subject key identifier, key usage certSign",
            None,
        ),
        Advice::RestoreFile => ("copy the file here again from where it came", None),
        Advice::EnrollAfterRevocation => (
            "enroll it again; or, if it was revoked by mistake, have the CA write a new CRL",
            Some("fabric-ca-client gencrl -M MSPDIR"),
        ),
        Advice::RegenerateCrl => (
            "have the CA write the CRL again",
            Some("fabric-ca-client gencrl -M MSPDIR"),
        ),
        Advice::RestoreKey => (
            "restore the private key into keystore, or enroll again",
            None,
        ),
        Advice::EnrollWithEcdsa => (
            "enroll with an ECDSA P-256 key",
            Some(
                "fabric-ca-client enroll -u https://ID:SECRET@HOST:PORT --csr.keyrequest.algo ecdsa --csr.keyrequest.size 256 -M MSPDIR",
            ),
        ),
        Advice::RemoveEku => (
            "have it issued without extended key usage, or with serverAuth in it",
            None,
        ),
        Advice::SignWithSha256 => ("have it issued again, signed with SHA-256", None),
        Advice::SeparateKeys => ("enroll each identity with a key of its own", None),
        Advice::CorrectConfig => ("correct config.yaml in this MSP and its copies", None),
        Advice::RegisterWithType => (
            "register it with exactly one type, and enroll again",
            Some("fabric-ca-client register --id.name NAME --id.type peer"),
        ),
        Advice::CorrectCertifier => (
            "take the Certificate lines out of config.yaml (any CA of the MSP will do then), or name the issuer's file",
            None,
        ),
        Advice::DeclareAdmin => (
            "give config.yaml an AdminOUIdentifier (NodeOUs on), or put an admin certificate into admincerts",
            None,
        ),
        Advice::EnrollWithTlsCa => (
            "have the TLS certificate issued by the TLS CA",
            Some(
                "fabric-ca-client enroll -u https://ID:SECRET@TLSCA:PORT --enrollment.profile tls --csr.hosts HOST -M TLSDIR",
            ),
        ),
        Advice::EnrollWithHosts => (
            "have it issued again with the host names",
            Some(
                "fabric-ca-client reenroll --enrollment.profile tls --csr.hosts HOST1,HOST2 -M TLSDIR",
            ),
        ),
        Advice::MatchKey => ("put certificate and key from one enrollment together", None),
        Advice::SpreadRenewals => ("renew them on different days, one node at a time", None),
        Advice::CorrectIgnore => ("correct or remove the entry in fabcert.toml", None),
        Advice::MakeReadable => (
            "give read permission, raise --max-file-size, or leave the file out with --exclude",
            None,
        ),
        Advice::ReadPage => ("read the rule's page and Fabric's text above", None),
    };
    Way::new(text, command.map(str::to_owned))
}
