//! Portuguese.

use hypher::Lang;
use relance_contract::{Format, Place};

use super::{Pack, Plural, Words};

mod findings;
mod sentences;

#[rustfmt::skip]
pub(super) static PACK: Pack = Pack {
    name: "Portuguese",
    format: &Format {
        group: '\u{a0}',
        group_from: 5,
        point: ',',
        currency: Place::After,
        signs: &[("EUR", "€"), ("GBP", "£")],
        months: ["janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro", "novembro", "dezembro"],
        first: None,
        after_day: " de ",
        after_month: " de ",
        short: Some('/'),
        percent: "%",
    },
    colon: ": ",
    letter_day: "{day}",
    spacing: &[],
    plural: Plural::OneManyOther,
    hyphens: Lang::Portuguese,
    harsh: &["interpelação", "último lembrete", "último aviso", "via judicial", "tribunal", "contencioso"],
    texts: include_str!("texts.json"),
    sentences: sentences::ALL,
    findings: findings::ALL,
    words: Words {
        quote: ("Orçamento", "Orçamentos"),
        invoice: ("Fatura", "Faturas"),
        left: "Por pagar",
        total: "Total com impostos",
        due: "Vencimento",
        valid_until: "Válido até",
        issued: "Data",
        order: "A sua encomenda",
        linked: ["Encomenda", "Contrato", "Guia de remessa", "Nota de crédito"],
        sum: "Total",
        others: "Os seus outros documentos em aberto",
        parts: "Prestações em causa",
        part: "Prestação",
        invoice_total: "Total da fatura",
        principal: "Capital",
        interest: "Juros de mora",
        indemnity: "Indemnização fixa pelos custos de cobrança",
        union: "UE",
        claimed: "Total em dívida",
        statement: "Cálculo dos juros de mora",
        formula: "Juros = base × taxa anual × número de dias / 365, arredondados ao cêntimo.",
        segment: ["De", "A (inclusive)", "Base", "Taxa", "Dias"],
        transfer: "Pagamento por transferência",
        beneficiary: "Beneficiário",
        amount: "Montante",
        reference: "Referência a indicar",
        scan: "Digitalize com a aplicação do seu banco",
        buttons: ["Pagar online", "Assinar o orçamento", "Aceitar o orçamento", "Ver o documento", "Marcar uma reunião"],
        opt_out: "Para não receber mais ofertas, responda «STOP» a esta mensagem.",
        subject: "Assunto: ",
        enclosed: "Anexos: ",
        registered: "Carta registada com aviso de receção",
        page: "Página {page} / {pages}",
        settings_refused: "as definições foram recusadas; nada foi decidido",
    },
};
