//! DER to PEM.

/// The PEM block of this label: lines of 64 columns that end in LF, as Go and openssl write it.
#[must_use]
pub fn encode(label: &str, der: &[u8]) -> String {
    let config = pem::EncodeConfig::new().set_line_ending(pem::LineEnding::LF);
    pem::encode_config(&pem::Pem::new(label, der), config)
}
