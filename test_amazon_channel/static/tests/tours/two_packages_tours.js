import { registry } from "@web/core/registry";

const line = (sku) => `.o_field_widget[name='move_ids'] .o_data_row:contains('${sku}')`;

function setQuantity(sku, quantity) {
    return [
        {
            content: `Enter how many of ${sku} go into the next package`,
            trigger: `${line(sku)} .o_data_cell[name='quantity']`,
            run: "click",
        },
        {
            content: "Type the quantity",
            trigger: `${line(sku)} .o_field_widget[name='quantity'] input`,
            run: `edit ${quantity}`,
        },
    ];
}

function putInPack(sku) {
    return [
        {
            content: "Pack what has a quantity and no package yet",
            trigger: ".o_form_view button[name='action_put_in_pack']:enabled",
            run: "click",
        },
        {
            content: "A package of no particular type",
            trigger: ".modal-footer button:contains('Put in Pack')",
            run: "click",
        },
        {
            content: `${sku} is in a package`,
            trigger: `body:not(:has(.modal)) ${line(sku)}:contains('PACK')`,
        },
    ];
}

function enterNumber(row, number) {
    const cell = `.o_list_view .o_data_row:eq(${row}) .o_data_cell[name='amazon_channel_tracking_ref']`;
    return [
        {
            content: `Go to the number of package ${row + 1}`,
            trigger: cell,
            run: "click",
        },
        {
            content: "Enter it",
            trigger: `${cell} input`,
            run: `edit ${number}`,
        },
    ];
}

registry.category("web_tour.tours").add("amazon_channel_two_packages", {
    steps: () => [
        {
            content: "A delivery of an Amazon order",
            trigger: ".o_form_view .o_field_widget[name='amazon_channel_order_ref']:not(:empty)",
        },
        ...setQuantity("LK-CANDLE-FIG", 0),
        ...putInPack("LK-SOAP-3"),
        ...setQuantity("LK-CANDLE-FIG", 1),
        ...putInPack("LK-CANDLE-FIG"),
        {
            content: "Look at the packages",
            trigger: "button[name='action_see_packages']",
            run: "click",
        },
        ...enterNumber(0, "1Z-ONE"),
        ...enterNumber(1, "1Z-TWO"),
        {
            content: "Save",
            trigger: ".o_list_button_save",
            run: "click",
        },
        {
            content: "Both numbers are there; back to the delivery",
            trigger: ".o_list_view:not(:has(.o_selected_row)):contains('1Z-ONE'):contains('1Z-TWO')",
        },
        {
            content: "Back",
            trigger: ".o_back_button, .breadcrumb-item a:contains('WH/OUT')",
            run: "click",
        },
        {
            content: "The goods leave",
            trigger: ".o_form_view button[name='button_validate']",
            run: "click",
        },
        {
            content: "The delivery is done",
            trigger: ".o_arrow_button_current:contains('Done')",
        },
        {
            content: "Look at what Amazon is told",
            trigger: ".o_notebook_headers a[name='amazon_channel']",
            run: "click",
        },
        {
            content: "Two packages are on their way to Amazon, nothing is missing",
            trigger: ".o_field_widget[name='amazon_channel_submission_ids']:not(:contains('Waiting')):contains('1Z-ONE'):contains('1Z-TWO'):contains('To Send')",
        },
    ],
});

registry.category("web_tour.tours").add("amazon_channel_two_packages_confirmed", {
    steps: () => [
        {
            content: "The delivery says that Amazon knows",
            trigger: ".o_field_widget[name='amazon_channel_confirmation']:contains('Confirmed')",
        },
        {
            content: "There is nothing left to press",
            trigger: ".o_form_view:not(:has(button[name='action_amazon_channel_confirm']))",
        },
        {
            content: "Look at the packages",
            trigger: ".o_notebook_headers a[name='amazon_channel']",
            run: "click",
        },
        {
            content: "The first package is confirmed",
            trigger: ".o_field_widget[name='amazon_channel_submission_ids'] .o_data_row:contains('1Z-ONE'):contains('Confirmed')",
        },
        {
            content: "The second one too",
            trigger: ".o_field_widget[name='amazon_channel_submission_ids'] .o_data_row:contains('1Z-TWO'):contains('Confirmed')",
        },
    ],
});
