import { registry } from "@web/core/registry";

const GOOD_BARCODE = "2000000009001";

function choose(field, text) {
    return [
        {
            content: `Look for ${text}`,
            trigger: `.o_field_widget[name='${field}'] input`,
            run: `edit ${text}`,
        },
        {
            content: "Choose it",
            trigger: `.o-autocomplete--dropdown-item > a:contains('${text}')`,
            run: "click",
        },
    ];
}

registry.category("web_tour.tours").add("amazon_channel_import_listings", {
    steps: () => [
        {
            content: "Ask Amazon for the listings of the channel",
            trigger: ".o_form_view button[name='action_import_listings']",
            run: "click",
        },
        {
            content: "It says what happens next",
            trigger: ".o_notification:contains('Amazon makes the report')",
        },
    ],
});

registry.category("web_tour.tours").add("amazon_channel_link_listing", {
    steps: () => [
        {
            content: "The channel says that a listing has no product",
            trigger: ".oe_stat_button:contains('Unlinked')",
            run: "click",
        },
        {
            content: "Open it",
            trigger: ".o_list_view .o_data_row:contains('LK-SOAP-3') .o_data_cell[name='sku']",
            run: "click",
        },
        {
            content: "What it is at Amazon",
            trigger: ".o_form_view .o_field_widget[name='title']:contains('Softwater Olive Soap')",
        },
        ...choose("product_id", "Olive Soap in a Box"),
        {
            content: "Save",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "It is linked, by a person",
            trigger: ".o_form_saved .o_field_widget[name='link_source']:contains('By Hand')",
        },
    ],
});

registry.category("web_tour.tours").add("amazon_channel_publish_and_correct", {
    steps: () => [
        {
            content: "What can be done with the product",
            trigger: ".o_cp_action_menus button:has(.fa-cog)",
            run: "click",
        },
        {
            content: "Publish it",
            trigger: ".o-dropdown--menu .o_menu_item:contains('Publish on Amazon')",
            run: "click",
        },
        ...choose("channel_ids", "Amazon US"),
        ...choose("template_id", "Household"),
        {
            content: "What will happen",
            trigger: ".modal .o_data_row:contains('PUB-1'):contains('New listing')",
        },
        {
            content: "Go on",
            trigger: ".modal-footer button[name='action_publish']",
            run: "click",
        },
        {
            content: "It is on its way",
            trigger: "body:not(:has(.modal)) .o_list_view .o_data_row:contains('PUB-1') .o_data_cell[name='sku']",
            run: "click",
        },
        {
            content: "Do not wait for the schedule",
            trigger: ".o_form_view button[name='action_send']:contains('Publish Now')",
            run: "click",
        },
        {
            content: "It is blocked",
            trigger: ".o_arrow_button_current:contains('Blocked')",
        },
        {
            content: "What is wrong, and what to do",
            trigger: ".alert-danger:contains('typing error'):contains('the last one is 1')",
        },
        {
            content: "Go where it is corrected",
            trigger:
                ".o_field_widget[name='finding_ids'] .o_data_row:contains('typing error') button[name='action_correct']:contains('Product')",
            run: "click",
        },
        {
            content: "Correct the barcode",
            trigger: ".o_form_view .o_field_widget[name='barcode'] input",
            run: `edit ${GOOD_BARCODE}`,
        },
        {
            content: "Save",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "It is saved",
            trigger: ".o_form_saved",
        },
        {
            content: "Back",
            trigger: ".o_back_button, .breadcrumb-item a:contains('Publish PUB-1')",
            run: "click",
        },
        {
            content: "Check it again",
            trigger: ".o_form_view button[name='action_check_again'].btn-primary",
            run: "click",
        },
        {
            content: "Amazon has accepted it, which is not the end",
            trigger: ".o_arrow_button_current:contains('Accepted by Amazon')",
        },
        {
            content: "The error is gone",
            trigger: ".o_form_view:not(:has(.alert-danger:visible))",
        },
    ],
});

registry.category("web_tour.tours").add("amazon_channel_published", {
    steps: () => [
        {
            content: "It is still on its way",
            trigger: ".o_list_view .o_data_row:contains('PUB-1'):contains('Accepted by Amazon') .o_data_cell[name='sku']",
            run: "click",
        },
        {
            content: "Look at Amazon",
            trigger: ".o_form_view button[name='action_send']:contains('Look at Amazon')",
            run: "click",
        },
        {
            content: "Amazon shows it",
            trigger: ".o_arrow_button_current:contains('Done')",
        },
        {
            content: "Its listing",
            trigger: "button[name='action_open_listing']",
            run: "click",
        },
        {
            content: "It can be bought",
            trigger: ".o_arrow_button_current:contains('Active')",
        },
    ],
});
