"""The same kind of letter by WeasyPrint (PyPI), for comparison: `python tests/benches/by_weasyprint.py`. Prints milliseconds a letter."""

import sys
import time

from weasyprint import HTML

ROWS = "".join(
    f"<tr><td>F-2025-{n:04}</td><td>31/07/2025</td><td>30/08/2025</td><td class=n>1 215,50 €</td><td class=n>1 215,50 €</td></tr>" for n in range(1, 4)
)
LETTER = f"""<html lang=fr><style>@page {{ size: A4; margin: 22mm 20mm 27mm 25mm; @bottom-right {{ content: counter(page) " / " counter(pages) }} }}
body {{ font: 10pt "Noto Sans"; text-align: justify; hyphens: auto }} .to {{ margin: 30mm 0 30mm 82mm }} table {{ width: 100%; border-collapse: collapse }}
td, th {{ border-bottom: .5pt solid #ccc; text-align: left }} .n {{ text-align: right }}</style>
<b>Menuiserie du Lac</b><br>14 quai des Brumes<br>74000 Annecy<div class=to><b>NAME</b><br>12 rue de la République<br>69002 Lyon<br><br>Le 20 septembre 2025</div>
<h4>Objet : Mise en demeure de payer</h4><p>Madame, Monsieur,<p>Les 3 factures ci-dessous, émises par Menuiserie du Lac, sont échues. Malgré nos rappels, il reste 3 693,00 € à payer.
<table><tr><th>Facture<th>Date<th>Échéance<th class=n>Montant TTC<th class=n>Reste à payer</tr>{ROWS}</table>
<p>Par la présente, Menuiserie du Lac <b>met en demeure</b> NAME de payer la somme de <b>3 838,82 €</b> au plus tard le <b>28 septembre 2025</b>.
<table><tr><td>Principal<td class=n>3 693,00 €</tr><tr><td>Intérêts de retard<td class=n>25,82 €</tr><tr><td>Indemnité forfaitaire<td class=n>120,00 €</tr></table>
<p>À défaut de paiement dans ce délai, nous confierons le recouvrement de cette créance à notre conseil, sans autre avis.
<p>Nous vous prions d'agréer, Madame, Monsieur, l'expression de nos salutations distinguées.<p>Menuiserie du Lac
<p>IBAN FR76 3000 6000 0112 3456 7890 189</html>"""

COUNT = int(sys.argv[1]) if len(sys.argv) > 1 else 20
HTML(string=LETTER).write_pdf()
start = time.process_time()
for at in range(COUNT):
    HTML(string=LETTER.replace("NAME", f"Ateliers Durand n° {at}")).write_pdf()
print(f"WeasyPrint: {(time.process_time() - start) / COUNT * 1000:.1f} ms a letter, {COUNT} letters, without a QR code")
