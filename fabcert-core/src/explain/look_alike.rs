//! Lines that look like a certificate fault and are none, or only its echo.

/// A line that looks like a certificate fault and is none, or only its echo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LookAlike {
    /// A handshake cut off by a reset or EOF: mostly a load balancer's TCP health check.
    HandshakeCutOff,
    /// `first record does not look like a TLS handshake`: plain text sent to a TLS port.
    PlaintextToTls,
    /// A TLS client met a plain-text server.
    TlsToPlaintext,
    /// `creator org unknown, creator is malformed`: the cause is in the peer's log.
    CreatorMalformed,
    /// `access denied: channel [C] creator org [M]`: the cause is in the peer's log.
    AccessDenied,
    /// `invalid identity`: policy code dropped a signature; the cause stands in the same line or
    /// the one before.
    InvalidIdentity,
    /// `MSP M is unknown`, `expected MSP ID M, received N`: an MSP id that the channel (or this
    /// MSP) does not have.
    UnknownMspId,
    /// A policy was not met: it may be that identities were dropped as invalid before.
    PolicyNotMet,
    /// `context deadline exceeded` while connecting: says nothing of the reason.
    ConnectTimeout,
    /// A message's timestamp is too far from the server's clock
    /// (`General.Authentication.TimeWindow`).
    MessageTimeWindow,
    /// fabric-ca's `Error Code: 20 - Authentication failure`: the cause is in the CA's log.
    CaAuthentication,
}
