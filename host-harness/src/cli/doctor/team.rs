//! Who is asked and told on the tenant's side: a task for nobody is one that nobody does.

use super::{Accounts, Report};
use crate::{
    settings::{Role, Settings},
    store::Tenant,
    text::agreed,
    words,
};

pub(super) fn look(tenant: &Tenant, accounts: &Accounts, report: &mut Report) {
    let settings = Settings::of(&tenant.settings);
    for role in settings.roles_without_anybody() {
        let name = role.name();
        let what = match role {
            // An account's own salesperson comes first.
            Role::Sales if accounts.without_salesperson == 0 => continue,
            Role::Sales => {
                let count = accounts.without_salesperson;
                agreed(
                    count,
                    words!(
                        "{count} account has no salesperson, and nobody is `team.sales`: what a scenario asks of them reaches nobody.",
                        "{count} compte n'a pas de commercial, et personne n'est `team.sales` : ce qu'un scénario en demande n'arrive à personne."
                    ),
                    words!(
                        "{count} accounts have no salesperson, and nobody is `team.sales`: what a scenario asks of them reaches nobody.",
                        "{count} comptes n'ont pas de commercial, et personne n'est `team.sales` : ce qu'un scénario en demande n'arrive à personne."
                    ),
                )
            }
            Role::Finance | Role::Director => words!(
                "A scenario asks something of `{name}`, and nobody has that role: it reaches nobody.",
                "Un scénario demande quelque chose à `{name}`, et personne n'a ce rôle : cela n'arrive à personne."
            ),
        };
        report.look(
            what,
            words!(
                "name them in the settings: `\"team\": {{\"{name}\": {{\"id\": …, \"name\": …, \"email\": …}}}}`",
                "nommez-les dans les réglages : `\"team\": {{\"{name}\": {{\"id\": …, \"name\": …, \"email\": …}}}}`"
            ),
        );
    }
}
