//! The help in French: one line for each command, option and argument of `arguments`.

use clap::{Arg, ArgAction, Command};

/// By command, then option or argument (empty: the command itself). `*` stands for every command.
#[rustfmt::skip]
const HELP: &[(&str, &str, &str)] = &[
    ("relance", "", "Essaie le module Relance : joue l'ERP autour de lui."),
    ("*", "db", "La base : un seul fichier."),
    ("*", "tenant", "Quelle société de la base."),
    ("*", "module", "Un autre module que celui fourni."),
    ("*", "lang", "La langue des réponses ; à défaut, celle du poste."),
    ("*", "json", "Répondre en JSON."),
    ("*", "help", "Afficher cette aide."),
    ("*", "version", "Afficher la version."),
    ("*", "page", "Nombre de comptes par appel du module."),
    ("demo", "", "Voir une petite entreprise relancer ses devis et factures pendant deux mois."),
    ("demo", "days", "Combien de jours vivre."),
    ("demo", "out", "Où vont la base, les réglages et les courriels ; une démo précédente y est remplacée."),
    ("demo", "settings", "D'autres réglages que ceux de la démo."),
    ("init", "", "Créer une base, ou ajouter une société à une base qui existe (--tenant)."),
    ("init", "settings", "Les réglages ; à défaut ceux de `relance settings example`, désactivés."),
    ("init", "company", "Qui signe : un fichier JSON, la `company` du contrat. À défaut : une société inventée, au nom de laquelle rien ne part."),
    ("company", "", "Qui signe lettres et courriels : voir, ou changer."),
    ("set", "name", "Son nom."),
    ("set", "email", "L'adresse dont viennent les messages."),
    ("set", "language", "La langue quand ni contact ni compte n'en a : `fr`, `en`."),
    ("set", "phone", "Son téléphone."),
    ("set", "website", "Son site."),
    ("set", "street", "La rue et ce qui la complète, une ligne à chaque fois."),
    ("set", "postcode", "Code postal."),
    ("set", "city", "Ville."),
    ("set", "country", "Pays, deux capitales."),
    ("set", "iban", "Où les clients paient."),
    ("set", "bic", "Le BIC de la banque."),
    ("set", "legal_mentions", "Les mentions exigées par la loi, sur une ligne."),
    ("set", "colour", "La couleur des boutons et de l'en-tête : `#1a5276`."),
    ("import", "", "Lire des pièces : un CSV et sa correspondance, ou le JSON du contrat."),
    ("import", "file", "Le fichier CSV ou JSON."),
    ("import", "mapping", "Comment lire les colonnes d'un CSV : un fichier TOML."),
    ("import", "guess", "Afficher la correspondance que ce CSV semble demander, sans rien importer."),
    ("import", "dry_run", "Dire ce qui a été compris, sans rien importer."),
    ("import", "date", "Quel jour on est ; aujourd'hui à défaut."),
    ("import", "bank_date", "Le dernier jour dont ce fichier connaît les règlements ; ce jour à défaut. `unknown` : il n'en connaît aucun."),
    ("import", "skip_bad", "Importer les bonnes lignes, et écrire les mauvaises dans ce nouveau fichier."),
    ("import", "missing", "Ce que deviennent les pièces ouvertes de la base que le fichier aurait pu nommer et ne nomme pas : `closed` s'il liste tout ce qui est ouvert, `keep` s'il n'en liste qu'une partie."),
    ("run", "", "Le passage quotidien : décider, rédiger, déposer les messages dans un dossier."),
    ("run", "date", "Le jour ; aujourd'hui à défaut."),
    ("run", "out", "Où vont les messages : dossiers Maildir et fichiers."),
    ("simulate", "", "Plusieurs jours sur une copie de la base ; rien ne part, rien n'est gardé."),
    ("simulate", "from", "Le premier jour."),
    ("simulate", "to", "Le dernier jour."),
    ("simulate", "live", "Comme si les relances de la société étaient activées."),
    ("simulate", "runs_per_day", "Passages par jour : plus d'un ne doit rien changer."),
    ("simulate", "outage", "Jours sans passage, PREMIER/DERNIER ; peut être répété."),
    ("status", "", "Où en est chaque pièce : ce qui attend, ce qui est retenu, pourquoi, jusqu'à quand."),
    ("status", "code", "Seulement les pièces ayant ce motif : `waiting`, `no-address`, `never-sent`…"),
    ("status", "all", "Aussi celles qui sont finies : réglées, signées, annulées."),
    ("explain", "", "Pourquoi une pièce est relancée ou non, règle par règle."),
    ("explain", "number", "Son numéro ou son identifiant."),
    ("explain", "date", "Le jour ; aujourd'hui à défaut."),
    ("history", "", "Ce qui a été fait."),
    ("history", "document", "D'une pièce, par numéro ou identifiant."),
    ("history", "account", "D'un compte."),
    ("history", "from", "À partir de ce jour."),
    ("history", "marks", "Aussi les étapes laissées de côté."),
    ("remind", "", "Relancer des pièces à la main : ce qui s'y oppose est montré d'abord."),
    ("remind", "numbers", "Les pièces, par numéro ou identifiant."),
    ("remind", "account", "Toutes les pièces ouvertes de ce compte."),
    ("remind", "late", "Toutes les factures en retard."),
    ("remind", "channel", "`email`, `letter`, `registered-letter`, `sms`, `whatsapp` ; à défaut un e-mail s'il y a une adresse, sinon une lettre."),
    ("remind", "text", "Un texte des réglages ; à défaut il en est proposé un par pièce."),
    ("remind", "together", "Un seul message pour toutes les pièces d'un compte."),
    ("remind", "advance", "Elle compte comme la prochaine étape du scénario."),
    ("remind", "override_reason", "Pourquoi ce qui s'y oppose est écarté."),
    ("run", "files", "Le dossier des fichiers de vos pièces, à joindre."),
    ("remind", "files", "Le dossier des fichiers de vos pièces, à joindre."),
    ("letters", "", "Imprimer les lettres en attente : un fichier d'impression pour toutes, et un fichier pour chacune."),
    ("letters", "from", "Le dossier où `run` ou `remind` a écrit."),
    ("letters", "out", "Où vont les PDF ; à défaut, `print` dans ce dossier."),
    ("letters", "logo", "Le logo de la société : PNG ou JPEG."),
    ("letters", "signature", "Une signature sous le texte : PNG ou JPEG."),
    ("letters", "files", "Le dossier des PDF de vos pièces, imprimés derrière leur lettre."),
    ("letters", "date", "Le jour dans le nom du fichier d'impression ; aujourd'hui à défaut."),
    ("template", "", "Les textes : vérifier, essayer, convertir."),
    ("check", "company", "Qui signe : ses mentions légales sont regardées aussi."),
    ("preview", "", "Montrer un texte tel qu'il partirait, sur une pièce inventée."),
    ("preview", "file", "Le fichier de réglages."),
    ("preview", "text", "Quel texte."),
    ("preview", "language", "En quelle langue ; à défaut celle de la société."),
    ("preview", "channel", "`email`, `letter`, `registered-letter`, `sms` ou `whatsapp`."),
    ("preview", "kind", "Sur quoi l'essayer ; à défaut, ce à quoi le texte sert."),
    ("preview", "documents", "Combien de pièces."),
    ("preview", "company", "Qui signe : un fichier JSON, la `company` du contrat ; à défaut celle de la base."),
    ("preview", "date", "Le jour ; aujourd'hui à défaut."),
    ("preview", "out", "L'écrire dans un fichier : `.html` ou `.txt` pour un courriel, `.pdf` pour une lettre."),
    ("convert", "", "Traduire d'anciens champs : `[Référence du devis]`, `__REF_PROPAL__`, `{facture.numero}`."),
    ("convert", "file", "Un fichier de texte ; `-` lit l'entrée standard."),
    ("variables", "", "Lister tout ce qu'un texte peut afficher."),
    ("remind", "note", "Pour le dossier, jamais envoyée."),
    ("remind", "next", "Quand y revenir, pour information ; dans 15 jours à défaut."),
    ("remind", "date", "Le jour ; aujourd'hui à défaut."),
    ("remind", "send", "L'envoyer ; sinon elle est seulement montrée."),
    ("remind", "out", "Où vont les messages : dossiers Maildir et fichiers."),
    ("upcoming", "", "Ce qui partira les prochains jours si rien de nouveau n'arrive."),
    ("upcoming", "days", "Sur combien de jours."),
    ("upcoming", "document", "Seulement cette pièce, par numéro ou identifiant."),
    ("upcoming", "account", "Seulement ce compte."),
    ("upcoming", "marks", "Aussi les étapes qui seront laissées de côté."),
    ("upcoming", "date", "À partir de ce jour ; aujourd'hui à défaut."),
    ("block", "", "Désactiver les relances d'une pièce ou d'un compte, avec un motif et un dernier jour."),
    ("block", "number", "Le numéro ou l'identifiant de la pièce."),
    ("block", "account", "Tout le compte."),
    ("block", "reason", "Pourquoi ; montré à qui le demande."),
    ("block", "until", "Le dernier jour ; à défaut jusqu'à ce qu'on le lève."),
    ("block", "date", "Quel jour on est ; aujourd'hui à défaut."),
    ("block", "lift", "Lever le blocage."),
    ("promise", "", "Noter qu'un client a promis de payer."),
    ("promise", "number", "Le numéro ou l'identifiant de la facture."),
    ("promise", "promised_for", "Le jour promis."),
    ("promise", "amount", "Combien, dans la devise de la facture ; à défaut tout ce qui reste."),
    ("promise", "made", "Le jour où elle a été faite ; aujourd'hui à défaut. Les règlements depuis ce jour comptent."),
    ("promise", "lift", "Retirer la promesse."),
    ("pay", "", "Noter un règlement."),
    ("pay", "number", "La facture qu'il nomme."),
    ("pay", "account", "Le compte, pour un règlement qui ne nomme aucune facture : il diminue la plus ancienne échue."),
    ("pay", "amount", "Combien, dans la devise de la facture."),
    ("pay", "currency", "Sa devise ; sans elle celle de la facture, ou celle dans laquelle le compte doit."),
    ("pay", "date", "Le jour où il était en banque, ou avec --pending y sera ; aujourd'hui à défaut."),
    ("pay", "pending", "Noté mais pas encore encaissé : chèque en main, prélèvement en cours."),
    ("pay", "rejected", "Il est revenu : le règlement du même jour et du même montant ne compte plus."),
    ("pay", "again", "Un de plus du même jour et du même montant, à côté de celui qui est enregistré."),
    ("remind", "again", "Envoyer une fois de plus ce qui a été envoyé à la main aujourd'hui."),
    ("event", "", "Noter ce qui est arrivé : une réponse, un retour, une contestation, une signature, un courriel ouvert…"),
    ("event", "number", "Le numéro ou l'identifiant de la pièce."),
    ("event", "kind", "Ce qui est arrivé."),
    ("event", "address", "Quelle adresse, si un message est allé à plusieurs ou si le client en a plusieurs ; avec `bounced`, `opted-out`, `opted-in`, `address-works`."),
    ("event", "date", "Le jour ; aujourd'hui à défaut."),
    ("bank", "", "Dire jusqu'à quand les mouvements bancaires sont connus."),
    ("bank", "until", "Le dernier jour dont les mouvements sont connus ; à défaut le jour connu est montré."),
    ("bank", "date", "Quel jour on est ; aujourd'hui à défaut. Les mouvements d'un jour à venir ne peuvent être connus."),
    ("scenario", "", "Scénarios prêts à l'emploi : les lister, les voir, les copier dans des réglages."),
    ("list", "", "Lister : les scénarios prêts à l'emploi, ou les messages qui ne sont pas simplement partis."),
    ("show", "id", "Lequel."),
    ("add", "", "En copier un dans des réglages, où il peut être modifié."),
    ("add", "id", "Lequel."),
    ("add", "to", "Le fichier de réglages ; il est remplacé par le même avec le scénario et ses textes."),
    ("add", "name", "Sous un autre identifiant."),
    ("add", "default", "En faire le scénario par défaut de son espèce."),
    ("outbox", "", "Les messages qui attendent, ont échoué, ou sont peut-être partis : les lister, les régler, les reprendre."),
    ("settle", "", "Dire de messages peut-être partis s'ils le sont."),
    ("settle", "which", "Les pièces, par numéro, ou les clés de messages."),
    ("settle", "all", "Tous ceux qui sont incertains."),
    ("settle", "sent", "Ils sont partis."),
    ("settle", "not_sent", "Ils ne sont pas partis : ils seront redécidés."),
    ("adopt", "", "Reprendre ce qui est parti d'un dossier et que la base ne sait pas, après l'avoir remise depuis une copie."),
    ("adopt", "out", "Le dossier où `run` et `remind` ont écrit."),
    ("adopt", "without_missing", "Même s'il manque au journal des messages partis : ce qu'il a est repris, ce qui manque peut partir une seconde fois."),
    ("doctor", "out", "Le dossier où `run` et `remind` écrivent."),
    ("doctor", "", "Examiner base, module, réglages et données, et dire quoi corriger."),
    ("doctor", "date", "Le jour à examiner ; aujourd'hui à défaut."),
    ("settings", "", "Examiner des réglages, ou changer ceux d'une base."),
    ("check", "", "Dire tout ce qui est faux ou douteux dans un fichier de réglages."),
    ("check", "file", "Le fichier."),
    ("schema", "", "Afficher le schéma JSON des réglages."),
    ("example", "", "Afficher des réglages pour commencer."),
    ("set", "", "Remplacer les réglages de la base, ou la société qui signe, après vérification."),
    ("set", "file", "Le fichier."),
    ("show", "", "Afficher : les réglages de la base, la société qui signe, ou un scénario prêt à l'emploi."),
    ("call", "", "Appeler une fonction du module : JSON en entrée, JSON en sortie."),
    ("call", "function", "`about.describe`, `settings.check`, `reminders.decide`…"),
    ("module", "", "Ce qu'est le module : contrat, exports, taille."),
    ("module", "out", "Écrire le composant dans ce fichier, pour un hôte à soi."),
    ("conform", "", "Comparer un composant au comportement enregistré du contrat."),
    ("conform", "file", "Un composant du monde `relance:reminders/module`."),
    ("completions", "", "Afficher ce qu'il faut à un shell pour compléter les commandes avec la touche Tab."),
    ("completions", "shell", "Le shell."),
];

const TEMPLATE: &str = "{about-with-newline}\nUsage : {usage}\n\n{all-args}{after-help}";

fn help(command: &str, argument: &str) -> Option<&'static str> {
    let of = |name: &str| HELP.iter().find(|(of, what, _)| *of == name && *what == argument).map(|(.., text)| *text);
    of(command).or_else(|| of("*").filter(|_| !argument.is_empty()))
}

/// The same command, explained in French.
pub(super) fn translate(command: Command) -> Command {
    let name = command.get_name().to_owned();
    let about = help(&name, "").unwrap_or_default();
    let examples = command.get_after_help().map(|text| {
        text.to_string()
            .replace("Examples:", "Exemples :")
            .replace("Exit codes: 0 done · 1 a file or this machine · 2 the command line · 3 what was given (settings, import, request) · 4 the store · 5 the module · 6 done, but some rows, accounts or messages failed",
                "Codes de sortie : 0 fait · 1 un fichier ou ce poste · 2 la ligne de commande · 3 ce qui a été donné (réglages, import, requête) · 4 la base · 5 le module · 6 fait, mais certaines lignes, certains comptes ou messages ont échoué")
    });
    let is_whole_program = command.get_version().is_some();
    let mut command = command
        .about(about)
        .help_template(TEMPLATE)
        .subcommand_help_heading("Commandes ")
        .disable_help_subcommand(true)
        .disable_help_flag(true)
        .disable_version_flag(true)
        .arg(Arg::new("help").short('h').long("help").action(ArgAction::Help))
        .mut_args(|argument| {
            let heading = if argument.is_positional() { "Arguments" } else { "Options " };
            let text = help(&name, argument.get_id().as_str());
            let argument = argument.help_heading(heading);
            match text {
                Some(text) => argument.help(text),
                None => argument,
            }
        })
        .mut_subcommands(translate);
    if is_whole_program {
        let version = Arg::new("version").short('V').long("version").action(ArgAction::Version);
        command = command.arg(version.help(help("", "version").unwrap_or_default()).help_heading("Options "));
    }
    if let Some(examples) = examples {
        command = command.after_help(examples);
    }
    command
}

#[cfg(test)]
mod tests {
    use super::help;
    use crate::cli::arguments::Arguments;
    use clap::CommandFactory;

    fn each(command: &clap::Command, look: &mut dyn FnMut(&str, &str)) {
        look(command.get_name(), "");
        for argument in command.get_arguments() {
            look(command.get_name(), argument.get_id().as_str());
        }
        for inner in command.get_subcommands() {
            each(inner, look);
        }
    }

    #[test]
    fn everything_that_can_be_typed_is_explained_in_french() {
        let mut known = Vec::new();
        each(&Arguments::command(), &mut |command, argument| {
            assert!(help(command, argument).is_some(), "{command} {argument}");
            known.push((command.to_owned(), argument.to_owned()));
        });
        for (command, argument, _) in super::HELP {
            let used = known.iter().any(|(of, what)| (*command == "*" || of == command) && what == argument);
            assert!(used || matches!(*argument, "help" | "version"), "{command} {argument} is no longer there");
        }
    }
}
