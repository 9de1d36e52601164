"""What people and places look like in each country. Everyone here is invented; so are all streets.

Phone numbers come from ranges reserved for fiction where a country has one, and are otherwise impossible.
`#` in a pattern stands for any digit, `@` for a capital letter.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Country:
    """How names and addresses are written.

    `places` holds (city, state or region, postal code pattern); an empty text means that the country's addresses
    lack that part. `line` is the pattern of addressLine1 with {street} and {number}.
    """

    given: tuple
    family: tuple
    streets: tuple
    places: tuple
    phone: str
    line: str = "{street} {number}"
    company: str = "{family} GmbH"
    second_lines: tuple = ()


def _country(given, family, streets, places, phone, **options):
    rows = tuple(tuple(part.strip() for part in row.split(",")) for row in places.split(";"))
    split = {"given": given, "family": family, "streets": streets}
    lists = {name: tuple(word.strip() for word in text.split(",")) for name, text in split.items()}
    return Country(places=rows, phone=phone, **lists, **options)


_ENGLISH_GIVEN = "Avery, Jordan, Morgan, Riley, Casey, Rowan, Harper, Quinn, Ellis, Marlowe"
_ENGLISH_FAMILY = "Ashgrove, Bellweather, Coldbrook, Dunmarrow, Fairlight, Hollowell, Marchbank, Penhale, Thistlewood"
_ENGLISH_STREETS = "Juniper Lane, Old Ferry Road, Kestrel Way, Larch Street, Millrace Avenue, Orchard Court"
_US_PLACES = (
    "Seattle,WA,981##;Austin,TX,787##;Denver,CO,802##;Albany,NY,122##;Fresno,CA,937##;Tampa,FL,336##;Boise,ID,837##"
)
_SPANISH_GIVEN = "Lucía, Martín, Sofía, Íñigo, Nuria, Begoña, Álvaro, Ximena, Joaquín, Inés"
_SPANISH_FAMILY = "Robledal Quesada, Peñalosa Ruiz, Castañar Vega, Olmedo Luján, Arroyuelo Sanz, Valdés Montoro"
_ARABIC_GIVEN = "Layla, Omar, Nour, Karim, Salma, Yousef, Huda, Tariq"
_ARABIC_FAMILY = "Al-Nakheel, Al-Rimal, Al-Bustan, Al-Sahra, Al-Mina"

COUNTRIES = {
    "US": _country(
        _ENGLISH_GIVEN,
        _ENGLISH_FAMILY,
        _ENGLISH_STREETS,
        _US_PLACES,
        "+1 ### 555 01##",
        line="{number} {street}",
        company="{family} Supply LLC",
        second_lines=("Apt {number}", "Unit {number}"),
    ),
    "CA": _country(
        _ENGLISH_GIVEN,
        _ENGLISH_FAMILY,
        "Maple Hollow Road, Rue des Érables-Gris, Loon Street, Portage Crescent",
        "Toronto,ON,M5V #@#;Montréal,QC,H2X #@#;Calgary,AB,T2P #@#;Halifax,NS,B3H #@#;Vancouver,BC,V6B #@#",
        "+1 ### 555 01##",
        line="{number} {street}",
        company="{family} Trading Inc.",
        second_lines=("Suite {number}",),
    ),
    "MX": _country(
        _SPANISH_GIVEN,
        _SPANISH_FAMILY,
        "Calle Jacarandas, Avenida del Ahuehuete, Calle Nopal, Privada Colibrí",
        "Ciudad de México,Ciudad de México,06###;Guadalajara,Jalisco,44###;Mérida,Yucatán,97###",
        "+52 55 0000 ####",
        company="{family} SA de CV",
        second_lines=("Int. {number}",),
    ),
    "BR": _country(
        "João, Conceição, Luíza, Otávio, Inês, Thaís, Caetano, Beatriz",
        "Figueirinha, Alvorada, Palmeiral, Ouriçó",
        "Rua das Araucárias, Avenida Sabiá, Travessa do Ipê, Rua Jabuticaba",
        "São Paulo,SP,01###-###;Curitiba,PR,80###-###;Recife,PE,50###-###",
        "+55 11 90000-####",
        line="{street}, {number}",
        company="{family} Comércio Ltda",
        second_lines=("Apto {number}",),
    ),
    "GB": _country(
        _ENGLISH_GIVEN,
        _ENGLISH_FAMILY,
        "Cobbler's Row, Wharfside, Nettle Lane, Quarry Bank, St Elwin's Terrace",
        "Leeds,West Yorkshire,LS1 #@@;Bristol,,BS1 #@@;Cardiff,,CF10 #@@;Norwich,Norfolk,NR2 #@@;Glasgow,,G2 #@@",
        "+44 20 7946 0###",
        line="{number} {street}",
        company="{family} Ltd",
        second_lines=("Flat {number}",),
    ),
    "DE": _country(
        "Jörg, Änne, Falk, Käthe, Lübbe, Maike, Sören, Wiebke",
        "Müßigmann, Brückenfeld, Ährenhof, Steinwöhr, Tannhöfer",
        "Lindenstieg, Am Mühlgraben, Kiefernweg, Rosenstraße, Zur Alten Fähre",
        "Berlin,,10###;Hamburg,,20###;Köln,Nordrhein-Westfalen,50###;München,Bayern,80###;Leipzig,Sachsen,04###",
        "+49 30 23125 ###",
        company="{family} GmbH",
        second_lines=("Hinterhaus", "c/o Empfang {number}"),
    ),
    "FR": _country(
        "Éloïse, Maël, Gaëlle, Théo, Noémie, Aurèle, Zoé",
        "Beauchêne, Lavandier, Montclair-Duvivier, Roselier, d'Aubrac",
        "Rue des Glycines, Impasse du Moulin, Allée des Tilleuls, Chemin de l'Écluse",
        "Lyon,,690##;Nantes,,440##;Lille,,590##;Toulouse,,310##",
        "+33 1 99 00 ## ##",
        line="{number} {street}",
        company="{family} SARL",
        second_lines=("Bât. {number}",),
    ),
    "IT": _country(
        "Niccolò, Alba, Tommaso, Noè, Ginevra, Elìa",
        "Fiordaliso, Boscoverde, Montalbino, dell'Olmo, Serrapiana",
        "Via dei Mirtilli, Viale delle Querce, Vicolo del Faro, Piazza Tramontana",
        "Milano,MI,201##;Torino,TO,101##;Bologna,BO,401##;Bari,BA,701##",
        "+39 06 0000 ####",
        company="{family} S.r.l.",
        second_lines=("Scala {number}",),
    ),
    "ES": _country(
        _SPANISH_GIVEN,
        _SPANISH_FAMILY,
        "Calle del Almendro, Avenida Ribera, Plaza de los Olivos, Carrer del Xiprer",
        "Madrid,Madrid,280##;Barcelona,Barcelona,080##;Sevilla,Sevilla,410##;Valencia,Valencia,460##",
        "+34 900 000 ###",
        line="{street}, {number}",
        company="{family} SL",
        second_lines=("Piso {number}",),
    ),
    "NL": _country(
        "Sanne, Joris, Fleur, Bram, Noortje, Teun",
        "van der Elzen, de Wilgenaar, Klaverveld, ter Duinen",
        "Wilgenlaan, Molendijk, Grutterspad, Zwaluwstraat",
        "Utrecht,,35## @@;Rotterdam,,30## @@;Zwolle,,80## @@",
        "+31 20 000 ####",
        company="{family} B.V.",
    ),
    "BE": _country(
        "Lore, Wannes, Élise, Gauthier, Jef, Mathilde",
        "Van den Eycken, Peeterhof, Delvigne, Boisrond",
        "Kastanjelaan, Rue du Vieux Puits, Heirbaan, Avenue des Acacias",
        "Gent,,90##;Liège,,40##;Brussel,,10##",
        "+32 2 000 ## ##",
        company="{family} BV",
        second_lines=("bus {number}",),
    ),
    "IE": _country(
        "Aoife, Cillian, Niamh, Oisín, Saoirse",
        "Ó Cuilinn, Glenmalure, Rathmore, Ní Fhearna",
        _ENGLISH_STREETS,
        "Dublin,Dublin,D02 @@##;Cork,Cork,T12 @@##;Galway,Galway,H91 @@##",
        "+353 20 910 ####",
        line="{number} {street}",
        company="{family} Ltd",
    ),
    "SE": _country(
        "Åsa, Örjan, Elsa, Tuva, Björn, Märta",
        "Björkhäger, Sjövall, Ängström-Lind, Granåker",
        "Älvgatan, Björkstigen, Smedjevägen, Sjöbrinken",
        "Stockholm,,11# ##;Göteborg,,41# ##;Malmö,,21# ##",
        "+46 8 465 004 ##",
        company="{family} AB",
        second_lines=("Lgh {number}",),
    ),
    "PL": _country(
        "Łucja, Wojciech, Żaneta, Mieszko, Grażyna, Świętosław",
        "Jarzębińska, Ćwikłowski, Źródlak, Kłosowicz, Śliwowska",
        "ul. Wiśniowa, ul. Łąkowa, al. Jesionów, ul. Gęsia",
        "Warszawa,,00-###;Kraków,,30-###;Łódź,,90-###",
        "+48 22 000 00 ##",
        company="{family} Sp. z o.o.",
    ),
    "TR": _country(
        "Çağla, Ümit, Gülşen, İlker, Şule, Oğuz",
        "Yıldızöz, Çınarlı, Gökdağ, Işıktaş",
        "Ihlamur Sokak, Zeytinlik Caddesi, Martı Sokak",
        "İstanbul,İstanbul,34###;Ankara,Ankara,06###;İzmir,İzmir,35###",
        "+90 212 000 ## ##",
        line="{street} No:{number}",
        company="{family} Ltd. Şti.",
    ),
    "AE": _country(
        _ARABIC_GIVEN,
        _ARABIC_FAMILY,
        "Ghaf Street, Pearl Road, Palm Walk",
        "Dubai,Dubai,;Abu Dhabi,Abu Dhabi,",
        "+971 4 000 ####",
        line="Villa {number}, {street}",
        company="{family} Trading LLC",
    ),
    "SA": _country(
        "ليلى, عمر, نورة, كريم",
        "النخيل, الرمال, البستان",
        "شارع الورد, طريق الواحة",
        "الرياض,الرياض,11###;جدة,مكة المكرمة,21###",
        "+966 11 000 ####",
        company="شركة {family}",
    ),
    "EG": _country(
        _ARABIC_GIVEN,
        _ARABIC_FAMILY,
        "Lotus Street, Papyrus Road",
        "Cairo,Cairo,115##;Giza,Giza,125##",
        "+20 2 0000 ####",
        line="{number} {street}",
        company="{family} LLC",
    ),
    "ZA": _country(
        "Thandeka, Pieter, Sipho, Anika, Lerato",
        "Kloofveld, Mthunzini, Rietvlei, Bergsig",
        "Protea Road, Fynbos Close",
        "Cape Town,Western Cape,80##;Durban,KwaZulu-Natal,40##",
        "+27 21 000 ####",
        line="{number} {street}",
        company="{family} (Pty) Ltd",
    ),
    "IN": _country(
        "Aarohi, Devansh, Meenal, Ishaan, Kavya",
        "Neemwala, Chandanpur, Kadambari, Talavkar",
        "Neem Marg, Peepal Road, Gulmohar Lane",
        "Bengaluru,Karnataka,5600##;Pune,Maharashtra,4110##;Jaipur,Rajasthan,3020##",
        "+91 00000 0####",
        line="{number}, {street}",
        company="{family} Pvt Ltd",
        second_lines=("Floor {number}",),
    ),
    "JP": _country(
        "陽葵, 蓮, 結衣, 湊, さくら, 大翔",
        "架空田, 見本山, 仮名川, 空想寺, 例文字",
        "架空町, 見本台, 例題通, 仮想坂",
        ",東京都,150-####;,大阪府,530-####;,北海道,060-####;,京都府,600-####",
        "+81 3-0000-####",
        line="{street}{number}",
        company="株式会社{family}",
        second_lines=("見本ハイツ{number}号室",),
    ),
    "AU": _country(
        _ENGLISH_GIVEN,
        _ENGLISH_FAMILY,
        "Banksia Street, Wattle Grove, Kookaburra Court, Ironbark Road",
        "Sydney,NSW,20##;Melbourne,VIC,30##;Perth,WA,60##;Hobart,TAS,70##",
        "+61 2 5550 ####",
        line="{number} {street}",
        company="{family} Pty Ltd",
        second_lines=("Unit {number}",),
    ),
    "SG": _country(
        "Wei Ling, Jun Hao, Priya, Farhan, Hui Min",
        "Tan-Fictional, Limau, Rajendran, Osmanthus",
        "Frangipani Drive, Heron Close",
        "Singapore,,4#####;Singapore,,7#####",
        "+65 0000 ####",
        line="{number} {street}",
        company="{family} Pte. Ltd.",
        second_lines=("#0{number}-01",),
    ),
}
