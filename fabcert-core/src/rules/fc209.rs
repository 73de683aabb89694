//! FC209: a CA among an MSP's CAs that does not belong there.

use crate::check::{Context, Sink};
use crate::facts::{Facts, StrayCa};
use crate::finding::Location;
use crate::layout::{MspFolder, Organisation, Purpose, Role};
use crate::remedy::Remedy;
use crate::rule::Bite;
use crate::store::CertId;

use super::folders::trusted_cas;

rule!("FC209", "stray-trusted-ca", Warning, survey);

fn survey(context: &Context<'_>, sink: &mut Sink<'_>) {
    for (msp, cas) in trusted_cas(context) {
        let Some(folder) = context.layout.msp(msp) else {
            continue;
        };
        let strays: Vec<(CertId, StrayCa)> = cas
            .iter()
            .filter_map(|id| Some((*id, stray(context, folder, *id)?)))
            .collect();
        // An MSP with no other CA has this one by design, or is refused for it.
        if strays.len() == cas.len() {
            continue;
        }
        let dir = context.snapshot.dir_path(folder.dir);
        for (id, stray) in strays {
            let facts = Facts::StrayCa { stray };
            let mut finding = context
                .finding(&INFO, facts, context.certificate(id))
                .bites(&[Bite::Policy]);
            let inside: Vec<Location> = finding
                .places
                .into_iter()
                .filter(|place| place.path.starts_with(&dir) && !is_tls_folder(place))
                .collect();
            if let Some(place) = inside.first() {
                finding.remedies.push(Remedy::Remove {
                    path: place.path.clone(),
                });
            }
            finding.places = inside;
            finding.msps = vec![dir.clone()];
            sink.push(finding);
        }
    }
}

/// Where a TLS CA lies rightly.
fn is_tls_folder(place: &Location) -> bool {
    let folder = place.path.parent().and_then(std::path::Path::file_name);
    folder.is_some_and(|name| name == "tlscacerts" || name == "tlsintermediatecerts")
}

fn stray(context: &Context<'_>, folder: &MspFolder, id: CertId) -> Option<StrayCa> {
    if serves_only_tls(context, id) {
        return Some(StrayCa::TlsCa);
    }
    let own = context.layout.organisation(folder.owner.organisation?)?;
    home_of_another(context, own, id).map(|other| StrayCa::OtherOrganisation(other.name.clone()))
}

/// Whether it is used as a TLS CA somewhere and is not known to have issued any identity.
fn serves_only_tls(context: &Context<'_>, id: CertId) -> bool {
    let is_tls_ca = context.layout.roles(id).has_any(&[
        Role::TlsCaCert,
        Role::TlsIntermediateCert,
        Role::TlsCaHomeCertificate,
    ]);
    let is_home = context.layout.roles(id).has(Role::CaHomeCertificate);
    is_tls_ca
        && !is_home
        && context.issuance.children(id).iter().all(|child| {
            matches!(
                context.layout.purpose(*child),
                Purpose::TlsLeaf | Purpose::TlsCa
            )
        })
}

/// The organisation in whose CA's folder it lies, if that is another one than `own` and `own` has
/// nothing issued by it.
fn home_of_another<'a>(
    context: &Context<'a>,
    own: &Organisation,
    id: CertId,
) -> Option<&'a Organisation> {
    let homes = context
        .store
        .places(id)
        .iter()
        .filter(|place| context.layout.role(place) == Role::CaHomeCertificate)
        .filter_map(|place| context.layout.organisation_of(place));
    let mut other = None;
    for home in homes {
        if home == own {
            return None;
        }
        other = other.or(Some(home));
    }
    let other = other?;
    let issued_for_own = context.issuance.children(id).iter().any(|child| {
        context
            .store
            .places(*child)
            .iter()
            .filter(|place| is_own_certificate(context.layout.role(place)))
            .filter_map(|place| context.layout.organisation_of(place))
            .any(|organisation| organisation == own)
    });
    (!issued_for_own).then_some(other)
}

/// Roles in which a certificate is somebody's own, and not trusted by somebody.
const fn is_own_certificate(role: Role) -> bool {
    matches!(
        role,
        Role::SignCert | Role::CaHomeCertificate | Role::IntermediateCert
    )
}
