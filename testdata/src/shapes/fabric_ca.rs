//! A fabric-ca server: how it dates and shapes what it issues.

use time::{Duration, UtcDateTime};

use super::round_to_minute;
use crate::Key;
use crate::forge::AttributeType::{CommonName, Country, Organization, OrganizationalUnit, State};
use crate::forge::{
    AuthorityKeyId, ExtendedKeyUsage, Extension, Forge, Forged, KeyId, KeyUsage, Name,
};

/// Releases of fabric-ca that date enrollments differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FabricCaVersion {
    /// 1.0: NotAfter is NotBefore + expiry, even past the CA's end.
    V1_0,
    /// 1.1–1.4: backdated; NotAfter cut at the CA's end.
    V1_4,
    /// 1.5 and later: NotBefore is the CA's own (FABC-832).
    V1_5,
}

/// A server with its CA certificate.
#[derive(Clone, Debug)]
pub struct FabricCa {
    version: FabricCaVersion,
    backdate: Duration,
    certificate: Forged,
    parents: Vec<Forged>,
}

/// What a client asks for.
#[derive(Clone, Debug)]
pub struct Enrollment {
    id: String,
    kind: String,
    affiliation: String,
    hosts: Vec<String>,
    profile: Profile,
    expiry: Duration,
    with_attributes: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Profile {
    Default,
    Tls,
}

impl Enrollment {
    /// An identity of that `hf.Type` (`client`, `peer`, `orderer`, `admin`) and affiliation
    /// (`org1.department1`, or empty).
    pub fn new(id: &str, kind: &str, affiliation: &str) -> Self {
        Self {
            id: id.to_owned(),
            kind: kind.to_owned(),
            affiliation: affiliation.to_owned(),
            hosts: vec!["client-host".to_owned()],
            profile: Profile::Default,
            expiry: Duration::hours(8760),
            with_attributes: true,
        }
    }

    /// The bootstrap administrator, the one identity without an attributes extension.
    pub fn bootstrap_admin() -> Self {
        Self {
            with_attributes: false,
            ..Self::new("admin", "client", "")
        }
    }

    /// For these hosts; a client names its own otherwise.
    #[must_use]
    pub fn hosts(self, hosts: &[&str]) -> Self {
        Self {
            hosts: hosts.iter().map(|host| (*host).to_owned()).collect(),
            ..self
        }
    }

    /// With the `tls` profile, for these hosts.
    #[must_use]
    pub fn tls(self, hosts: &[&str]) -> Self {
        Self {
            profile: Profile::Tls,
            ..self.hosts(hosts)
        }
    }

    /// With a profile that has another expiry than a year.
    #[must_use]
    pub fn expiry(self, expiry: Duration) -> Self {
        Self { expiry, ..self }
    }
}

impl FabricCa {
    /// A server over a CA certificate that was made elsewhere.
    pub fn over(version: FabricCaVersion, certificate: Forged) -> Self {
        Self {
            version,
            backdate: Duration::minutes(5),
            certificate,
            parents: Vec::new(),
        }
    }

    /// A server that makes its own root at that instant: backdated by five minutes in every
    /// release, for 15 years.
    pub fn with_own_root(version: FabricCaVersion, common_name: &str, at: UtcDateTime) -> Self {
        let not_before = round_to_minute(at) - Duration::minutes(5);
        let subject = place()
            .with(OrganizationalUnit, "Fabric")
            .with(CommonName, common_name);
        let root = Forge::ca(common_name)
            .subject(subject)
            .window(not_before, not_before + Duration::hours(131_400))
            .extensions(vec![
                Extension::key_usage(&[KeyUsage::CertSign, KeyUsage::CrlSign]),
                Extension::ca(Some(1)),
                Extension::subject_key_id(KeyId::Sha1),
            ])
            .self_signed();
        Self::over(version, root)
    }

    /// `signing.default.backdate` of the server's configuration.
    #[must_use]
    pub fn backdate(self, backdate: Duration) -> Self {
        Self { backdate, ..self }
    }

    /// The CA certificate.
    pub fn certificate(&self) -> &Forged {
        &self.certificate
    }

    /// The CA certificates above, nearest first.
    pub fn parents(&self) -> &[Forged] {
        &self.parents
    }

    /// The root of the chain.
    pub fn root(&self) -> &Forged {
        self.parents.last().unwrap_or(&self.certificate)
    }

    /// The CA certificates between the root and the leaves, the issuer first.
    pub fn intermediates(&self) -> Vec<&Forged> {
        let chain = std::iter::once(&self.certificate).chain(&self.parents);
        chain.take(self.parents.len()).collect()
    }

    /// An enrollment at that instant.
    pub fn enroll(&self, enrollment: &Enrollment, at: UtcDateTime) -> Forged {
        let (not_before, not_after) = self.window(enrollment.expiry, at);
        Forge::leaf("")
            .subject(enrollment.subject())
            .key(Key::named(&format!(
                "{} {:?}",
                enrollment.id, enrollment.profile
            )))
            .window(not_before, not_after)
            .extensions(enrollment.extensions())
            .issued_by(&self.certificate)
    }

    /// A server whose CA certificate this one issues at that instant, with the `ca` profile.
    #[must_use]
    pub fn intermediate(&self, id: &str, at: UtcDateTime) -> Self {
        let (not_before, not_after) = self.window(Duration::hours(43_800), at);
        let certificate = Forge::ca(id)
            .subject(place().with_units(&["client"]).with(CommonName, id))
            .window(not_before, not_after)
            .extensions(vec![
                Extension::key_usage(&[KeyUsage::CertSign, KeyUsage::CrlSign]),
                Extension::ca(Some(0)),
                Extension::subject_key_id(KeyId::Sha1),
                Extension::authority_key_id(AuthorityKeyId::KeyId),
                Extension::fabric_ca_attributes("", id, "client"),
            ])
            .issued_by(&self.certificate);
        let parents = [std::slice::from_ref(&self.certificate), &self.parents].concat();
        Self {
            certificate,
            parents,
            ..self.clone()
        }
    }

    /// The server's own `tls-cert.pem`: it goes round `handleEnroll`, so that it is backdated in
    /// every release.
    pub fn tls_certificate(&self, host: &str, at: UtcDateTime) -> Forged {
        let not_before = round_to_minute(at) - self.backdate;
        let enrollment = Enrollment {
            with_attributes: false,
            ..Enrollment::new(host, "client", "")
        };
        Forge::leaf("")
            .subject(
                place()
                    .with(OrganizationalUnit, "Fabric")
                    .with(CommonName, host),
            )
            .key(self.key_of(&enrollment))
            .window(not_before, not_before + Duration::hours(8760))
            .extensions(enrollment.extensions())
            .issued_by(&self.certificate)
    }

    /// A key for each identity, profile and CA.
    fn key_of(&self, enrollment: &Enrollment) -> Key {
        let ca = crate::hex(&self.certificate.key().sha256_ski());
        Key::named(&format!("{} {:?} {ca}", enrollment.id, enrollment.profile))
    }

    /// `handleEnroll`, then cfssl's `FillTemplate`.
    fn window(&self, expiry: Duration, at: UtcDateTime) -> (UtcDateTime, UtcDateTime) {
        let rounded = round_to_minute(at);
        let backdated = rounded - self.backdate;
        let clipped = (rounded + expiry).min(self.certificate.not_after());
        match self.version {
            FabricCaVersion::V1_0 => (backdated, backdated + expiry),
            FabricCaVersion::V1_4 => (backdated, clipped),
            FabricCaVersion::V1_5 => (self.certificate.not_before(), clipped),
        }
    }
}

impl Enrollment {
    fn subject(&self) -> Name {
        let affiliations = self.affiliation.split('.').filter(|part| !part.is_empty());
        let units: Vec<_> = std::iter::once(self.kind.as_str())
            .chain(affiliations)
            .collect();
        place().with_units(&units).with(CommonName, &self.id)
    }

    fn extensions(&self) -> Vec<Extension> {
        use ExtendedKeyUsage::{ClientAuth, ServerAuth};
        use KeyUsage::{DigitalSignature, KeyAgreement, KeyEncipherment};
        let hosts: Vec<_> = self.hosts.iter().map(String::as_str).collect();
        let mut extensions = match self.profile {
            Profile::Default => vec![Extension::key_usage(&[DigitalSignature])],
            Profile::Tls => vec![
                Extension::key_usage(&[DigitalSignature, KeyEncipherment, KeyAgreement]),
                Extension::extended_key_usage(&[ServerAuth, ClientAuth]),
            ],
        };
        extensions.extend([
            Extension::not_ca(),
            Extension::subject_key_id(KeyId::Sha1),
            Extension::authority_key_id(AuthorityKeyId::KeyId),
            Extension::dns_names(&hosts),
        ]);
        if self.with_attributes {
            extensions.push(Extension::fabric_ca_attributes(
                &self.affiliation,
                &self.id,
                &self.kind,
            ));
        }
        extensions
    }
}

fn place() -> Name {
    Name::new()
        .with(Country, "US")
        .with(State, "North Carolina")
        .with(Organization, "Hyperledger")
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::utc_datetime;

    /// FABRIC.md D.1: a CA of 06:07:22, an enrollment five seconds later.
    #[test]
    fn dates_of_an_enrollment_by_release() {
        let born = utc_datetime!(2026-11-22 06:07:22);
        let ca = Forge::ca("ca")
            .window(born, born + Duration::days(300))
            .self_signed();
        let enroll = |version| {
            let leaf = FabricCa::over(version, ca.clone())
                .enroll(&Enrollment::bootstrap_admin(), born + Duration::seconds(5));
            (leaf.not_before(), leaf.not_after())
        };
        let backdated = utc_datetime!(2026-11-22 06:02:00);
        assert_eq!(
            enroll(FabricCaVersion::V1_0),
            (backdated, backdated + Duration::days(365))
        );
        assert_eq!(enroll(FabricCaVersion::V1_4), (backdated, ca.not_after()));
        assert_eq!(enroll(FabricCaVersion::V1_5), (born, ca.not_after()));
    }

    #[test]
    fn expiry_counts_from_the_rounded_instant() {
        let ca = FabricCa::with_own_root(
            FabricCaVersion::V1_4,
            "fabric-ca-server",
            utc_datetime!(2026-11-22 06:06:31.699),
        );
        assert_eq!(
            ca.certificate().not_before(),
            utc_datetime!(2026-11-22 06:02:00)
        );
        assert_eq!(
            ca.certificate().not_after(),
            utc_datetime!(2041-11-18 06:02:00)
        );
        let leaf = ca.enroll(
            &Enrollment::new("user1", "client", "org1"),
            utc_datetime!(2026-11-22 06:06:32.121),
        );
        assert_eq!(leaf.not_before(), utc_datetime!(2026-11-22 06:02:00));
        assert_eq!(leaf.not_after(), utc_datetime!(2027-11-22 06:07:00));
    }

    #[test]
    fn intermediates_come_issuer_first() {
        let root = FabricCa::with_own_root(FabricCaVersion::V1_5, "root", crate::NOW);
        let lower = root
            .intermediate("ica1", crate::NOW)
            .intermediate("ica2", crate::NOW);
        assert_eq!(lower.root().der(), root.certificate().der());
        let subjects: Vec<_> = lower
            .intermediates()
            .iter()
            .map(|ca| ca.subject_der().to_vec())
            .collect();
        assert_eq!(subjects[0], lower.certificate().subject_der());
        assert_eq!(subjects.len(), 2);
    }
}
