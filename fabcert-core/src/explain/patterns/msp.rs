//! Texts of an MSP's loading and set-up (FABRIC A.1–A.4, A.9, A.11.0, A.11.5–A.11.7).

use super::{Found, Pattern, Weight, pattern};
use crate::explain::diagnosis::{Diagnosis, Folder, FolderFault, WrongContent};
use crate::explain::extract::{between, keep, keep_some, path, quoted, serial, until, word};

pub(super) static PATTERNS: &[Pattern] = &[
    // Folders and files.
    pattern(
        "could not load a valid ca certificate from directory ",
        Weight::Cause,
        |found| folder(found, Folder::CaCerts, FolderFault::Unreadable),
    ),
    pattern(
        "no ca certificate found in directory ",
        Weight::Cause,
        |found| folder(found, Folder::CaCerts, FolderFault::Empty),
    ),
    pattern(
        "could not load signing certificate from directory ",
        Weight::Cause,
        |found| folder(found, Folder::SignCerts, FolderFault::Unreadable),
    ),
    pattern(
        "could not load a valid signer certificate from directory ",
        Weight::Cause,
        |found| folder(found, Folder::SignCerts, FolderFault::Unreadable),
    ),
    pattern(
        "no signing certificate found in directory ",
        Weight::Cause,
        |found| folder(found, Folder::SignCerts, FolderFault::Empty),
    ),
    pattern(
        "could not load a valid admin certificate from directory",
        Weight::Cause,
        |found| folder(found, Folder::AdminCerts, FolderFault::Unreadable),
    ),
    pattern(
        "failed loading intermediate ca certs at [",
        Weight::Cause,
        |found| folder(found, Folder::IntermediateCerts, FolderFault::Unreadable),
    ),
    pattern("failed loading TLS ca certs at [", Weight::Cause, |found| {
        folder(found, Folder::TlsCaCerts, FolderFault::Unreadable)
    }),
    pattern(
        "failed loading TLS intermediate ca certs at [",
        Weight::Cause,
        |found| folder(found, Folder::TlsIntermediateCerts, FolderFault::Unreadable),
    ),
    pattern("failed loading crls at [", Weight::Cause, |found| {
        folder(found, Folder::Crls, FolderFault::Unreadable)
    }),
    pattern("cannot init crypto", Weight::Cause, |found| {
        let directory = found
            .after
            .find('"')
            .and_then(|at| quoted(found.after.get(at..)?));
        Some(Diagnosis::MspMissing {
            directory: directory.map(|(directory, _)| directory),
        })
    }),
    pattern("no pem content for file ", Weight::Cause, |found| {
        Some(Diagnosis::NoPem {
            file: path(found.after),
        })
    }),
    pattern("could not decode the PEM structure", Weight::Cause, |_| {
        Some(Diagnosis::NoPem { file: None })
    }),
    pattern("could not decode pem bytes", Weight::Cause, |_| {
        Some(Diagnosis::NoPem { file: None })
    }),
    pattern("Failed to stat ", Weight::Wrapper, |found| {
        Some(Diagnosis::UnreadableFile {
            reason: keep(found.after),
        })
    }),
    // Certificates.
    pattern("failed to parse x509 cert", Weight::Cause, unparsable),
    pattern("parseCertificate failed", Weight::Cause, unparsable),
    pattern(
        "failed to parse certificate from server",
        Weight::Cause,
        unparsable,
    ),
    pattern(
        "failed to parse client certificate",
        Weight::Cause,
        unparsable,
    ),
    pattern("x509: malformed ", Weight::Detail, |found| {
        unparsable_because(&format!("x509: malformed {}", found.after))
    }),
    pattern("x509: negative serial number", Weight::Detail, |_| {
        unparsable_because("x509: negative serial number")
    }),
    pattern("x509: trailing data", Weight::Detail, |_| {
        unparsable_because("x509: trailing data")
    }),
    pattern("x509: invalid ", Weight::Detail, |found| {
        // "invalid signature" is the hint of an unknown authority.
        if found.after.starts_with("signature") {
            return None;
        }
        unparsable_because(&format!("x509: invalid {}", found.after))
    }),
    pattern(
        "inner and outer signature algorithm identifiers don't match",
        Weight::Detail,
        |_| unparsable_because("x509: inner and outer signature algorithm identifiers don't match"),
    ),
    pattern("x509: unsupported elliptic curve", Weight::Detail, |_| {
        unparsable_because("x509: unsupported elliptic curve")
    }),
    pattern(
        "unmarshalling of the certificate failed",
        Weight::Cause,
        unparsable,
    ),
    pattern(
        "CA Certificate did not have the CA attribute",
        Weight::Cause,
        |found| {
            Some(Diagnosis::CaWithoutCaFlag {
                serial: serial(found.after),
            })
        },
    ),
    pattern(
        "CA Certificate problem with Subject Key Identifier extension",
        Weight::Cause,
        |found| {
            Some(Diagnosis::CaWithoutSki {
                serial: serial(found.after),
            })
        },
    ),
    pattern(
        "could not obtain Subject Key Identifier for signer cert",
        Weight::Cause,
        |found| {
            Some(Diagnosis::CaWithoutSki {
                serial: serial(found.before),
            })
        },
    ),
    pattern("public key algorithm: ", Weight::Cause, |found| {
        let (algorithm, _) = found.after.split_once(" is not supported")?;
        Some(Diagnosis::UnsupportedKey {
            algorithm: keep_some(algorithm),
        })
    }),
    pattern(
        "Certificate's public key type not recognized",
        Weight::Cause,
        |_| Some(Diagnosis::UnsupportedKey { algorithm: None }),
    ),
    pattern("pem type is ", Weight::Detail, |found| {
        let (label, _) = found
            .after
            .split_once(", should be 'CERTIFICATE' or missing")?;
        not_well_formed(&format!("its PEM label is {}", keep(label)))
    }),
    pattern("has trailing bytes", Weight::Detail, |_| {
        not_well_formed("something stands behind its PEM block")
    }),
    pattern("has a non canonical signature", Weight::Detail, |_| {
        not_well_formed("its signature is not in canonical DER")
    }),
    // Keys.
    pattern(
        "KeyMaterial not found in SigningIdentityInfo",
        Weight::Cause,
        |_| {
            Some(Diagnosis::KeyNotFound {
                ski: None,
                directory: None,
            })
        },
    ),
    pattern("key with SKI ", Weight::Cause, |found| {
        let (_, directory) = found.after.split_once(" not found in ")?;
        Some(Diagnosis::KeyNotFound {
            ski: keep_some(word(found.after)),
            directory: path(directory),
        })
    }),
    pattern("key must be asymmetric", Weight::Cause, |_| {
        Some(Diagnosis::KeyUnusable {
            reason: "key must be asymmetric".to_owned(),
        })
    }),
    pattern(
        "could not initialize BCCSP Factories",
        Weight::Cause,
        |found| {
            Some(Diagnosis::KeyUnusable {
                reason: reason(found.after),
            })
        },
    ),
    // Revocation lists.
    pattern("could not parse RevocationList", Weight::Cause, |found| {
        crl(reason(found.after))
    }),
    pattern(
        "could not obtain Authority Key Identifier for crl",
        Weight::Cause,
        |found| crl(reason(found.after)),
    ),
    pattern("failed unmashalling signature", Weight::Detail, |found| {
        crl(format!(
            "failed unmashalling signature{}",
            keep(found.after)
        ))
    }),
    pattern(
        "invalid signature, R must be larger than zero",
        Weight::Detail,
        |_| crl("invalid signature, R must be larger than zero".to_owned()),
    ),
    pattern(
        "invalid signature, S must be larger than zero",
        Weight::Detail,
        |_| crl("invalid signature, S must be larger than zero".to_owned()),
    ),
    pattern(
        "Invalid signature over the identified CRL",
        Weight::Whole,
        |found| {
            crl(format!(
                "invalid signature over the CRL{}",
                keep(found.after)
            ))
        },
    ),
    // config.yaml.
    pattern(
        "failed unmarshalling configuration file at [",
        Weight::Whole,
        config_yaml,
    ),
    pattern(
        "failed loading configuration file at [",
        Weight::Whole,
        config_yaml,
    ),
    pattern("string field contains invalid UTF-8", Weight::Cause, |_| {
        Some(Diagnosis::ConfigYaml {
            path: None,
            reason: "an OU is not UTF-8".to_owned(),
        })
    }),
    pattern(
        "failed loading OrganizationalUnit certificate at [",
        Weight::Whole,
        ou_file,
    ),
    pattern("OU certificate at [", Weight::Whole, ou_file),
    pattern("failed getting certificate for [", Weight::Whole, |found| {
        let parser = ["getCertFromPem error: ", "failed to parse "];
        let inner = parser
            .iter()
            .find_map(|start| found.after.split_once(start));
        ou_certificate(inner.map_or("it cannot be read", |(_, inner)| inner))
    }),
    pattern("Failed adding OU. Certificate ", Weight::Whole, |_| {
        ou_certificate("it is none of the MSP's root or intermediate CA certificates")
    }),
    pattern(
        "Failed computing validation chain for ",
        Weight::Whole,
        |_| ou_certificate("it is a CA that has intermediates below it"),
    ),
    // Texts that say only that something was refused.
    pattern(
        "the supplied identity is not valid",
        Weight::Wrapper,
        refused,
    ),
    pattern("could not validate identity", Weight::Wrapper, refused),
    pattern(
        "could not obtain certification chain",
        Weight::Wrapper,
        refused,
    ),
    pattern("sanitizeCert failed", Weight::Wrapper, refused),
    pattern("CA Certificate is not valid", Weight::Wrapper, refused),
    pattern("getCertFromPem error", Weight::Wrapper, refused),
    pattern("error when setting up MSP", Weight::Wrapper, refused),
    pattern(
        "setting up the MSP manager failed",
        Weight::Wrapper,
        refused,
    ),
    pattern(
        "Failed to setup local msp with config",
        Weight::Wrapper,
        refused,
    ),
    pattern(
        "Failed putting our own identity into the identity mapper",
        Weight::Wrapper,
        refused,
    ),
    pattern("Failed to initialize local MSP", Weight::Wrapper, refused),
];

/// The rest of a text, without the punctuation that joins it.
fn reason(after: &str) -> String {
    keep(after.trim_start_matches([':', ' ', ',', ']']))
}

fn folder(found: &Found<'_>, folder: Folder, fault: FolderFault) -> Option<Diagnosis> {
    Some(Diagnosis::MspFolder {
        folder,
        fault,
        directory: path(until(found.after, &[']'])),
    })
}

fn unparsable(found: &Found<'_>) -> Option<Diagnosis> {
    unparsable_because(found.after.trim_start_matches([':', ' ']))
}

fn unparsable_because(reason: &str) -> Option<Diagnosis> {
    let contents = [
        ("malformed tbs certificate", WrongContent::PrivateKey),
        ("malformed serial number", WrongContent::OtherKey),
        (
            "inner and outer signature algorithm",
            WrongContent::SigningRequest,
        ),
        ("malformed validity", WrongContent::Crl),
        ("malformed certificate", WrongContent::Junk),
        ("trailing data", WrongContent::TrailingData),
    ];
    let reason = keep(reason);
    let content = contents
        .into_iter()
        .find(|(text, _)| reason.contains(text))
        .map(|(_, content)| content);
    Some(Diagnosis::UnparsableCertificate { reason, content })
}

fn not_well_formed(reason: &str) -> Option<Diagnosis> {
    Some(Diagnosis::NotWellFormed {
        reason: reason.to_owned(),
    })
}

fn crl(reason: String) -> Option<Diagnosis> {
    Some(Diagnosis::CrlUnusable { reason })
}

fn config_yaml(found: &Found<'_>) -> Option<Diagnosis> {
    let (path, rest) = found.after.split_once(']').unwrap_or((found.after, ""));
    Some(Diagnosis::ConfigYaml {
        path: keep_some(path),
        reason: reason(rest),
    })
}

/// The file of an OU or NodeOU entry; `between` takes Fabric's brackets off the reason.
fn ou_file(found: &Found<'_>) -> Option<Diagnosis> {
    let (path, rest) = found.after.split_once(']').unwrap_or((found.after, ""));
    Some(Diagnosis::OuCertificate {
        path: keep_some(path),
        reason: between(rest, ": [", "]").map_or_else(|| reason(rest), keep),
    })
}

fn ou_certificate(reason: &str) -> Option<Diagnosis> {
    Some(Diagnosis::OuCertificate {
        path: None,
        reason: keep(reason.trim_end_matches(']')),
    })
}

fn refused(found: &Found<'_>) -> Option<Diagnosis> {
    Some(Diagnosis::RefusedByMsp {
        reason: reason(found.after),
    })
}
