//! What fabric-ca says about its files, and TLS about names and trust.

use super::super::diagnosis::{Alert, CaFileFault, Diagnosis, SdkTlsFault};
use super::{Said, said};

pub(super) fn authority(diagnosis: &Diagnosis) -> Said {
    match diagnosis {
        Diagnosis::CaFile { file, fault } => {
            let file = file.as_deref().unwrap_or("a certificate file");
            let what = match fault {
                CaFileFault::Expired => "it has expired",
                CaFileFault::NotYetValid => "it is not valid yet",
                CaFileFault::NoUsage => "it has no key usage",
                CaFileFault::NoCertSign => "its key usage does not allow signing certificates",
                CaFileFault::NotACa => "it is no CA certificate",
                CaFileFault::WeakKey => "its key is of a kind or size that fabric-ca does not take",
                CaFileFault::KeyMismatch => "certificate and key do not belong together",
            };
            said(
                format!("fabric-ca will not start with {file}: {what}."),
                ["See it in full: `fabcert inspect FILE`.".to_owned()],
            )
        }
        Diagnosis::ClippedToCa { ca_not_after } => {
            let end = ca_not_after.map_or("its end".to_owned(), |end| end.to_string());
            said(
                format!(
                    "No failure: fabric-ca gave a certificate a shorter life, since the CA itself \
                     ends at {end}. From now on everything that it issues ends on that day."
                ),
                ["Plan the CA's renewal: `fabcert reissue CA --key KEY --not-after +10y`.".to_owned()],
            )
        }
        Diagnosis::RefusedByRemote(alert) => remote(*alert),
        Diagnosis::HostMismatch { valid_for, wanted } => said(
            format!(
                "The server's TLS certificate is for {valid_for}, and it was called by the name {}.",
                wanted.as_deref().unwrap_or("of something else")
            ),
            [
                "Call it by one of those names, or enroll its TLS certificate again with that name \
                 (`fabric-ca-client enroll --csr.hosts`)."
                    .to_owned(),
                "For tests only: an SSL target name override in the client.".to_owned(),
            ],
        ),
        Diagnosis::NoSan { wanted } => {
            let name = wanted.as_deref().map_or(String::new(), |name| format!(" ({name})"));
            said(
                format!(
                    "The server's TLS certificate has no subject alternative name, and clients \
                     built with Go 1.15 or later do not look at the common name any more{name}."
                ),
                ["Issue it again with its host names (`--csr.hosts`, cryptogen `SANS`).".to_owned()],
            )
        }
        Diagnosis::TlsKeyMismatch => said(
            "TLS certificate and TLS key do not belong together: one of the two was replaced \
             without the other.",
            ["Find the right pair: `fabcert check DIR`.".to_owned()],
        ),
        Diagnosis::NoClientCertificate => said(
            "The server asks clients for a certificate (mutual TLS) and this client sent none.",
            ["Give the client a TLS certificate and key (`--clientauth --certfile --keyfile`), or \
              turn `clientAuthRequired` off."
                .to_owned()],
        ),
        Diagnosis::SdkTls(fault) => {
            let what = match fault {
                SdkTlsFault::Expired => "a certificate in the server's TLS chain has expired",
                SdkTlsFault::NotYetValid => "a certificate in the server's TLS chain is not valid yet",
                SdkTlsFault::UnknownIssuer => {
                    "the server's TLS certificate does not chain to the CA certificate that the \
                     client was given"
                }
                SdkTlsFault::HostMismatch => "the server's TLS certificate is for another host name",
            };
            said(
                format!("An SDK client ended the TLS handshake: {what}."),
                ["Compare the server's TLS certificate with the `tlsCACerts` of the connection \
                  profile: `fabcert inspect FILE` on both (it must be the TLS CA, not the \
                  enrollment CA)."
                    .to_owned()],
            )
        }
        _ => None,
    }
}

fn remote(alert: Alert) -> Said {
    let what = match alert {
        Alert::BadCertificate => {
            "it did not like it: most often it does not know the CA, or the server's own \
             certificate has ended"
        }
        Alert::ExpiredCertificate => "a certificate of its chain has expired, or is not valid yet",
        Alert::UnknownCa => "it does not know the CA that issued it",
        Alert::UnknownCertificate => "it would not take it, and does not say why",
        Alert::CertificateRequired => "there was none, and it asks for one (mutual TLS)",
        Alert::UnsupportedCertificate => "it is of a kind that it does not take",
        Alert::RevokedCertificate => "it has been revoked",
    };
    said(
        format!(
            "The other side refused this side's TLS certificate: {what}. The full reason is in the \
             other side's log."
        ),
        [
            "Read the other side's log of that second: `fabcert explain -`.".to_owned(),
            "Check that both use TLS CAs, not enrollment CAs, of each other: `fabcert check DIR`."
                .to_owned(),
        ],
    )
}
