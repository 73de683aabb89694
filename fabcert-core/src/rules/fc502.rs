//! FC502: an organisation that names no TLS CA.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::check::{Context, Sink};
use crate::facts::Facts;
use crate::finding::{Finding, Location};
use crate::layout::{MspFolderId, OrganisationId, Purpose, Role, Seat, Standing};
use crate::remedy::{Advice, Remedy};
use crate::rule::Bite;

rule!("FC502", "missing-tlscacerts", Warning, survey);

fn survey(context: &Context<'_>, sink: &mut Sink<'_>) {
    let with_tls = organisations_with_tls(context);
    let named = msps_with_tls_cas(context);
    // Where the organisation has an MSP folder of its own, that one is what others see; a node's may
    // then do without.
    let mut own: BTreeMap<OrganisationId, Vec<MspFolderId>> = BTreeMap::new();
    let mut nodes: BTreeMap<OrganisationId, Vec<MspFolderId>> = BTreeMap::new();
    for (id, msp) in context.layout.msps() {
        let Some(organisation) = msp.owner.organisation else {
            continue;
        };
        match msp.standing {
            Standing::Organisation => own.entry(organisation).or_default().push(id),
            Standing::Node => nodes.entry(organisation).or_default().push(id),
            _ => {}
        }
    }
    for (organisation, tls_ca) in with_tls {
        let Some(msps) = own.get(&organisation).or_else(|| nodes.get(&organisation)) else {
            continue;
        };
        for msp in msps.iter().filter(|msp| !named.contains(msp)) {
            let Some(folder) = context.layout.msp(*msp) else {
                continue;
            };
            let to = context.snapshot.dir_path(folder.dir).join("tlscacerts");
            let mut finding = Finding::new(&INFO, Facts::MissingTlsCacerts {}).bites(&[Bite::Tls]);
            finding.remedies.push(match &tls_ca {
                Some(from) => Remedy::Copy {
                    from: from.clone(),
                    to: to.join("tlsca.pem"),
                },
                None => Remedy::Advice {
                    advice: Advice::RestoreFile,
                },
            });
            finding.places = vec![Location::whole(to)];
            sink.push(finding);
        }
    }
}

/// The organisations that have TLS certificates, with a file that holds their TLS CA.
fn organisations_with_tls(context: &Context<'_>) -> BTreeMap<OrganisationId, Option<PathBuf>> {
    let mut found = BTreeMap::new();
    for (_, folder) in context.layout.tls_folders() {
        if let Some(organisation) = folder.owner.organisation {
            let ca = folder
                .authorities
                .first()
                .map(|file| context.snapshot.path(*file));
            let known = found.entry(organisation).or_insert(None);
            *known = known.take().or(ca);
        }
    }
    found
}

fn msps_with_tls_cas(context: &Context<'_>) -> BTreeSet<MspFolderId> {
    let mut named = BTreeSet::new();
    for (id, _) in context.store.certificates() {
        if !matches!(context.layout.purpose(id), Purpose::Ca | Purpose::TlsCa) {
            continue;
        }
        for place in context.store.places(id) {
            if let (Role::TlsCaCert, Some(Seat::Msp(msp))) =
                (context.layout.role(place), context.layout.seat(place))
            {
                named.insert(msp);
            }
        }
    }
    named
}
