import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

const openApp = [
    stepUtils.showAppsMenuItem(),
    {
        content: "Open the Amazon app",
        trigger: ".o_app[data-menu-xmlid='amazon_channel.amazon_channel_menu_root']",
        run: "click",
    },
];

function openMenu(section, menu) {
    return [
        {
            content: `Open the menu ${section}`,
            trigger: `.o_menu_sections [data-menu-xmlid='amazon_channel.${section}']`,
            run: "click",
        },
        {
            content: `Choose ${menu}`,
            trigger: `.o-dropdown-item[data-menu-xmlid='amazon_channel.${menu}']`,
            run: "click",
        },
    ];
}

registry.category("web_tour.tours").add("amazon_channel_held_order", {
    steps: () => [
        ...openApp,
        {
            content: "The app opens with what orders wait for, by cause, the causes unfolded",
            trigger: ".o_group_header:contains('Shipping not mapped: Second Day (1)')",
        },
        {
            content: "The fix is one click away",
            trigger: ".o_data_row:contains('Second Day') button[name='action_fix']",
            run: "click",
        },
        {
            content: "The line of the service that the order waits for, and only that",
            trigger:
                ".o_list_renderer:not(:has(.o_data_row:contains('Standard'))) .o_data_row:contains('Second Day') .o_data_cell[name='carrier_id']",
            run: "click",
        },
        {
            content: "Look for a delivery method",
            trigger: ".o_selected_row .o_field_widget[name='carrier_id'] input",
            run: "edit Express",
        },
        {
            content: "Choose it",
            trigger: ".o-autocomplete--dropdown-item > a:contains('Express')",
            run: "click",
        },
        {
            content: "Save",
            trigger: ".o_list_button_save",
            run: "click",
        },
        {
            content: "No order waits for the service any more",
            trigger: ".o_data_row:not(.o_selected_row) .o_data_cell[name='waiting_count']:contains('0')",
        },
        ...openMenu("amazon_channel_menu_orders", "amazon_channel_order_menu"),
        {
            content: "The order was released",
            trigger: ".o_search_panel_category_value:contains('To Process') header",
            run: "click",
        },
        {
            content: "Open it",
            trigger: ".o_data_row:has(.o_field_badge:contains('To Process')) .o_data_cell[name='amazon_order_ref']",
            run: "click",
        },
        {
            content: "Process it now, without waiting for the schedule",
            trigger: ".o_form_view button[name='action_retry']",
            run: "click",
        },
        {
            content: "It is imported",
            trigger: ".o_arrow_button_current:contains('Imported')",
        },
        {
            content: "Open its sale order",
            trigger: "button[name='action_open_sale_order']",
            run: "click",
        },
        {
            content: "Look at Amazon's figures",
            trigger: ".o_notebook_headers a[name='amazon_channel']",
            run: "click",
        },
        {
            content: "What the buyer paid",
            trigger: ".o_field_widget[name='amazon_channel_total']:contains('28.15')",
        },
        {
            content: "What Amazon keeps as tax",
            trigger: ".o_field_widget[name='amazon_channel_tax_collected']:contains('3.25')",
        },
        {
            content: "What is left for this order",
            trigger: ".tab-pane.active .o_field_widget[name='amount_total']:contains('24.90')",
        },
        {
            content: "To the cent",
            trigger: ".o_field_widget[name='amazon_channel_difference']:contains('0.00')",
        },
        {
            content: "The service as people say it",
            trigger: ".o_field_widget[name='amazon_channel_service_level']:contains('Second Day')",
        },
    ],
});

registry.category("web_tour.tours").add("amazon_channel_settings", {
    steps: () => [
        ...openApp,
        ...openMenu("amazon_channel_menu_configuration", "amazon_channel_settings_menu"),
        {
            content: "The settings say how credentials are kept",
            trigger: ".app_settings_block[data-key='amazon_channel'] #amazon_channel_encryption",
        },
        {
            content: "Go on to the accounts",
            trigger: "#amazon_channel_accounts button:contains('Accounts')",
            run: "click",
        },
        {
            content: "Open an account",
            trigger: ".o_data_row .o_data_cell:contains('Larkspur NA')",
            run: "click",
        },
        {
            content: "It is connected",
            trigger: ".o_arrow_button_current:contains('Connected')",
        },
        {
            content: "Its channels",
            trigger: ".o_field_widget[name='channel_ids'] .o_data_row:contains('Amazon US')",
        },
        {
            content: "Its credentials",
            trigger: ".o_notebook_headers a[name='credentials']",
            run: "click",
        },
        {
            content: "The refresh token is not shown",
            trigger: ".o_field_widget[name='refresh_token']:not(:contains('Atzr'))",
        },
    ],
});
