import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { CharField, charField } from "@web/views/fields/char/char_field";

// Values that do not become words by themselves. Others, those that Amazon adds tomorrow included, are spelled out.
const WORDS = {
    unspecified: _t("(none named)"),
    fbm_ship_plus: _t("FBM Ship+"),
};

/**
 * Amazon's constants as people say them: "SECOND_DAY" is shown as "Second Day", "prime, business" as "Prime, Business".
 */
export function inWords(value) {
    return (value || "")
        .split(",")
        .map((part) => part.trim().toLowerCase())
        .map(
            (part) =>
                WORDS[part] ||
                part.replaceAll("_", " ").replace(/(^|\s)\S/g, (letter) => letter.toUpperCase())
        )
        .join(", ");
}

export class AmazonWordsField extends CharField {
    get formattedValue() {
        return inWords(this.props.record.data[this.props.name]);
    }
}

registry.category("fields").add("amazon_words", {
    ...charField,
    component: AmazonWordsField,
    displayName: _t("Amazon's Words"),
});
