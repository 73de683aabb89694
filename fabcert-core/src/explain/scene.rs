//! Where a failure happened, and whose certificate it is about.

/// Where a failure happened: what the outermost known words of a line say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Scene {
    /// A peer or the peer CLI reads its own MSP at start.
    PeerStart,
    /// An orderer reads its own MSP at start.
    OrdererStart,
    /// The MSPs of a channel configuration are set up.
    ChannelConfig,
    /// A peer endorses a proposal.
    Endorsement,
    /// An orderer takes a transaction.
    Broadcast,
    /// Blocks or events are asked for.
    Deliver,
    /// Peers gossip.
    Gossip,
    /// A policy is evaluated.
    Policy,
    /// The ordering nodes' consensus (raft) and its cluster.
    Consensus,
    /// A ledger snapshot is asked for.
    Snapshot,
    /// A TLS handshake.
    TlsHandshake,
    /// A fabric-ca server or its client.
    FabricCa,
    /// The line does not say.
    Unknown,
}

/// Whose certificate a failure is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Concern {
    /// An identity: the node's own, a caller's, or the other side of a connection.
    Identity,
    /// A CA certificate of the MSP, met at its set-up.
    CaCertificate {
        /// Decimal or hex, as printed.
        serial: Option<String>,
    },
    /// An admin certificate of the MSP.
    Admin {
        /// Its place in `admincerts`, from 0.
        index: u64,
    },
    /// A consenter of the channel configuration.
    Consenter {
        /// Host and port.
        endpoint: String,
        /// Which of its two TLS certificates, where the text says so.
        side: Option<TlsSide>,
        /// Decimal.
        serial: Option<String>,
    },
}

/// The side of a TLS connection that a certificate is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TlsSide {
    /// The client's certificate.
    Client,
    /// The server's certificate.
    Server,
}

/// Words that say where a line comes from. Where several stand in a line, the first counts.
pub(super) const SCENES: &[(&str, Scene)] = &[
    ("Cannot run peer because", Scene::PeerStart),
    ("Failed to setup local msp with config", Scene::OrdererStart),
    ("Failed to initialize local MSP", Scene::OrdererStart),
    ("initializing channelconfig failed", Scene::ChannelConfig),
    ("sub-group config: ", Scene::ChannelConfig),
    ("setting up the MSP manager failed", Scene::ChannelConfig),
    ("[common.channelconfig]", Scene::ChannelConfig),
    ("[endorser]", Scene::Endorsement),
    ("ProcessProposal", Scene::Endorsement),
    ("proposal client identity", Scene::Endorsement),
    ("error validating proposal", Scene::Endorsement),
    ("error endorsing", Scene::Endorsement),
    ("failed to endorse", Scene::Endorsement),
    ("endorsement failure", Scene::Endorsement),
    ("[gateway", Scene::Endorsement),
    ("[orderer.common.broadcast]", Scene::Broadcast),
    ("[orderer.common.msgprocessor]", Scene::Broadcast),
    ("broadcast client identity", Scene::Broadcast),
    ("got unexpected status", Scene::Broadcast),
    ("[common.deliver", Scene::Deliver),
    ("deliver client identity", Scene::Deliver),
    ("[deliveryclient]", Scene::Deliver),
    ("blocksprovider]", Scene::Deliver),
    ("[gossip", Scene::Gossip),
    ("gossipping peer", Scene::Gossip),
    ("into the identity mapper", Scene::Gossip),
    ("[policies]", Scene::Policy),
    ("[cauthdsl]", Scene::Policy),
    ("[orderer.consensus", Scene::Consensus),
    ("[orderer.common.cluster", Scene::Consensus),
    ("has invalid certificate", Scene::Consensus),
    ("snapshotgrpc", Scene::Snapshot),
    ("[comm.tls]", Scene::TlsHandshake),
    ("[core.comm]", Scene::TlsHandshake),
    ("[comm.grpc.server]", Scene::TlsHandshake),
    ("TLS handshake", Scene::TlsHandshake),
    ("ServerHandshake", Scene::TlsHandshake),
    ("ClientHandshake", Scene::TlsHandshake),
    ("authentication handshake failed", Scene::TlsHandshake),
    ("security handshake", Scene::TlsHandshake),
    ("tls: failed to verify", Scene::TlsHandshake),
    ("remote error: tls:", Scene::TlsHandshake),
    ("Untrusted certificate", Scene::FabricCa),
    ("Failed to verify certificate", Scene::FabricCa),
    ("Validation of certificate and key failed", Scene::FabricCa),
    ("fabric-ca", Scene::FabricCa),
    ("/api/v1/", Scene::FabricCa),
    ("Error Code: 20", Scene::FabricCa),
];
