import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

const openSetup = [
    stepUtils.showAppsMenuItem(),
    {
        content: "Open the Amazon app",
        trigger: ".o_app[data-menu-xmlid='amazon_channel.amazon_channel_menu_root']",
        run: "click",
    },
    {
        content: "Open the configuration",
        trigger: ".o_menu_sections [data-menu-xmlid='amazon_channel.amazon_channel_menu_configuration']",
        run: "click",
    },
    {
        content: "Choose Set Up",
        trigger: ".o-dropdown-item[data-menu-xmlid='amazon_channel.amazon_channel_setup_menu']",
        run: "click",
    },
];

const row = (step) => `.o_form_view .o_field_widget[name='step_ids'] .o_data_row:contains('${step}')`;

function isDone(step) {
    return { content: `${step} is done`, trigger: `${row(step)} .o_field_badge:contains('Done')` };
}

function doStep(step) {
    return {
        content: `Do ${step}`,
        trigger: `${row(step)} button[name='action_do']`,
        run: "click",
    };
}

const doMore = doStep;

const back = {
    content: "Back to the setup",
    trigger: ".o_breadcrumb a:contains('Set Up Amazon'), .o_back_button:contains('Set Up Amazon')",
    run: "click",
};

function enter(name, value) {
    return {
        content: `Enter ${name}`,
        trigger: `.o_field_widget[name='${name}'] input`,
        run: `edit ${value}`,
    };
}

function choose(selector, text) {
    return [
        {
            content: `Look for ${text}`,
            trigger: `${selector} input`,
            run: `edit ${text}`,
        },
        {
            content: `Choose ${text}`,
            trigger: `.o-autocomplete--dropdown-item > a:contains('${text}')`,
            run: "click",
        },
    ];
}

function answerQuestion() {
    const line = ".o_data_row:not(:contains('Parcel Standard')):first";
    return [
        {
            content: "A service without delivery method",
            trigger: `.o_list_renderer ${line} .o_data_cell[name='carrier_id']`,
            run: "click",
        },
        ...choose(".o_selected_row .o_field_widget[name='carrier_id']", "Parcel Standard"),
        {
            content: "Save the line",
            trigger: ".o_list_button_save",
            run: "click",
        },
        {
            content: "It is saved",
            trigger: ".o_list_view:not(:has(.o_selected_row))",
        },
    ];
}

// What the person at the desk copies from Amazon's pages.
function copied(name) {
    return decodeURIComponent(document.cookie.match(`${name}=([^;]*)`)[1]);
}

function doNotSellAt(channel) {
    const toggle = `.o_list_view .o_data_row:contains('${channel}') .o_data_cell[name='active'] .o_boolean_toggle input`;
    return [
        { content: `Do not sell at ${channel}`, trigger: `${toggle}:checked`, run: "click" },
        { content: "It is switched off", trigger: `${toggle}:not(:checked)` },
    ];
}

registry.category("web_tour.tours").add("amazon_channel_setup_to_listings", {
    steps: () => [
        ...openSetup,
        {
            content: "Nothing is there yet",
            trigger: ".o_field_widget[name='progress']:contains('0 of 9')",
        },
        doStep("Application"),
        enter("name", "Larkspur ERP"),
        enter("lwa_client_id", copied("client_id")),
        enter("lwa_client_secret", copied("client_secret")),
        {
            content: "Save the application",
            trigger: ".o_form_button_save",
            run: "click",
        },
        { content: "It is saved", trigger: ".o_form_saved" },
        back,
        isDone("Application"),
        doStep("Authorization"),
        {
            content: "A private application: its token is pasted",
            trigger: ".modal .o_field_widget[name='way'] input[data-value='token']",
            run: "click",
        },
        ...choose(".modal .o_field_widget[name='marketplace_id']", "Amazon US"),
        {
            content: "Paste the token",
            trigger: ".modal .o_field_widget[name='refresh_token'] input",
            run: `edit ${copied("refresh_token")}`,
        },
        {
            content: "Against the simulator",
            trigger: ".modal .o_field_widget[name='environment'] input",
            run: "click",
        },
        {
            content: "Choose it",
            trigger: ".o_select_menu_item:contains('Simulator')",
            run: "click",
        },
        {
            content: "Connect",
            trigger: ".modal-footer button[name='action_connect']:contains('Connect')",
            run: "click",
        },
        isDone("Authorization"),
        isDone("Marketplaces"),
        doMore("Marketplaces"),
        ...doNotSellAt("Amazon BR"),
        ...doNotSellAt("Amazon CA"),
        ...doNotSellAt("Amazon MX"),
        back,
        isDone("Warehouse"),
        doStep("Shipping Methods"),
        ...answerQuestion(),
        ...answerQuestion(),
        ...answerQuestion(),
        ...answerQuestion(),
        back,
        isDone("Shipping Methods"),
        doStep("Import Listings"),
        {
            content: "Amazon is at it; this can be left",
            trigger: `${row("Import Listings")} .o_field_badge:contains('Under Way')`,
        },
    ],
});

registry.category("web_tour.tours").add("amazon_channel_setup_to_live", {
    steps: () => [
        ...openSetup,
        isDone("Import Listings"),
        {
            content: "One listing has no product",
            trigger: `${row("Link to Products")}:contains('1 of')`,
        },
        doStep("Link to Products"),
        {
            content: "Open it",
            trigger: ".o_list_view .o_data_row:contains('LK-SOAP-3') .o_data_cell[name='sku']",
            run: "click",
        },
        ...choose(".o_field_widget[name='product_id']", "Olive Soap in a Box"),
        {
            content: "Save",
            trigger: ".o_form_button_save",
            run: "click",
        },
        { content: "It is saved", trigger: ".o_form_saved" },
        {
            content: "Back to the setup",
            trigger: ".o_breadcrumb a:contains('Set Up Amazon')",
            run: "click",
        },
        isDone("Link to Products"),
        doStep("Review"),
        {
            content: "What would be sent to Amazon",
            trigger: ".o_list_view .o_data_row:contains('LK-SOAP-3') .o_data_cell[name='after']",
        },
        back,
        isDone("Review"),
        doStep("Go Live"),
        {
            content: "Once more in figures, and then it is live",
            trigger: ".modal-footer button[name='action_confirm']",
            run: "click",
        },
        isDone("Go Live"),
        {
            content: "All is done",
            trigger: ".o_field_widget[name='progress']:contains('All steps are done')",
        },
    ],
});
