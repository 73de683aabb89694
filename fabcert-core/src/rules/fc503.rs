//! FC503: a TLS server's certificate without the name of a host.

use super::tls;
use crate::certificate::GeneralName;
use crate::check::{Context, Sink};
use crate::facts::Facts;
use crate::remedy::{Advice, Remedy};
use crate::rule::Bite;

rule!("FC503", "no-san", Error, survey);

fn survey(context: &Context<'_>, sink: &mut Sink<'_>) {
    for shown in tls::shown(context).filter(tls::Shown::is_server) {
        let names = shown.certificate.subject_alt_names().unwrap_or_default();
        let is_host = |name: &GeneralName| matches!(name, GeneralName::Dns(_) | GeneralName::Ip(_));
        if !names.iter().any(is_host) {
            sink.push(
                context
                    .finding(&INFO, Facts::NoSan {}, shown.certificate)
                    .bites(&[Bite::Tls])
                    .remedy(Remedy::Advice {
                        advice: Advice::EnrollWithHosts,
                    }),
            );
        }
    }
}
