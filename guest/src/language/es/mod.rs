//! Spanish.

use hypher::Lang;
use relance_contract::{Format, Place};

use super::{Pack, Plural, Words};

mod findings;
mod sentences;

#[rustfmt::skip]
pub(super) static PACK: Pack = Pack {
    name: "Spanish",
    format: &Format {
        group: '.',
        group_from: 5,
        point: ',',
        currency: Place::After,
        signs: &[("EUR", "€"), ("GBP", "£")],
        months: [
            "enero",
            "febrero",
            "marzo",
            "abril",
            "mayo",
            "junio",
            "julio",
            "agosto",
            "septiembre",
            "octubre",
            "noviembre",
            "diciembre",
        ],
        first: None,
        after_day: " de ",
        after_month: " de ",
        short: Some('/'),
        percent: "\u{a0}%",
    },
    colon: ": ",
    letter_day: "{day}",
    spacing: &[],
    plural: Plural::OneManyOther,
    hyphens: Lang::Spanish,
    harsh: &["requerimiento de pago", "último recordatorio", "acciones legales", "vía judicial", "tribunal", "juzgado"],
    texts: include_str!("texts.json"),
    sentences: sentences::ALL,
    findings: findings::ALL,
    words: Words {
        quote: ("Presupuesto", "Presupuestos"),
        invoice: ("Factura", "Facturas"),
        left: "Importe pendiente",
        total: "Importe total",
        due: "Vencimiento",
        valid_until: "Válido hasta el",
        issued: "Fecha",
        order: "Su pedido",
        sum: "Total",
        others: "Sus otros documentos pendientes",
        parts: "Plazos de que se trata",
        part: "Plazo",
        invoice_total: "Total de la factura",
        principal: "Principal",
        interest: "Intereses de demora",
        indemnity: "Compensación fija por costes de cobro",
        union: "UE",
        claimed: "Total adeudado",
        statement: "Cálculo de los intereses de demora",
        formula: "Intereses = base × tipo anual × número de días / 365, redondeados al céntimo.",
        segment: ["Desde", "Hasta (incl.)", "Base", "Tipo", "Días"],
        transfer: "Pago por transferencia",
        beneficiary: "Beneficiario",
        amount: "Importe",
        reference: "Concepto",
        scan: "Escanee con su aplicación bancaria",
        buttons: ["Pagar en línea", "Firmar el presupuesto", "Aceptar el presupuesto", "Ver el documento", "Reservar una cita"],
        opt_out: "Para no recibir más ofertas, responda «BAJA» a este mensaje.",
        subject: "Asunto: ",
        enclosed: "Adjuntos: ",
        registered: "Carta certificada con acuse de recibo",
        page: "Página {page} / {pages}",
        settings_refused: "la configuración se rechaza; no se ha decidido nada",
    },
};
