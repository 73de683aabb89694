//! What only looks like a certificate fault.

use super::super::look_alike::LookAlike;

pub(super) fn look_alike(look_alike: LookAlike) -> (String, Vec<String>) {
    let (what, next): (&str, &[&str]) = match look_alike {
        LookAlike::HandshakeCutOff => (
            "No certificate fault: somebody opened the port and closed it again before TLS was \
             done. Nearly always a load balancer's or Kubernetes' TCP health check; now and then a \
             client that gave up because it did not like this server's certificate.",
            &[
                "Regular, from one address: raise the health check's interval, or point it at the \
                 operations service's /healthz.",
                "From a real client: look for the certificate error in that client's own log.",
            ],
        ),
        LookAlike::PlaintextToTls => (
            "No certificate fault: the other side talks plain text to a TLS port.",
            &["Turn TLS on there: `--tls --cafile`, grpcs:// or https:// in the address."],
        ),
        LookAlike::TlsToPlaintext => (
            "No certificate fault: this side talks TLS to a plain-text port.",
            &["Use http:// or grpc://, or turn TLS on at the server."],
        ),
        LookAlike::CreatorMalformed => (
            "An echo: the peer could not make an identity of the client's certificate at all \
             (unknown MSP id, unknown CA, or its dates against its CA). It tells the client no \
             more than this; the cause is in the peer's log.",
            &[
                "Read the peer's log of that second: `docker logs PEER 2>&1 | fabcert explain -`.",
                "Put the client's certificate to the MSP: `fabcert verify --msp DIR --verifying CERT`.",
            ],
        ),
        LookAlike::AccessDenied => (
            "An echo: the peer knows the client's organisation but refused the identity (dates, \
             revoked, OUs) or its rights. The cause is in the peer's log.",
            &[
                "Read the peer's log of that second: `docker logs PEER 2>&1 | fabcert explain -`.",
                "Put the client's certificate to the MSP: `fabcert verify --msp DIR --verifying CERT`.",
            ],
        ),
        LookAlike::InvalidIdentity => (
            "An echo: a policy dropped a signature because its signer's identity is not valid. \
             Why stands behind it in the same line, or in the lines before.",
            &[
                "Put the signer's certificate to the MSP: `fabcert verify --msp DIR --verifying CERT`.",
            ],
        ),
        LookAlike::UnknownMspId => (
            "No certificate fault: the identity names an MSP id that is not known here. The id is \
             misspelt, or the organisation is not part of the channel (or consortium).",
            &[
                "Compare the MSP id (CORE_PEER_LOCALMSPID, the client's `mspId`) with the channel \
               configuration; case matters.",
            ],
        ),
        LookAlike::PolicyNotMet => (
            "Not in itself a certificate fault: too few valid signatures for a policy. It is one \
             if `invalid identity` stands in the lines before, or if the signer's OU gives it \
             another role.",
            &[
                "Look at the lines before in the same log: `fabcert explain -`.",
                "Check role and MSP id of whoever signed: `fabcert inspect CERT`.",
            ],
        ),
        LookAlike::ConnectTimeout => (
            "No reason given: the connection did not come about in time. The server may be away, \
             or TLS was refused again and again.",
            &[
                "Read the TLS lines before it, and the other side's log, through \
                 `fabcert explain -`.",
            ],
        ),
        LookAlike::MessageTimeWindow => (
            "No certificate fault: the clocks of client and server differ by more than \
             `General.Authentication.TimeWindow` (15 min by default).",
            &["Set the clocks (`timedatectl`, `chronyc tracking`)."],
        ),
        LookAlike::CaAuthentication => (
            "An echo: fabric-ca refused the caller and tells it no more than this. Wrong secret, \
             enrollments used up, or a certificate that no longer holds; the cause is in the CA \
             server's log.",
            &["Read the CA's log of that second: `docker logs CA 2>&1 | fabcert explain -`."],
        ),
    };
    (
        what.to_owned(),
        next.iter().map(|step| (*step).to_owned()).collect(),
    )
}
