//! The report from what was judged and found.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use time::OffsetDateTime;

use crate::certificate::Certificate;
use crate::check::{Context, JudgedIdentity, Judgement};
use crate::fabric::{Acceptance, Mode, Stage};
use crate::finding::Finding;
use crate::layout::{CaHomeKind, OwnerKind, Purpose, Role, Seat};
use crate::parallel;
use crate::report::{
    Assumed, CertificateEntry, Holder, IdentityVerdict, MspVerdict, Report, SkippedPath, Summary,
};
use crate::store::CertId;

/// With every certificate in it, or with their number only.
pub(super) fn report(
    context: &Context<'_>,
    findings: Vec<Finding>,
    now: OffsetDateTime,
    with_certificates: bool,
) -> Report {
    let settings = context.settings;
    let ids: Vec<CertId> = match with_certificates {
        true => context.store.certificates().map(|(id, _)| id).collect(),
        false => Vec::new(),
    };
    let (holders, (msps, certificates)) = parallel::both(
        || holders(context),
        || {
            let msps = parallel::map(context.judgements, |it| msp(context, it));
            (msps, parallel::map(&ids, |id| certificate(context, *id)))
        },
    );
    let mut report = Report {
        checked_at: now,
        assumed: Assumed {
            fabric: settings.release.to_string(),
            local_msp_version: settings.version(Mode::Local).to_string(),
            verifying_msp_version: settings.version(Mode::Verifying).to_string(),
            keys_here: context.keys_here,
        },
        summary: Summary {
            msps: context.judgements.len(),
            certificates: context.store.len(),
            files: context
                .snapshot
                .files()
                .filter(|file| context.snapshot.file(*file).content.is_ok())
                .count(),
            ..Summary::default()
        },
        findings,
        msps,
        certificates,
        holders,
        skipped: context
            .snapshot
            .skipped()
            .map(|skipped| SkippedPath {
                path: skipped.path.clone(),
                reason: skipped.reason.to_string(),
            })
            .collect(),
    };
    report.recount();
    report
}

fn msp(context: &Context<'_>, judgement: &Judgement) -> MspVerdict {
    MspVerdict {
        path: judgement.dir.clone(),
        id: judgement.id.clone(),
        mode: judgement.mode,
        version: judgement.version,
        stage: judgement.stage,
        error: judgement.error.clone().or_else(|| {
            let open = judgement.stage == Stage::Undecided;
            open.then(|| judgement.undecided.first().map(ToString::to_string))
                .flatten()
        }),
        identities: judgement
            .identities
            .iter()
            .map(|it| identity(context, it))
            .collect(),
    }
}

fn identity(context: &Context<'_>, identity: &JudgedIdentity) -> IdentityVerdict {
    IdentityVerdict {
        path: context.snapshot.path(identity.place.file),
        accepted: known(identity.verdict.acceptance()),
        error: identity.verdict.error().map(str::to_owned),
        roles: identity.verdict.roles.clone(),
    }
}

const fn known(acceptance: Acceptance) -> Option<bool> {
    match acceptance {
        Acceptance::Accepted => Some(true),
        Acceptance::Refused => Some(false),
        Acceptance::Undecided => None,
    }
}

fn certificate(context: &Context<'_>, id: CertId) -> CertificateEntry {
    let places = context.store.places(id);
    CertificateEntry {
        certificate: context.certificate(id).clone(),
        purpose: context.layout.purpose(id),
        organisation: places
            .iter()
            .find_map(|place| context.layout.organisation_of(place))
            .map(|organisation| organisation.name.clone()),
        owner: context.owner(id),
        roles: context.layout.roles(id).iter().map(Role::name).collect(),
        places: context.sorted_places(id),
    }
}

/// Nodes, users and CAs, by organisation and name.
fn holders(context: &Context<'_>) -> Vec<Holder> {
    let mut holders: BTreeMap<(Option<&str>, u8, Cow<'_, str>), Held<'_>> = BTreeMap::new();
    let verdicts = Verdicts::of(context);
    for (id, certificate) in context.store.certificates() {
        for place in context.store.places(id) {
            let role = context.layout.role(place);
            let organisation = context
                .layout
                .organisation_of(place)
                .map(|organisation| organisation.name.as_str());
            let (name, kind) = match (role, context.layout.seat(place)) {
                (Role::SignCert | Role::TlsServer | Role::TlsClient, Some(_)) => {
                    let Some(owner) = context.layout.owner(place) else {
                        continue;
                    };
                    (Cow::from(&owner.name), kind_name(owner.kind))
                }
                (
                    Role::CaHomeCertificate | Role::TlsCaHomeCertificate,
                    Some(Seat::Authority(home)),
                ) => {
                    let tls = context
                        .layout
                        .authority(home)
                        .is_some_and(|it| it.kind == CaHomeKind::CryptogenTls);
                    (
                        Cow::from(crate::phrase::short_name(certificate)),
                        if tls { "TLS CA" } else { "CA" },
                    )
                }
                (Role::Wallet, _) => {
                    let Some(loose) = context.layout.loose_at(place) else {
                        continue;
                    };
                    (Cow::from(&loose.label), "wallet")
                }
                _ => continue,
            };
            let rank = match kind {
                "CA" | "TLS CA" => 0,
                "orderer" | "peer" => 1,
                _ => 2,
            };
            let holder = holders
                .entry((organisation, rank, name))
                .or_insert_with(|| Held {
                    kind,
                    identity: None,
                    tls: None,
                    accepted: None,
                });
            let is_tls = matches!(
                context.layout.purpose(id),
                Purpose::TlsLeaf | Purpose::TlsCa
            );
            let slot = if is_tls {
                &mut holder.tls
            } else {
                &mut holder.identity
            };
            slot.get_or_insert(certificate);
            if !is_tls && !certificate.is_ca() {
                holder.accepted = verdicts.of_certificate(id);
            }
        }
    }
    let holder = |((organisation, _, name), held): (_, Held<'_>)| Holder {
        organisation: Option::map(organisation, str::to_owned),
        name: Cow::into_owned(name),
        kind: held.kind,
        identity: held.identity.map(Arc::clone),
        tls: held.tls.map(Arc::clone),
        accepted: held.accepted,
    };
    holders.into_iter().map(holder).collect()
}

/// What a node, user or CA has.
struct Held<'a> {
    kind: &'static str,
    identity: Option<&'a Arc<Certificate>>,
    tls: Option<&'a Arc<Certificate>>,
    accepted: Option<bool>,
}

/// What the MSPs say of each certificate that was put to them.
struct Verdicts(BTreeMap<CertId, Acceptance>);

impl Verdicts {
    fn of(context: &Context<'_>) -> Self {
        let mut verdicts = BTreeMap::new();
        for judgement in context.judgements {
            for identity in &judgement.identities {
                let here = match judgement.stage {
                    Stage::Undecided => Acceptance::Undecided,
                    Stage::Load | Stage::SetUp if judgement.standing.is_judged_whole() => {
                        Acceptance::Refused
                    }
                    Stage::Ok | Stage::Load | Stage::SetUp => identity.verdict.acceptance(),
                };
                let verdict = verdicts.entry(identity.certificate).or_insert(here);
                *verdict = match (*verdict, here) {
                    (Acceptance::Undecided, _) | (_, Acceptance::Undecided) => {
                        Acceptance::Undecided
                    }
                    (Acceptance::Refused, _) | (_, Acceptance::Refused) => Acceptance::Refused,
                    (Acceptance::Accepted, Acceptance::Accepted) => Acceptance::Accepted,
                };
            }
        }
        Self(verdicts)
    }

    /// Whether every MSP that this identity was put to loads and accepts it.
    fn of_certificate(&self, id: CertId) -> Option<bool> {
        known(*self.0.get(&id)?)
    }
}

const fn kind_name(kind: OwnerKind) -> &'static str {
    match kind {
        OwnerKind::Organisation => "organisation",
        OwnerKind::Peer => "peer",
        OwnerKind::Orderer => "orderer",
        OwnerKind::Admin => "admin",
        OwnerKind::User => "user",
        OwnerKind::CaAdmin => "CA admin",
        OwnerKind::Authority => "CA",
        OwnerKind::Bare => "identity",
    }
}
