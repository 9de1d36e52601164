"""The columns of the report of listings, by the names that Amazon's marketplaces give them."""

SKU = "seller-sku"

_NAMES = {
    SKU: (
        *("SKU", "SKU venditore", "SKU del vendedor", "Händler-SKU", "sku-vendeur", "出品者SKU", "sku-sprzedawcy"),
        "卖家 SKU",
    ),
    "asin1": ("ASIN", "ASIN 1"),
    "item-name": (
        *("Artikelbezeichnung", "nom-produit", "Nome dell'articolo", "Título del producto", "商品名", "商品名称"),
        "nazwa-produktu",
    ),
    "item-description": (
        *("Artikelbeschreibung", "Descrizione dell'articolo", "Descripción del producto", "商品の説明", "商品描述"),
        "opis-produktu",
    ),
    "price": ("Preis", "prix", "Prezzo", "Precio", "価格", "价格", "cena"),
    "quantity": ("Menge", "quantité", "Quantità", "Cantidad", "数量", "ilość"),
    "open-date": (
        *("Erstellungsdatum", "date-ouverture", "Data di creazione", "Fecha de creación", "出品日", "开售日期"),
        "data-otwarcia",
    ),
    "image-url": (),
    "product-id-type": (
        *("Produkt-ID-Typ", "type-id-produit", "Tipo di identificativo del prodotto", "商品IDタイプ", "商品编码类型"),
        *("Tipo de identificador de producto", "typ-identyfikatora-produktu"),
    ),
    "item-condition": (
        *("Artikelzustand", "état-produit", "Condizione dell'articolo", "Estado del producto", "コンディション"),
        *("商品状况", "stan-produktu"),
    ),
    "product-id": (
        *("Produkt-ID", "id-produit", "Identificativo del prodotto", "Identificador del producto", "商品ID"),
        *("商品编码", "identyfikator-produktu"),
    ),
    "fulfillment-channel": (
        *("fulfilment-channel", "Versender", "canal-traitement", "Canale di gestione", "Canal de gestión logística"),
        *("フルフィルメント・チャンネル", "配送渠道", "kanał-realizacji"),
    ),
    "merchant-shipping-group": (
        *("Händlerversandgruppe", "groupe-expédition-vendeur", "gruppo-spedizione-venditore"),
        *("卖家配送组", "grupa-wysyłki-sprzedawcy"),
    ),
    "status": ("état", "stato", "estado", "ステータス", "状态", "durum"),
}

_CHARSETS = ("utf-8", "cp1252", "cp932")


def column_name(header):
    """The English name of a column that is read, '' for another one.

    :param str header: as the report has it. A name in English with a translation in brackets, as in Turkey, and one
        that was decoded in the wrong charset are recognised.
    """
    key = _key(header)
    return _COLUMNS.get(key) or _GARBLED.get(key, "")


def _key(header):
    return header.partition(" (")[0].replace("’", "'").strip().lower().replace(" ", "").replace("\xa0", "")


def _garbled():
    """What becomes of the names in a wrong charset, where that still tells one column from all others."""
    found = {}
    for english, names in _NAMES.items():
        for spelling in (spelling for name in names if not name.isascii() for spelling in _misread(name)):
            found.setdefault(_key(spelling), set()).add(english)
    return {key: columns.pop() for key, columns in found.items() if len(columns) == 1}


def _misread(name):
    for charset in _CHARSETS:
        content = name.encode(charset, "ignore")
        if content.decode(charset) == name:
            yield from (content.decode(wrong, "replace") for wrong in (*_CHARSETS, "iso8859-1", "ascii"))


_COLUMNS = {_key(name): english for english, names in _NAMES.items() for name in (english, *names)}
_GARBLED = _garbled()
