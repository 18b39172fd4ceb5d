//! The names of countries, as they stand under an address abroad.

use super::Locale;

impl Locale {
    /// What a country is called; `None` for a code without a name here.
    #[must_use]
    pub fn country(self, code: &str) -> Option<&'static str> {
        let (_, names) = NAMES.iter().find(|(known, _)| *known == code)?;
        let at = Self::ALL.iter().position(|(_, locale)| *locale == self)?;
        names.get(at).copied()
    }
}

/// By ISO 3166 code, in the order of [`Locale::ALL`]: the EU, its neighbours, and where many of their customers are. As Unicode's CLDR has them (by
/// Babel 2.19; Portuguese as in Portugal).
#[rustfmt::skip]
const NAMES: &[(&str, [&str; Locale::ALL.len()])] = &[
    ("AD", ["Andorra", "Andorra", "Andorra", "Andorre", "Andorra", "Andorra", "Andora", "Andorra"]),
    ("AE", ["Vereinigte Arabische Emirate", "United Arab Emirates", "Emiratos Árabes Unidos", "Émirats arabes unis", "Emirati Arabi Uniti", "Verenigde Arabische Emiraten", "Zjednoczone Emiraty Arabskie", "Emirados Árabes Unidos"]),
    ("AL", ["Albanien", "Albania", "Albania", "Albanie", "Albania", "Albanië", "Albania", "Albânia"]),
    ("AT", ["Österreich", "Austria", "Austria", "Autriche", "Austria", "Oostenrijk", "Austria", "Áustria"]),
    ("BA", ["Bosnien und Herzegowina", "Bosnia & Herzegovina", "Bosnia y Herzegovina", "Bosnie-Herzégovine", "Bosnia ed Erzegovina", "Bosnië en Herzegovina", "Bośnia i Hercegowina", "Bósnia e Herzegovina"]),
    ("BE", ["Belgien", "Belgium", "Bélgica", "Belgique", "Belgio", "België", "Belgia", "Bélgica"]),
    ("BG", ["Bulgarien", "Bulgaria", "Bulgaria", "Bulgarie", "Bulgaria", "Bulgarije", "Bułgaria", "Bulgária"]),
    ("CA", ["Kanada", "Canada", "Canadá", "Canada", "Canada", "Canada", "Kanada", "Canadá"]),
    ("CH", ["Schweiz", "Switzerland", "Suiza", "Suisse", "Svizzera", "Zwitserland", "Szwajcaria", "Suíça"]),
    ("CI", ["Côte d’Ivoire", "Côte d’Ivoire", "Côte d’Ivoire", "Côte d’Ivoire", "Costa d’Avorio", "Ivoorkust", "Côte d’Ivoire", "Côte d’Ivoire (Costa do Marfim)"]),
    ("CM", ["Kamerun", "Cameroon", "Camerún", "Cameroun", "Camerun", "Kameroen", "Kamerun", "Camarões"]),
    ("CY", ["Zypern", "Cyprus", "Chipre", "Chypre", "Cipro", "Cyprus", "Cypr", "Chipre"]),
    ("CZ", ["Tschechien", "Czechia", "Chequia", "Tchéquie", "Cechia", "Tsjechië", "Czechy", "Chéquia"]),
    ("DE", ["Deutschland", "Germany", "Alemania", "Allemagne", "Germania", "Duitsland", "Niemcy", "Alemanha"]),
    ("DK", ["Dänemark", "Denmark", "Dinamarca", "Danemark", "Danimarca", "Denemarken", "Dania", "Dinamarca"]),
    ("DZ", ["Algerien", "Algeria", "Argelia", "Algérie", "Algeria", "Algerije", "Algieria", "Argélia"]),
    ("EE", ["Estland", "Estonia", "Estonia", "Estonie", "Estonia", "Estland", "Estonia", "Estónia"]),
    ("ES", ["Spanien", "Spain", "España", "Espagne", "Spagna", "Spanje", "Hiszpania", "Espanha"]),
    ("FI", ["Finnland", "Finland", "Finlandia", "Finlande", "Finlandia", "Finland", "Finlandia", "Finlândia"]),
    ("FR", ["Frankreich", "France", "Francia", "France", "Francia", "Frankrijk", "Francja", "França"]),
    ("GB", ["Vereinigtes Königreich", "United Kingdom", "Reino Unido", "Royaume-Uni", "Regno Unito", "Verenigd Koninkrijk", "Wielka Brytania", "Reino Unido"]),
    ("GR", ["Griechenland", "Greece", "Grecia", "Grèce", "Grecia", "Griekenland", "Grecja", "Grécia"]),
    ("HR", ["Kroatien", "Croatia", "Croacia", "Croatie", "Croazia", "Kroatië", "Chorwacja", "Croácia"]),
    ("HU", ["Ungarn", "Hungary", "Hungría", "Hongrie", "Ungheria", "Hongarije", "Węgry", "Hungria"]),
    ("IE", ["Irland", "Ireland", "Irlanda", "Irlande", "Irlanda", "Ierland", "Irlandia", "Irlanda"]),
    ("IS", ["Island", "Iceland", "Islandia", "Islande", "Islanda", "IJsland", "Islandia", "Islândia"]),
    ("IT", ["Italien", "Italy", "Italia", "Italie", "Italia", "Italië", "Włochy", "Itália"]),
    ("LB", ["Libanon", "Lebanon", "Líbano", "Liban", "Libano", "Libanon", "Liban", "Líbano"]),
    ("LI", ["Liechtenstein", "Liechtenstein", "Liechtenstein", "Liechtenstein", "Liechtenstein", "Liechtenstein", "Liechtenstein", "Listenstaine"]),
    ("LT", ["Litauen", "Lithuania", "Lituania", "Lituanie", "Lituania", "Litouwen", "Litwa", "Lituânia"]),
    ("LU", ["Luxemburg", "Luxembourg", "Luxemburgo", "Luxembourg", "Lussemburgo", "Luxemburg", "Luksemburg", "Luxemburgo"]),
    ("LV", ["Lettland", "Latvia", "Letonia", "Lettonie", "Lettonia", "Letland", "Łotwa", "Letónia"]),
    ("MA", ["Marokko", "Morocco", "Marruecos", "Maroc", "Marocco", "Marokko", "Maroko", "Marrocos"]),
    ("MC", ["Monaco", "Monaco", "Mónaco", "Monaco", "Monaco", "Monaco", "Monako", "Mónaco"]),
    ("ME", ["Montenegro", "Montenegro", "Montenegro", "Monténégro", "Montenegro", "Montenegro", "Czarnogóra", "Montenegro"]),
    ("MK", ["Nordmazedonien", "North Macedonia", "Macedonia del Norte", "Macédoine du Nord", "Macedonia del Nord", "Noord-Macedonië", "Macedonia Północna", "Macedónia do Norte"]),
    ("MT", ["Malta", "Malta", "Malta", "Malte", "Malta", "Malta", "Malta", "Malta"]),
    ("NL", ["Niederlande", "Netherlands", "Países Bajos", "Pays-Bas", "Paesi Bassi", "Nederland", "Holandia", "Países Baixos"]),
    ("NO", ["Norwegen", "Norway", "Noruega", "Norvège", "Norvegia", "Noorwegen", "Norwegia", "Noruega"]),
    ("PL", ["Polen", "Poland", "Polonia", "Pologne", "Polonia", "Polen", "Polska", "Polónia"]),
    ("PT", ["Portugal", "Portugal", "Portugal", "Portugal", "Portogallo", "Portugal", "Portugalia", "Portugal"]),
    ("RO", ["Rumänien", "Romania", "Rumanía", "Roumanie", "Romania", "Roemenië", "Rumunia", "Roménia"]),
    ("RS", ["Serbien", "Serbia", "Serbia", "Serbie", "Serbia", "Servië", "Serbia", "Sérvia"]),
    ("SE", ["Schweden", "Sweden", "Suecia", "Suède", "Svezia", "Zweden", "Szwecja", "Suécia"]),
    ("SI", ["Slowenien", "Slovenia", "Eslovenia", "Slovénie", "Slovenia", "Slovenië", "Słowenia", "Eslovénia"]),
    ("SK", ["Slowakei", "Slovakia", "Eslovaquia", "Slovaquie", "Slovacchia", "Slowakije", "Słowacja", "Eslováquia"]),
    ("SM", ["San Marino", "San Marino", "San Marino", "Saint-Marin", "San Marino", "San Marino", "San Marino", "São Marinho"]),
    ("SN", ["Senegal", "Senegal", "Senegal", "Sénégal", "Senegal", "Senegal", "Senegal", "Senegal"]),
    ("TN", ["Tunesien", "Tunisia", "Túnez", "Tunisie", "Tunisia", "Tunesië", "Tunezja", "Tunísia"]),
    ("TR", ["Türkei", "Türkiye", "Turquía", "Turquie", "Turchia", "Turkije", "Turcja", "Turquia"]),
    ("UA", ["Ukraine", "Ukraine", "Ucrania", "Ukraine", "Ucraina", "Oekraïne", "Ukraina", "Ucrânia"]),
    ("US", ["Vereinigte Staaten", "United States", "Estados Unidos", "États-Unis", "Stati Uniti", "Verenigde Staten", "Stany Zjednoczone", "Estados Unidos"]),
];
