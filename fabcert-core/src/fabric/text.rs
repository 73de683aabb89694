//! How Fabric and Go print things.

use std::fmt::Write as _;

use super::release::Wording;

/// What Fabric puts before a cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Around {
    NotValid,
    ObtainChain,
    GettingChain,
    AgainstChain,
    IdentityOus,
    ParseInMsp,
    ParseIdentity,
    ImportIdentityKey,
    Crl,
    IssuerSki,
    CrlAki,
    LoadSigner,
    LoadCas,
    LoadAdmins,
}

impl Around {
    const fn prefixes(self) -> (&'static str, &'static str) {
        match self {
            Self::NotValid => (
                "The supplied identity is not valid, Verify() returned ",
                "the supplied identity is not valid: ",
            ),
            Self::ObtainChain => (
                "Could not obtain certification chain, err ",
                "could not obtain certification chain: ",
            ),
            Self::GettingChain => (
                "Failed getting validation chain ",
                "failed getting validation chain: ",
            ),
            Self::AgainstChain => (
                "Could not validate identity against certification chain, err ",
                "could not validate identity against certification chain: ",
            ),
            Self::IdentityOus => (
                "Could not validate identity's OUs, err ",
                "could not validate identity's OUs: ",
            ),
            Self::ParseInMsp => (
                "getIdentityFromBytes error: failed to parse x509 cert, err ",
                "getCertFromPem error: failed to parse x509 cert: ",
            ),
            Self::ParseIdentity => ("ParseCertificate failed ", "parseCertificate failed: "),
            Self::ImportIdentityKey => (
                "Failed to import certitifacate's public key ",
                "failed to import certificate's public key: ",
            ),
            Self::Crl => (
                "Could not parse RevocationList, err ",
                "could not parse RevocationList: ",
            ),
            Self::IssuerSki => (
                "Could not obtain Subject Key Identifier for signer cert, err ",
                "could not obtain Subject Key Identifier for signer cert: ",
            ),
            Self::CrlAki => (
                "Could not obtain Authority Key Identifier for crl, err ",
                "could not obtain Authority Key Identifier for crl: ",
            ),
            Self::LoadSigner => (
                "Could not load a valid signer certificate from directory ",
                "could not load a valid signer certificate from directory ",
            ),
            Self::LoadCas => (
                "Could not load a valid ca certificate from directory ",
                "could not load a valid ca certificate from directory ",
            ),
            Self::LoadAdmins => (
                "Could not load a valid admin certificate from directory ",
                "could not load a valid admin certificate from directory ",
            ),
        }
    }
}

impl Wording {
    /// The text of 1.0.x or the one of all later releases.
    pub(crate) const fn pick(self, first: &'static str, later: &'static str) -> &'static str {
        match self {
            Self::V1_0 => first,
            Self::V1_1 | Self::Newest => later,
        }
    }

    pub(crate) const fn prefix(self, around: Around) -> &'static str {
        let (first, later) = around.prefixes();
        self.pick(first, later)
    }

    pub(crate) fn around(self, around: Around, cause: &str) -> String {
        format!("{}{cause}", self.prefix(around))
    }

    /// A CA certificate's refusal.
    pub(crate) fn ca_not_valid(self, serial: &str, cause: &str) -> String {
        match self {
            Self::V1_0 => format!("CA Certificate is not valid, (SN: {serial}) [{cause}]"),
            Self::V1_1 | Self::Newest => {
                format!("CA Certificate is not valid, (SN: {serial}): {cause}")
            }
        }
    }
}

/// Go's `%v` of bytes: `[48 130 1]`.
pub(crate) fn byte_dump(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 4 + 2);
    text.push('[');
    for (index, byte) in bytes.iter().enumerate() {
        if index > 0 {
            text.push(' ');
        }
        let _ = write!(text, "{byte}");
    }
    text.push(']');
    text
}

/// Protobuf's text form of a string or of bytes.
pub(crate) fn proto_quoted(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() + 16);
    text.push('"');
    for &byte in bytes {
        match byte {
            b'\n' => text.push_str("\\n"),
            b'\r' => text.push_str("\\r"),
            b'\t' => text.push_str("\\t"),
            b'"' => text.push_str("\\\""),
            b'\\' => text.push_str("\\\\"),
            b' '..=b'~' => text.push(char::from(byte)),
            _ => {
                let _ = write!(text, "\\x{byte:02x}");
            }
        }
    }
    text.push('"');
    text
}

/// Go's `time.Duration.String` for a duration that is not negative: `72h0m0s`, `1.25s`, `500ms`.
pub(crate) fn go_duration(nanoseconds: u64) -> String {
    const SECOND: u64 = 1_000_000_000;
    if nanoseconds == 0 {
        return "0s".to_owned();
    }
    if nanoseconds < SECOND {
        let (unit, size) = match nanoseconds {
            ..1_000 => ("ns", 1),
            1_000..1_000_000 => ("µs", 1_000),
            _ => ("ms", 1_000_000),
        };
        return format!("{}{unit}", decimal(nanoseconds, size));
    }
    let (minutes, rest) = (nanoseconds / (60 * SECOND), nanoseconds % (60 * SECOND));
    let seconds = decimal(rest, SECOND);
    match (minutes / 60, minutes % 60) {
        (0, 0) => format!("{seconds}s"),
        (0, minutes) => format!("{minutes}m{seconds}s"),
        (hours, minutes) => format!("{hours}h{minutes}m{seconds}s"),
    }
}

/// `value / size` in decimal, without trailing zeros; `size` is a power of ten.
fn decimal(value: u64, size: u64) -> String {
    let (whole, fraction) = (value / size, value % size);
    if fraction == 0 {
        return whole.to_string();
    }
    let digits = size.ilog10() as usize;
    let fraction = format!("{fraction:0digits$}");
    format!("{whole}.{}", fraction.trim_end_matches('0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_as_go_prints_them() {
        for (nanoseconds, text) in [
            (0, "0s"),
            (1, "1ns"),
            (1_500, "1.5µs"),
            (500_000_000, "500ms"),
            (1_250_000_000, "1.25s"),
            (60_000_000_000, "1m0s"),
            (259_200_000_000_000, "72h0m0s"),
            (i64::MAX as u64, "2562047h47m16.854775807s"),
        ] {
            assert_eq!(go_duration(nanoseconds), text);
        }
    }

    #[test]
    fn dumps_and_quotes() {
        assert_eq!(byte_dump(&[48, 130, 1]), "[48 130 1]");
        assert_eq!(byte_dump(&[]), "[]");
        assert_eq!(
            proto_quoted(b"a\n\r\t\"\\\x01 ~\x7f"),
            r#""a\n\r\t\"\\\x01 ~\x7f""#
        );
    }
}
