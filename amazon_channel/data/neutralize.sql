-- A copy of the database must not act for sellers at Amazon.
UPDATE amazon_channel_application
   SET lwa_client_secret_stored = NULL;
UPDATE amazon_channel_account
   SET refresh_token_stored = NULL,
       oauth_nonce = NULL,
       orders_page_token = NULL,
       state = 'draft';
UPDATE amazon_channel
   SET mode = 'shadow';
UPDATE amazon_channel_document
   SET is_open = false,
       state = 'failed',
       note = 'This is a copy of a database: what was open there is not sent from here.'
 WHERE is_open;
UPDATE amazon_channel_order_audit
   SET to_fetch = NULL;
DELETE FROM amazon_channel_connect;
