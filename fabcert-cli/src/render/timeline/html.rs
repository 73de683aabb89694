//! The timeline as a page of its own. Nothing comes from elsewhere.

use fabcert_core::words;
use maud::{DOCTYPE, PreEscaped, html};

use super::{Picture, svg};

const STYLE: &str = "body { margin: 2rem auto; max-width: 1000px; padding: 0 1rem; font: 15px/1.5 \
system-ui, sans-serif; color: #1c2430; background: #ffffff; } svg { max-width: 100%; height: auto; } \
footer { color: #66717f; font-size: 13px; } @media (prefers-color-scheme: dark) { body { color: \
#e3e8ef; background: #161b22; } footer { color: #93a0b0; } }";

/// The picture in a page.
pub(crate) fn html(picture: &Picture) -> String {
    let title = match picture.zooms.len() {
        0 => "Certificate windows: no conflict".to_owned(),
        number => format!("Certificate windows: {}", words::count(number, "conflict")),
    };
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="generator" content={ "fabcert " (env!("CARGO_PKG_VERSION")) };
                title { (title) }
                style { (PreEscaped(STYLE)) (PreEscaped(svg::STYLE)) }
            }
            body {
                h1 { (title) }
                (svg::draw(picture, false))
                footer { "fabcert, at " (words::instant(picture.at)) }
            }
        }
    };
    page.into_string()
}
