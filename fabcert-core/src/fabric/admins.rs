//! Administrators (`setupAdmins…`, `postSetup…`).

use std::sync::Arc;

use crate::certificate::Certificate;

use super::counted::{Counted, counted};
use super::ledger::About;
use super::material::FolderRole;
use super::refusal::{Fault, Judged, Stop, Subject};
use super::role::{NodeRole, OrganizationalUnit};
use super::set_up::{Admin, SetUp};
use super::trust::units;

impl SetUp<'_, '_> {
    /// `setupAdminsPreV142`: each becomes an identity.
    pub(crate) fn set_up_admins(&mut self) {
        let role = FolderRole::Admincerts;
        for (index, file) in counted(self.material, role).enumerate() {
            let subject = Subject::Admin(index);
            match file {
                Counted::Pem(file, content) => {
                    let about = About::file(subject, file);
                    if let Some(made) = self.make_identity(content, &about) {
                        let about = about.with_certificate(&made.certificate);
                        let (certificate, refused) = (made.certificate, made.refused);
                        self.admins.push(Admin {
                            about,
                            certificate,
                            refused,
                        });
                    }
                }
                Counted::Unknown(doubt) => self.ledger.doubt(doubt),
            }
        }
    }

    /// `setupAdminsV142`: an admincert, or an admin unit.
    pub(crate) fn require_an_admin(&mut self) {
        let has_admincert = counted(self.material, FolderRole::Admincerts)
            .next()
            .is_some();
        let has_unit = self.rules.enforced && self.rules.role(NodeRole::Admin).is_some();
        if !has_admincert && !has_unit && self.rules.unknown.is_none() {
            let text = "administrators must be declared when no admin ou classification is set";
            let about = About::subject(Subject::Folder(FolderRole::Admincerts));
            self.ledger
                .note(Stop::refused(Fault::NoAdmin, text), &about);
        }
    }

    /// `postSetupV1`, `postSetupV11`, `postSetupV142`.
    pub(crate) fn validate_admins(&mut self) {
        for admin in &self.admins {
            let Subject::Admin(index) = admin.about.subject else {
                continue;
            };
            let judged = match (self.rules.enforced, self.judge.version.has_admin_ou()) {
                (false, _) => self.validate_admin(admin, index),
                (true, false) => self.validate_client_admin(admin, index),
                (true, true) => self.check_admin_units(&admin.certificate, index),
            };
            match judged {
                // It was refused for the same reason before.
                Err(Stop::Refused(trouble)) if admin.refused && trouble.fault.is_of_the_chain() => {
                }
                judged => {
                    self.ledger.take(judged, &admin.about);
                }
            }
        }
    }

    fn validate_admin(&self, admin: &Admin, index: usize) -> Judged<()> {
        let says = self.judge.wording().pick(", validation error ", ": ");
        self.validation()
            .first_stop(&admin.certificate)
            .map_err(|stop| stop.retold(|text| format!("admin {index} is invalid{says}{text}")))
    }

    /// MSP 1.1 and 1.3: an admin must be a valid client.
    fn validate_client_admin(&self, admin: &Admin, index: usize) -> Judged<()> {
        let msp = self.name();
        self.validation().first_stop(&admin.certificate).map_err(|stop| {
            stop.retold(|text| {
                format!("admin {index} is invalid: The identity is not valid under this MSP [{msp}]: {text}")
            })
        })?;
        let units = self.units_of(&admin.certificate)?;
        let Some(cause) = self.lacks_role(NodeRole::Client, &units) else {
            return Ok(());
        };
        let text = format!(
            "admin {index} is invalid: The identity is not a [CLIENT] under this MSP [{msp}]: {cause}"
        );
        Err(Stop::refused(Fault::AdminWithoutRole, text))
    }

    /// MSP 1.4.3 and later with NodeOUs: an admin is not validated, only its units are read.
    fn check_admin_units(&self, certificate: &Arc<Certificate>, index: usize) -> Judged<()> {
        let units = self.units_of(certificate)?;
        let as_client = self.lacks_role(NodeRole::Client, &units);
        let as_admin = self.lacks_role(NodeRole::Admin, &units);
        match (as_client, as_admin) {
            (Some(client), Some(admin)) => {
                let text = format!("admin {index} is invalid [{client},{admin}]");
                Err(Stop::refused(Fault::AdminWithoutRole, text))
            }
            _ => Ok(()),
        }
    }

    /// `GetOrganizationalUnits`: without a chain there are none.
    fn units_of(&self, certificate: &Arc<Certificate>) -> Judged<Vec<OrganizationalUnit>> {
        match self.judge.certification_chain(certificate, &self.trust) {
            Ok(chain) => Ok(units(&chain)),
            Err(Stop::Refused(_)) => Ok(Vec::new()),
            Err(unknown) => Err(unknown),
        }
    }

    /// What `hasOURoleInternal` says where the role is not there.
    fn lacks_role(&self, role: NodeRole, units: &[OrganizationalUnit]) -> Option<String> {
        let msp = self.name();
        if self.rules.role(role).is_none() {
            return Some(format!(
                "cannot test for classification, node ou for type [{role}], not defined, msp: [{msp}]"
            ));
        }
        (!self.rules.has_role(role, units))
            .then(|| format!("The identity does not contain OU [{role}], MSP: [{msp}]"))
    }

    fn name(&self) -> &str {
        &self.material.id
    }
}
