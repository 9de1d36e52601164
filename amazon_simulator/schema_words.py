"""Words of the schemas in other languages, as far as anybody will look: German and Japanese."""

_TABLE = """
Adult                | Erwachsener            | 大人
Kid                  | Kind                   | 子供
Baby                 | Baby                   | ベビー
Blue                 | Blau                   | ブルー
Black                | Schwarz                | ブラック
Red                  | Rot                    | レッド
Green                | Grün                   | グリーン
Stoneware            | Steinzeug              | ストーンウェア
Steel                | Stahl                  | スチール
Cotton               | Baumwolle              | コットン
Women                | Damen                  | レディース
Men                  | Herren                 | メンズ
Unisex               | Unisex                 | ユニセックス
Female               | Weiblich               | 女性
Male                 | Männlich               | 男性
New                  | Neu                    | 新品
New - Open Box       | Neu - geöffnet         | 新品 - 開封済み
New - OEM            | Neu - OEM              | 新品 - OEM
Refurbished          | Generalüberholt        | 再生品
Used - Like New      | Gebraucht - Wie neu    | 中古 - ほぼ新品
Used - Very Good     | Gebraucht - Sehr gut   | 中古 - 非常に良い
Used - Good          | Gebraucht - Gut        | 中古 - 良い
Used - Acceptable    | Gebraucht - Akzeptabel | 中古 - 可
Parent               | Übergeordnet           | 親商品
Child                | Untergeordnet          | 子商品
Variation            | Variante               | バリエーション
Not Applicable       | Nicht zutreffend       | 該当なし
China                | China                  | 中国
Germany              | Deutschland            | ドイツ
France               | Frankreich             | フランス
United Kingdom       | Vereinigtes Königreich | イギリス
Italy                | Italien                | イタリア
Portugal             | Portugal               | ポルトガル
United States        | Vereinigte Staaten     | アメリカ
Japan                | Japan                  | 日本
Grams                | Gramm                  | グラム
Kilograms            | Kilogramm              | キログラム
Liters               | Liter                  | リットル
Milliliters          | Milliliter             | ミリリットル
Watts                | Watt                   | ワット
All                  | Alle                   | すべて
Default              | Standard               | デフォルト
Fulfilled by Amazon  | Versand durch Amazon   | Amazonが発送
Item Name            | Artikelname            | 商品名
Brand Name           | Marke                  | ブランド名
Product Description  | Produktbeschreibung    | 商品説明
Bullet Point         | Aufzählungspunkt       | 商品の箇条書き
Condition            | Zustand                | コンディション
Condition Note       | Zustandsbeschreibung   | コンディション説明
Country of Origin    | Ursprungsland          | 原産国
Color                | Farbe                  | カラー
Size                 | Größe                  | サイズ
Material             | Material               | 素材
Yes                  | Ja                     | はい
No                   | Nein                   | いいえ
"""
_ROWS = [[word.strip() for word in line.split("|")] for line in _TABLE.strip().splitlines()]
WORDS = {language: {row[0]: row[column] for row in _ROWS} for column, language in enumerate(("de", "ja"), start=1)}
"""Translations by language."""


def in_language(word, language):
    """Return a word in a language; in English where no translation is known."""
    return WORDS.get(language, {}).get(word, word)
