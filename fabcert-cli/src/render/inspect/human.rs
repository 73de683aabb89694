//! Certificates in full, for people.

use std::fmt::Write as _;

use fabcert_core::backdate;
use fabcert_core::certificate::Certificate;
use fabcert_core::store::{CertId, Dress};
use fabcert_core::timestamp::Timestamp;
use fabcert_core::words;

use super::{Block, Content, Document, Material, facts};
use crate::render::style::{self, BOLD, DIM, paint};

/// Column at which values begin.
const INDENT: usize = 16;

pub(crate) fn human(material: Material<'_>, documents: &[Document], width: usize) -> String {
    let mut out = String::new();
    for document in documents {
        for block in &document.blocks {
            if !out.is_empty() {
                out.push('\n');
            }
            heading(&mut out, document, block);
            match &block.content {
                Content::Certificate(id, certificate) => {
                    let mut sheet = Sheet {
                        out: &mut out,
                        width,
                    };
                    sheet.certificate(material, *id, certificate);
                }
                Content::Other(what) => {
                    let _ = writeln!(out, "  {}", words::safe(what));
                }
            }
        }
    }
    out
}

fn heading(out: &mut String, document: &Document, block: &Block) {
    let name = match &block.content {
        Content::Certificate(_, certificate) => words::short_name(certificate),
        Content::Other(_) => "-".to_owned(),
    };
    let dress = match block.dress {
        Dress::Plain => "",
        Dress::Der => ", DER",
        Dress::JsonString | Dress::JsonInJson => ", in JSON",
        Dress::YamlIndented => ", in YAML",
        Dress::Inline => ", among other text",
        Dress::Base64 => ", in base64",
        _ => "",
    };
    let _ = writeln!(
        out,
        "{}  {}",
        paint(BOLD, name),
        paint(
            DIM,
            format!(
                "{}:{} (block {}{dress})",
                words::path(&document.path),
                block.line,
                block.number
            )
        )
    );
}

struct Sheet<'a> {
    out: &'a mut String,
    width: usize,
}

impl Sheet<'_> {
    fn certificate(&mut self, material: Material<'_>, id: CertId, certificate: &Certificate) {
        if let Err(fault) = certificate.go() {
            let text = format!(
                "Go, and so Fabric, cannot read it: {}",
                words::safe(&fault.to_string())
            );
            self.styled("unreadable", &text, style::BAD);
        }
        self.field("subject", &words::safe(&certificate.subject().to_string()));
        let issuer = if certificate.looks_self_signed() {
            "itself".to_owned()
        } else {
            words::safe(&certificate.issuer().to_string())
        };
        self.field("issuer", &issuer);
        self.field(
            "serial",
            &format!(
                "{} ({})",
                certificate.serial_hex(),
                certificate.serial_decimal()
            ),
        );
        self.window(certificate, material.now);
        if !certificate.is_ca() {
            let at = words::instant(backdate::verified_at(certificate));
            self.field(
                "verified at",
                &format!("{at}: an MSP asks whether its CAs are in force then, not now"),
            );
        }
        let key = certificate.public_key();
        self.field("key", &key.algorithm_name());
        if let Some(file) = facts::key_file(certificate) {
            self.field("key file", &format!("{file} (in a keystore)"));
        }
        let low_s = match facts::is_low_s(material, id, certificate) {
            Some(true) => ", low-S",
            Some(false) => ", high-S (Fabric rewrites it)",
            None => "",
        };
        self.field(
            "signature",
            &format!("{}{low_s}", certificate.signature_algorithm()),
        );
        self.identifiers(certificate);
        self.usage(certificate);
        self.role(certificate);
        if let Some(attributes) = certificate.fabric_attributes() {
            for (number, (name, value)) in attributes.attributes.iter().enumerate() {
                let label = if number == 0 { "attributes" } else { "" };
                self.field(
                    label,
                    &format!("{} = {}", words::safe(name), words::safe(value)),
                );
            }
        }
        let others = facts::other_extensions(certificate);
        if !others.is_empty() {
            let names = others.iter().map(|(oid, critical)| {
                if *critical {
                    format!("{oid} (critical)")
                } else {
                    oid.clone()
                }
            });
            self.field("extensions", &names.collect::<Vec<_>>().join(", "));
        }
        let origin = facts::origin(material, id, certificate);
        let origin = words::origin(&origin)
            .unwrap_or_else(|| "nothing that is known by its shape".to_owned());
        self.field("made by", &origin);
        self.field("SHA-256", &certificate.fingerprint().to_string());
        self.field("SHA-1", &facts::hex(&certificate.sha1_fingerprint()));
    }

    fn window(&mut self, certificate: &Certificate, now: Timestamp) {
        let (from, until) = (certificate.not_before(), certificate.not_after());
        let note = |at| paint(DIM, format!("({})", words::relative(at, now)));
        let far = |at: Timestamp, style| paint(style, words::instant(at)) + " " + &note(at);
        let plain = anstyle::Style::new();
        let (start, end) = (
            if now < from { style::WARN } else { plain },
            if until < now { style::BAD } else { plain },
        );
        self.raw("not before", &far(from, start));
        self.raw("not after", &far(until, end));
        self.field("lifetime", &lifetime(until.since(from)));
    }

    fn identifiers(&mut self, certificate: &Certificate) {
        let shown = |id: Option<&[u8]>| id.map_or_else(|| "none".to_owned(), facts::hex);
        self.field("SKI", &shown(certificate.subject_key_id()));
        self.field("AKI", &shown(certificate.authority_key_id()));
    }

    fn usage(&mut self, certificate: &Certificate) {
        let constraints = certificate.basic_constraints();
        let ca = match constraints {
            Some(it) if it.ca => match it.path_len {
                Some(most) => format!(
                    "yes, at most {} below it",
                    words::count(usize::try_from(most).unwrap_or(usize::MAX), "CA")
                ),
                None => "yes".to_owned(),
            },
            Some(_) => "no".to_owned(),
            None => "no (no basic constraints)".to_owned(),
        };
        self.field("CA", &ca);
        if let Some(usage) = facts::key_usage(certificate) {
            self.list(
                "key usage",
                &usage.iter().map(ToString::to_string).collect::<Vec<_>>(),
            );
        }
        if let Some(purposes) = facts::extended_key_usage(certificate) {
            self.list("EKU", &purposes);
        }
        if let Some(names) = facts::alt_names(certificate) {
            self.list("SANs", &names);
        }
    }

    fn role(&mut self, certificate: &Certificate) {
        let units = certificate.subject().organizational_units();
        self.list("OUs", &units);
        if certificate.is_ca() {
            return;
        }
        let roles = facts::node_roles(certificate);
        let role = match roles[..] {
            [] => "none of client, peer, admin, orderer: refused where NodeOUs are on".to_owned(),
            [role] => role.to_owned(),
            _ => format!(
                "{}: several, refused where NodeOUs are on",
                roles.join(" and ")
            ),
        };
        self.field("Fabric role", &role);
    }

    fn list(&mut self, label: &str, items: &[String]) {
        let text = if items.is_empty() {
            "none".to_owned()
        } else {
            items
                .iter()
                .map(|it| words::safe(it))
                .collect::<Vec<_>>()
                .join(", ")
        };
        self.field(label, &text);
    }

    fn field(&mut self, label: &str, text: &str) {
        self.styled(label, text, anstyle::Style::new());
    }

    fn styled(&mut self, label: &str, text: &str, style: anstyle::Style) {
        let room = self.width.saturating_sub(INDENT).max(20);
        for (number, line) in textwrap::wrap(text, room).iter().enumerate() {
            let label = if number == 0 { label } else { "" };
            self.raw(label, &paint(style, line));
        }
    }

    fn raw(&mut self, label: &str, text: &str) {
        let label = paint(DIM, format!("  {label:<width$}", width = INDENT - 2));
        let _ = writeln!(self.out, "{label}{text}");
    }
}

/// `1 y (8760 h 5 min)`: hours are what profiles are written in, and the rest is the backdate.
fn lifetime(seconds: i64) -> String {
    let rough = words::duration(seconds);
    if seconds < 2 * 86_400 {
        return rough;
    }
    let (hours, rest) = (seconds / 3600, seconds % 3600);
    let rest = if rest == 0 {
        String::new()
    } else {
        format!(" {}", words::duration(rest))
    };
    format!("{rough} ({hours} h{rest})")
}
