//! [`Said`](crate::store::Said) in the tables of this store.

use relance_contract::records::{
    bookkeeping::{Act, RecordedPayment},
    types::{Account, EntryState, Event, Hold, Mailbox, Payment},
};
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::{
    Sqlite,
    accounts::touch,
    kept::{From, Kept, said},
    outbox::record_state,
};
use crate::{
    error::Result,
    store::{
        Address, Bookkeeper, CameBack, Said,
        json::{from_json, to_json},
        recipient::Recipient,
    },
};

impl Said for Sqlite {
    fn put_hold(&mut self, tenant: &str, account: &str, hold: &Hold) -> Result<()> {
        self.change(tenant, account, |transaction| {
            transaction
                .prepare_cached("INSERT OR REPLACE INTO hold (tenant, account, id, data) VALUES (?1, ?2, ?3, ?4)")?
                .execute((tenant, account, &hold.id, to_json(hold)?))?;
            Ok(())
        })
    }

    fn remove_hold(&mut self, tenant: &str, account: &str, id: &str) -> Result<bool> {
        self.change(tenant, account, |transaction| {
            let removed = transaction
                .prepare_cached("DELETE FROM hold WHERE tenant = ?1 AND account = ?2 AND id = ?3")?
                .execute((tenant, account, id))?;
            Ok(removed > 0)
        })
    }

    fn add_event(&mut self, tenant: &str, account: &str, event: &Event) -> Result<()> {
        self.change(tenant, account, |transaction| {
            transaction
                .prepare_cached(
                    "INSERT INTO event (tenant, account, number, data)
                     SELECT ?1, ?2, 1 + coalesce(max(number), 0), ?3 FROM event WHERE tenant = ?1 AND account = ?2",
                )?
                .execute((tenant, account, to_json(event)?))?;
            Ok(())
        })
    }

    fn put_payment(
        &mut self,
        tenant: &str,
        account: &str,
        today: &str,
        meant: &dyn Fn(&[Payment]) -> Result<Payment>,
        books: &dyn Bookkeeper,
    ) -> Result<Payment> {
        self.change(tenant, account, |transaction| {
            let payment = meant(&payments_said(transaction, tenant, account)?)?;
            let recorded = RecordedPayment { payment: payment.clone(), today: today.to_owned() };
            note(transaction, tenant, account, &Act::Pays(recorded), books)?;
            Ok(payment)
        })
    }

    fn note(&mut self, tenant: &str, account: &str, act: &Act, books: &dyn Bookkeeper) -> Result<()> {
        self.change(tenant, account, |transaction| note(transaction, tenant, account, act, books))
    }

    fn mark_address(&mut self, tenant: &str, account: &str, address: &str, known: Address) -> Result<()> {
        self.change(tenant, account, |transaction| mark(transaction, tenant, address, known))
    }

    fn bounce(&mut self, tenant: &str, account: &str, document: &str, address: Option<&str>) -> Result<CameBack> {
        self.change(tenant, account, |transaction| {
            let of_customer = addresses_of(transaction, tenant, account)?;
            let mails = mails_about(transaction, tenant, document, &of_customer)?;
            let Some(last) = mails.first() else { return Ok(CameBack::NoMail) };
            let mail = match address {
                Some(address) => mails.iter().find(|mail| mail.went_to(address)),
                None => Some(last).filter(|mail| mail.to.len() <= 1),
            };
            let Some(mail) = mail else { return Ok(CameBack::ItWentTo(last.addresses(&of_customer))) };
            let went_to = mail.addresses(&of_customer);
            // One that its customer has no more came back all the same.
            if let Some(address) = address.or(went_to.first().map(String::as_str)) {
                mark(transaction, tenant, address, Address::Bounced)?;
            }
            let bounced = if mail.to.len() > 1 { bounced(transaction, tenant)? } else { Vec::new() };
            let works = |one: &Recipient| !bounced.iter().any(|address| one.is_at(&mail.key, address));
            if mail.to.len() > 1 && mail.to.iter().any(works) {
                return Ok(CameBack::Noted);
            }
            record_state(transaction, mail.outbox, EntryState::Bounced)?;
            Ok(CameBack::Noted)
        })
    }
}

impl Sqlite {
    /// Changes something of an account, which is then looked at again.
    fn change<T>(
        &mut self,
        tenant: &str,
        account: &str,
        change: impl FnOnce(&Transaction<'_>) -> Result<T>,
    ) -> Result<T> {
        let transaction = self.db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let changed = change(&transaction)?;
        touch(&transaction, tenant, account)?;
        transaction.commit()?;
        Ok(changed)
    }

    /// Adds to an account what was said of it.
    pub(super) fn add_said(&self, tenant: &str, account: &mut Account) -> Result<()> {
        let holds: Vec<Hold> = said(&self.db, tenant, &account.id, "hold", "id")?;
        let events: Vec<Event> = said(&self.db, tenant, &account.id, "event", "number")?;
        account.holds.retain(|known| holds.iter().all(|hold| hold.id != known.id));
        account.holds.extend(holds);
        account.events.extend(events);
        let mut known = self
            .db
            .prepare_cached("SELECT bounced, opted_out, opted_in FROM mailbox WHERE tenant = ?1 AND address = ?2")?;
        for mailbox in mailboxes(account) {
            let said = known
                .query_row((tenant, mailbox.address.to_lowercase()), |row| {
                    Ok((row.get::<_, bool>(0)?, row.get::<_, bool>(1)?, row.get::<_, bool>(2)?))
                })
                .optional()?;
            if let Some((bounced, opted_out, opted_in)) = said {
                mailbox.bounced = bounced;
                // That a message came back says nothing of whether its reader wants offers.
                if opted_out || opted_in {
                    (mailbox.opted_out, mailbox.opted_in) = (opted_out, opted_in);
                }
            }
        }
        Ok(())
    }
}

/// An e-mail that was sent.
struct Mail {
    outbox: i64,
    key: String,
    to: Vec<Recipient>,
    copies: Vec<Recipient>,
}

impl Mail {
    fn went_to(&self, address: &str) -> bool {
        self.to.iter().chain(&self.copies).any(|known| known.is_at(&self.key, address))
    }

    /// The addresses to which it went; of those that only a mark is known of, the ones that the customer has.
    fn addresses(&self, of_customer: &[String]) -> Vec<String> {
        let address = |one: &Recipient| match one {
            Recipient::Address(address) => Some(address.clone()),
            Recipient::Mark(_) => of_customer.iter().find(|known| one.is_at(&self.key, known)).cloned(),
        };
        self.to.iter().filter_map(address).collect()
    }
}

/// The payments of an account that a person recorded and the ERP has not answered yet, by identifier.
fn payments_said(db: &Connection, tenant: &str, account: &str) -> Result<Vec<Payment>> {
    let mut statement =
        db.prepare_cached("SELECT data FROM payment WHERE tenant = ?1 AND account = ?2 AND said = 1 ORDER BY id")?;
    let said = statement.query_map((tenant, account), |row| row.get::<_, String>(0))?;
    said.map(|data| from_json(&data?)).collect()
}

fn mailboxes(account: &mut Account) -> impl Iterator<Item = &mut Mailbox> {
    let of_places = account.establishments.iter_mut().flat_map(|place| &mut place.recipients);
    let of_contacts = account.contacts.iter_mut().chain(of_places).filter_map(|contact| contact.mailbox.as_mut());
    of_contacts.chain(account.mailbox.as_mut())
}

/// The addresses of an account, as the ERP gave them.
fn addresses_of(transaction: &Connection, tenant: &str, account: &str) -> Result<Vec<String>> {
    let data = transaction
        .prepare_cached("SELECT data FROM account WHERE tenant = ?1 AND id = ?2")?
        .query_row((tenant, account), |row| row.get::<_, String>(0))
        .optional()?;
    let Some(data) = data else { return Ok(Vec::new()) };
    let mut account: Account = from_json(&data)?;
    let mut addresses = Vec::<String>::new();
    for Mailbox { address, .. } in mailboxes(&mut account) {
        if !addresses.iter().any(|known| known.to_lowercase() == address.to_lowercase()) {
            addresses.push(address.clone());
        }
    }
    Ok(addresses)
}

/// The e-mails about a document that were sent, the last one first. Of one that was taken over from a journal of a former version nobody knows
/// whether it was an e-mail, and to whom it went: to any of the customer's addresses.
fn mails_about(transaction: &Connection, tenant: &str, document: &str, of_customer: &[String]) -> Result<Vec<Mail>> {
    let mut statement = transaction.prepare_cached(
        "SELECT outbox.id, outbox.key, outbox.kind, outbox.action FROM entry JOIN outbox ON outbox.id = entry.outbox
         WHERE entry.tenant = ?1 AND entry.document = ?2 AND (outbox.kind = 'email' OR outbox.kind = '' AND entry.audience = 'customer')
             AND entry.state IN ('sent', 'bounced') AND entry.simulated = 0
         ORDER BY outbox.day DESC, outbox.id DESC",
    )?;
    let rows = statement.query_map((tenant, document), |row| {
        let text = |at: usize| row.get::<_, String>(at);
        Ok((row.get::<_, i64>(0)?, [text(1)?, text(2)?, text(3)?]))
    })?;
    let mut mails = Vec::new();
    for row in rows {
        let (outbox, [key, kind, action]) = row?;
        let action: serde_json::Value = from_json(&action)?;
        let list = |at: &str| action.pointer(at).and_then(|people| people.as_array()).into_iter().flatten();
        let of = |written: &str, marked: &str| -> Vec<Recipient> {
            let address = |one: &serde_json::Value| Some(Recipient::Address(one.get("address")?.as_str()?.to_owned()));
            let mark = |one: &serde_json::Value| Some(Recipient::Mark(one.as_str()?.to_owned()));
            list(written).filter_map(address).chain(list(marked).filter_map(mark)).collect()
        };
        let (mut to, copies) = (of("/body/email/to", "/to"), of("/body/email/cc", "/copies"));
        if kind.is_empty() {
            to.extend(of_customer.iter().cloned().map(Recipient::Address));
        }
        mails.push(Mail { outbox, key, to, copies });
    }
    Ok(mails)
}

/// The addresses from which a message came back.
fn bounced(transaction: &Connection, tenant: &str) -> Result<Vec<String>> {
    let mut statement = transaction.prepare_cached("SELECT address FROM mailbox WHERE tenant = ?1 AND bounced = 1")?;
    let addresses = statement.query_map([tenant], |row| row.get(0))?;
    Ok(addresses.collect::<rusqlite::Result<_>>()?)
}

/// Records what is known of an address.
fn mark(transaction: &Connection, tenant: &str, address: &str, known: Address) -> Result<()> {
    let (bounced, opted_out, opted_in) = match known {
        Address::Bounced => (Some(true), None, None),
        Address::Works => (Some(false), None, None),
        Address::OptedOut => (None, Some(true), Some(false)),
        Address::OptedIn => (None, Some(false), Some(true)),
    };
    transaction
        .prepare_cached(
            "INSERT INTO mailbox (tenant, address, bounced, opted_out, opted_in)
             VALUES (?1, ?2, coalesce(?3, 0), coalesce(?4, 0), coalesce(?5, 0))
             ON CONFLICT (tenant, address) DO UPDATE SET bounced = coalesce(?3, bounced),
                 opted_out = coalesce(?4, opted_out), opted_in = coalesce(?5, opted_in)",
        )?
        .execute(params![tenant, address.to_lowercase(), bounced, opted_out, opted_in])?;
    Ok(())
}

/// What a person or the customer did is kept of an account that is there.
pub(super) fn note(
    transaction: &Connection,
    tenant: &str,
    account: &str,
    act: &Act,
    books: &dyn Bookkeeper,
) -> Result<()> {
    let Some(kept) = Kept::find(transaction, tenant, account)? else { return Ok(()) };
    kept.replace_by(transaction, tenant, &books.note(&kept.account, act)?, &From::default())
}
