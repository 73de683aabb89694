//! Every certificate of a tree as a row: whose it is, what it is for, who issued it, and what Fabric
//! makes of it. For lists, trees and timelines; [`Checker::inventory`](crate::Checker::inventory)
//! makes one.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Serialize;

use crate::backdate;
use crate::certificate::Fingerprint;
use crate::check::{Context, Judgement};
use crate::fabric::{Acceptance, NodeRole, Stage};
use crate::finding::Location;
use crate::layout::{Purpose, Role, Standing};
use crate::report::{CertificateEntry, Report};
use crate::rule::Severity;
use crate::store::CertId;
use crate::timestamp::Timestamp;

/// What a certificate is used as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A CA for identities.
    Ca,
    /// A CA for TLS alone.
    TlsCa,
    /// It signs for a node, a user or an admin.
    Identity,
    /// What a node shows to its TLS clients.
    TlsServer,
    /// What a client shows to a TLS server.
    TlsClient,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 5] = [
        Self::Ca,
        Self::TlsCa,
        Self::Identity,
        Self::TlsServer,
        Self::TlsClient,
    ];

    /// A short name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ca => "CA",
            Self::TlsCa => "TLS CA",
            Self::Identity => "identity",
            Self::TlsServer => "TLS server",
            Self::TlsClient => "TLS client",
        }
    }

    /// Whether it issues others.
    #[must_use]
    pub const fn is_ca(self) -> bool {
        matches!(self, Self::Ca | Self::TlsCa)
    }
}

/// What Fabric makes of a certificate, in every MSP that it was put to or that trusts it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Verdict {
    /// No MSP was asked (TLS leaves, CAs that no MSP trusts).
    #[default]
    NotJudged,
    /// Every MSP takes it.
    Accepted,
    /// What is missing for a verdict decides.
    Undecided,
    /// An MSP refuses it.
    Refused {
        /// The first MSP that does, in path order.
        msp: PathBuf,
        /// Fabric's text.
        error: String,
    },
}

impl Verdict {
    /// The worse of two.
    fn and(self, other: Self) -> Self {
        let rank = |verdict: &Self| match verdict {
            Self::NotJudged => 0,
            Self::Accepted => 1,
            Self::Undecided => 2,
            Self::Refused { .. } => 3,
        };
        if rank(&other) > rank(&self) {
            other
        } else {
            self
        }
    }
}

/// One distinct certificate.
#[derive(Clone, Debug)]
pub struct Row {
    /// The certificate, what the folders say of it, and where it lies.
    pub entry: CertificateEntry,
    /// What it is used as.
    pub kind: Kind,
    /// The roles that Fabric resolves.
    pub node_roles: Vec<NodeRole>,
    /// The certificates of the CA that issued it, by their place in [`Inventory::rows`]: several
    /// where the CA was renewed, none for a root and where the issuer was not found.
    pub issuers: Vec<usize>,
    /// What Fabric makes of it.
    pub verdict: Verdict,
    /// The worst that the check found about it: severity and rule.
    pub worst: Option<(Severity, &'static str)>,
}

impl Row {
    /// Whether it is its own issuer by name.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.entry.certificate.looks_self_signed()
    }

    /// Whose it is: the owner that the folders tell, else its own name.
    #[must_use]
    pub fn name(&self) -> String {
        match &self.entry.owner {
            Some(owner) => crate::phrase::safe(owner),
            None => crate::phrase::short_name(&self.entry.certificate),
        }
    }

    /// First instant of its window.
    #[must_use]
    pub fn not_before(&self) -> Timestamp {
        self.entry.certificate.not_before()
    }

    /// Last instant of its window.
    #[must_use]
    pub fn not_after(&self) -> Timestamp {
        self.entry.certificate.not_after()
    }

    /// Whether Fabric's clockless rule fails between this certificate and an issuer: at its
    /// NotBefore + 1 s the issuer's window is not open. TLS leaves are judged by the clock instead.
    #[must_use]
    pub fn conflicts_with(&self, issuer: &Self) -> bool {
        let by_clock = matches!(self.kind, Kind::TlsServer | Kind::TlsClient);
        let (child, issuer) = (&self.entry.certificate, &issuer.entry.certificate);
        !by_clock
            && (backdate::rejected_as_too_old(child, issuer)
                || backdate::rejected_as_too_late(child, issuer))
    }
}

/// Every distinct certificate of a tree, in path order.
#[derive(Clone, Debug)]
pub struct Inventory {
    /// The instant that was taken for now.
    pub at: Timestamp,
    /// The certificates.
    pub rows: Vec<Row>,
}

impl Inventory {
    /// The inventory of a tree that was checked.
    pub(crate) fn of(context: &Context<'_>, report: &Report) -> Self {
        let verdicts = verdicts(context);
        let worst = Worst::of(report);
        let mut rows: Vec<Row> = context
            .store
            .certificates()
            .zip(&report.certificates)
            .zip(verdicts)
            .map(|(((id, _), entry), (verdict, node_roles))| Row {
                kind: kind(context, id),
                issuers: context
                    .issuance
                    .issuers(id)
                    .iter()
                    .map(|it| it.index())
                    .collect(),
                worst: worst.about(entry),
                entry: entry.clone(),
                node_roles,
                verdict,
            })
            .collect();
        adopt_organisations(&mut rows);
        Self {
            at: context.now,
            rows,
        }
    }

    /// The issuer of a row that its chain goes through: one whose window Fabric finds open, else
    /// the last of them.
    #[must_use]
    pub fn issuer(&self, row: &Row) -> Option<(usize, &Row)> {
        let mut known = row
            .issuers
            .iter()
            .filter_map(|at| Some((*at, self.rows.get(*at)?)));
        known
            .clone()
            .find(|(_, issuer)| !row.conflicts_with(issuer))
            .or_else(|| known.next_back())
    }
}

/// What has no organisation by its place has its issuer's (a wallet, a bare file).
fn adopt_organisations(rows: &mut [Row]) {
    let orphans: Vec<(usize, String)> = rows
        .iter()
        .enumerate()
        .filter(|(_, row)| row.entry.organisation.is_none())
        .filter_map(|(at, row)| {
            let mut issuers = row.issuers.iter().filter_map(|it| rows.get(*it));
            Some((at, issuers.find_map(|it| it.entry.organisation.clone())?))
        })
        .collect();
    for (at, organisation) in orphans {
        if let Some(row) = rows.get_mut(at) {
            row.entry.organisation = Some(organisation);
        }
    }
}

fn kind(context: &Context<'_>, id: CertId) -> Kind {
    let roles = context.layout.roles(id);
    match context.layout.purpose(id) {
        Purpose::Ca => Kind::Ca,
        Purpose::TlsCa => Kind::TlsCa,
        Purpose::Identity => Kind::Identity,
        Purpose::TlsLeaf if roles.has_any(&[Role::TlsServer, Role::CaServerTls]) => Kind::TlsServer,
        Purpose::TlsLeaf if roles.has(Role::TlsClient) => Kind::TlsClient,
        Purpose::TlsLeaf => {
            let names = context.certificate(id).subject_alt_names();
            if names.is_some_and(|it| !it.is_empty()) {
                Kind::TlsServer
            } else {
                Kind::TlsClient
            }
        }
    }
}

/// Verdict and resolved roles of every certificate, in one pass over the judgements.
fn verdicts(context: &Context<'_>) -> Vec<(Verdict, Vec<NodeRole>)> {
    let mut all: Vec<(Verdict, Vec<NodeRole>)> = vec![Default::default(); context.store.len()];
    let mut note = |id: CertId, verdict: Verdict| {
        if let Some((slot, _)) = all.get_mut(id.index()) {
            *slot = std::mem::take(slot).and(verdict);
        }
    };
    for judgement in context.judgements {
        for ca in judgement.trusted() {
            if let Some(id) = context.id(ca) {
                note(id, verdict_on_ca(judgement));
            }
        }
        for refusal in &judgement.refusals {
            if let Some(id) = refusal.certificate.as_ref().and_then(|it| context.id(it)) {
                note(id, refused(judgement, &refusal.text));
            }
        }
        for identity in &judgement.identities {
            let verdict = match (judgement.stage, identity.verdict.acceptance()) {
                (_, Acceptance::Refused) => {
                    refused(judgement, identity.verdict.error().unwrap_or_default())
                }
                (Stage::Load | Stage::SetUp, _) if judgement.standing.is_judged_whole() => {
                    refused(judgement, judgement.error.as_deref().unwrap_or_default())
                }
                (Stage::Undecided, _) | (_, Acceptance::Undecided) => Verdict::Undecided,
                (_, Acceptance::Accepted) => Verdict::Accepted,
            };
            note(identity.certificate, verdict);
        }
    }
    resolve_roles(context, &mut all);
    all
}

/// The roles that the organisation's MSP resolves; where it was not asked, those of the others (in
/// its own MSP folder many a user is an admin).
fn resolve_roles(context: &Context<'_>, all: &mut [(Verdict, Vec<NodeRole>)]) {
    let of_organisation = |judgement: &&Judgement| judgement.standing == Standing::Organisation;
    let mut is_known = vec![false; all.len()];
    let judgements = context.judgements.iter();
    let first = judgements.clone().filter(of_organisation);
    for judgement in first.chain(judgements.filter(|it| !of_organisation(it))) {
        for identity in &judgement.identities {
            let at = identity.certificate.index();
            let (Some((_, roles)), Some(known)) = (all.get_mut(at), is_known.get_mut(at)) else {
                continue;
            };
            if *known {
                continue;
            }
            *known = of_organisation(&judgement);
            roles.extend(&identity.verdict.roles);
            roles.sort_unstable();
            roles.dedup();
        }
    }
}

fn refused(judgement: &Judgement, error: &str) -> Verdict {
    Verdict::Refused {
        msp: judgement.dir.clone(),
        error: error.to_owned(),
    }
}

/// A CA of an MSP that does not load is not at fault unless a refusal names it.
const fn verdict_on_ca(judgement: &Judgement) -> Verdict {
    match judgement.stage {
        Stage::Ok => Verdict::Accepted,
        Stage::Undecided => Verdict::Undecided,
        Stage::Load | Stage::SetUp => Verdict::NotJudged,
    }
}

/// The worst finding about each certificate, and at each place: findings with one cause are one, with
/// the places of all the certificates that it is about.
#[derive(Default)]
struct Worst<'r> {
    by_certificate: BTreeMap<Fingerprint, (Severity, &'static str)>,
    by_place: BTreeMap<&'r Location, (Severity, &'static str)>,
}

impl<'r> Worst<'r> {
    fn of(report: &'r Report) -> Self {
        let mut worst = Self::default();
        for finding in &report.findings {
            let here = (finding.severity, finding.rule.id);
            if let Some(certificate) = &finding.certificate {
                note_worse(&mut worst.by_certificate, certificate.fingerprint(), here);
            }
            for place in &finding.places {
                note_worse(&mut worst.by_place, place, here);
            }
        }
        worst
    }

    fn about(&self, entry: &CertificateEntry) -> Option<(Severity, &'static str)> {
        let own = self.by_certificate.get(&entry.certificate.fingerprint());
        let places = entry.places.iter().filter_map(|it| self.by_place.get(it));
        // The first of the worst, so that a certificate's own finding goes before others.
        own.into_iter().chain(places).copied().reduce(
            |worst, next| {
                if next.0 > worst.0 { next } else { worst }
            },
        )
    }
}

fn note_worse<K: Ord>(
    slots: &mut BTreeMap<K, (Severity, &'static str)>,
    key: K,
    here: (Severity, &'static str),
) {
    let slot = slots.entry(key).or_insert(here);
    if here.0 > slot.0 {
        *slot = here;
    }
}
