from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL, split_every

CHUNK = 1000
NAMED = 5  # so many candidates are named in a sentence


class AmazonChannelListingLink(models.AbstractModel):
    """Find the products of listings by the channel's linking keys, for any number of listings at once.

    Nothing is guessed: exactly one product links, several ask a person. A link that exists is never changed, and what a
    person has decided, that a listing has no product included, stays.
    """

    _name = "amazon.channel.listing.link"
    _description = "Link Amazon Listings"

    # -- Linking -----------------------------------------------------------------------------------------------

    @api.model
    def _waiting_domain(self):
        """Listings that the keys may link: without a product, and not because a person wants it so."""
        return Domain("product_id", "=", False) & Domain("link_source", "!=", "manual")

    @api.model
    def _link(self, listings):
        """Link what can be linked of these listings; ask for those that fit several products. The caller commits.

        :param listings: amazon.channel.listing records of any channels; linked ones are passed by
        :return: how many were linked
        """
        domain = Domain("id", "in", listings.ids) & self._waiting_domain()
        names = ["channel_id", "account_id", "company_id", "sku", "asin", "product_ref", "state", "is_ambiguous"]
        waiting = self.env["amazon.channel.listing"].sudo().search_fetch(domain, names, order="id")
        linked = 0
        for channel, group in waiting.grouped("channel_id").items():
            links, ambiguous = self._match(channel, group)
            done = self._set_products(channel, links, "key")
            self._ask(group - done, ambiguous)
            linked += len(done)
        return linked

    @api.model
    def _match(self, channel, listings):
        """Try the channel's keys in their sequence.

        :return: dict listing -> product, and dict listing -> several products
        """
        links, ambiguous = {}, {}
        for key in channel.sudo().linking_key_ids.sorted():
            rest = listings.filtered(lambda listing: listing not in links and listing not in ambiguous)
            if not rest:
                break
            for listing, products in key._candidates(rest).items():
                (links if len(products) == 1 else ambiguous)[listing] = products
        return links, ambiguous

    @api.model
    def _set_products(self, channel, links, source):
        """Write these links, where there is none yet, and release the orders that waited for them.

        Done by one statement: the ORM would write row by row. The history is not told of it; the column says how.

        :param links: dict listing of the channel -> product of its company
        :param str source: a value of `link_source`
        :return: the listings that were linked
        """
        listings = self.env["amazon.channel.listing"].sudo()
        if not links:
            return listings
        listings = listings.browse([listing.id for listing in links])
        listings.flush_recordset(["product_id", "link_source", "is_ambiguous"])
        statement = SQL(
            """UPDATE amazon_channel_listing AS listing
                  SET product_id = wanted.product_id, link_source = %s, is_ambiguous = FALSE,
                      write_uid = %s, write_date = %s
                 FROM unnest(%s, %s) AS wanted (listing_id, product_id)
                WHERE listing.id = wanted.listing_id AND listing.product_id IS NULL
            RETURNING listing.id""",
            source,
            self.env.uid,
            self.env.cr.now(),
            listings.ids,
            [product.id for product in links.values()],
        )
        asked = listings.filtered("is_ambiguous")
        self.env.cr.execute(statement)
        linked = listings.browse([row[0] for row in self.env.cr.fetchall()])
        changed = ["product_id", "link_source", "is_ambiguous"]
        linked.invalidate_recordset([*changed, "write_uid", "write_date"], flush=False)
        self.env["product.product"].invalidate_model(["amazon_channel_listing_ids"], flush=False)
        linked.modified(changed)
        self._settled(channel, linked, asked & linked)
        return linked

    @api.model
    def _settled(self, channel, linked, asked):
        """These listings of a channel have a product now: nobody has to choose, and their orders go on."""
        if asked:
            self.env["amazon.channel.issue"]._close(asked, "listing_ambiguous")
        self.env["amazon.channel.order.hold"]._release("sku", linked.mapped("sku"), channel)

    # -- Asking ------------------------------------------------------------------------------------------------

    def _ask(self, listings, ambiguous):
        """Ask for a choice, once for each listing that fits several products; take back what need not be asked."""
        issues = self.env["amazon.channel.issue"].sudo()
        # What is gone from Amazon is no work for anybody.
        ambiguous = {listing: products for listing, products in ambiguous.items() if listing.state != "gone"}
        answered = listings.filtered(lambda listing: listing.is_ambiguous and listing not in ambiguous)
        if answered:
            answered.with_context(tracking_disable=True).is_ambiguous = False
            issues._close(answered, "listing_ambiguous")
        if not ambiguous:
            return
        asked = listings.browse([listing.id for listing in ambiguous]).filtered("is_ambiguous")
        still_open = set()
        if asked:
            domain = [("res_model", "=", asked._name), ("res_id", "in", asked.ids)]
            domain += [("code", "=", "listing_ambiguous"), ("state", "=", "open")]
            still_open = set(issues.search_fetch(domain, ["res_id"]).mapped("res_id"))
        # A question that a person has put aside is not asked again; one that is open is worded anew.
        new = [listing for listing in ambiguous if not listing.is_ambiguous or listing.id in still_open]
        for chunk in split_every(CHUNK, new):
            issues._open_all([self._question(listing, ambiguous[listing]) for listing in chunk])
        quiet = listings.with_context(tracking_disable=True)
        (quiet.browse([listing.id for listing in ambiguous]) - asked).is_ambiguous = True

    def _question(self, listing, products):
        names = [product.display_name for product in products[:NAMED]]
        if len(products) > NAMED:
            names.append("...")
        return (
            listing,
            "listing_ambiguous",
            self.env._(
                "%(count)s products fit listing '%(sku)s': %(names)s.",
                count=len(products),
                sku=listing.sku,
                names=", ".join(names),
            ),
            self.env._(
                "Press This One beside the product that is sold under this SKU. Or make the products different: the "
                "listing is linked by itself as soon as only one fits."
            ),
            "",
        )

    # -- Products change ---------------------------------------------------------------------------------------

    @api.model
    def _somebody_waits(self):
        """Whether orders wait for a SKU, and whether listings wait for a product. One query, by indexes."""
        self.env["amazon.channel.order.hold"].flush_model(["code"])
        self.env["amazon.channel.listing"].flush_model(["product_id", "link_source"])
        statement = SQL(
            """SELECT EXISTS (SELECT 1 FROM amazon_channel_order_hold WHERE code = 'sku'),
                      EXISTS (SELECT 1 FROM amazon_channel_listing
                               WHERE product_id IS NULL AND link_source IS DISTINCT FROM 'manual')"""
        )
        self.env.cr.execute(statement)
        return self.env.cr.fetchone()

    @api.model
    def _link_values(self, values):
        """Try those waiting listings again that products with these values may concern.

        :param values: dict name of a product field -> texts, those before the change too
        """
        keys = self.env["amazon.channel.linking.key"].sudo()
        domains = [
            Domain(keys._listing_domain(amazon_field, product_field, values[product_field]))
            for amazon_field, product_field in keys._used_pairs()
            if values.get(product_field)
        ]
        if domains:
            listings = self.env["amazon.channel.listing"].sudo()
            self._link(listings.search(Domain.OR(domains) & self._waiting_domain(), order="id"))

    # -- Orders ------------------------------------------------------------------------------------------------

    @api.model
    def _find_products(self, company, wanted):
        """The products of Amazon's SKUs: what the channel's listing is linked to, or else the internal reference.

        :param company: the company that sells
        :param wanted: pairs (amazon.channel, SKU)
        :return: dict (channel, SKU) -> product.product, which may hold several, or an archived one
        """
        channels = self.env["amazon.channel"].union(*(channel for channel, _sku in wanted))
        skus = {sku for _channel, sku in wanted if sku}
        if not skus:
            return {}
        listings = self.env["amazon.channel.listing"].search_fetch(
            [("channel_id", "in", channels.ids), ("sku", "in", list(skus)), ("product_id", "!=", False)],
            ["channel_id", "sku", "product_id"],
        )
        listings.product_id.fetch()
        found = {(listing.channel_id, listing.sku): listing.product_id for listing in listings}
        rest = {sku for channel, sku in wanted if sku and (channel, sku) not in found}
        if rest:
            references = self.env["product.product"]._amazon_channel_find_by_sku(company, rest)
            found.update({pair: references[pair[1]] for pair in wanted if pair not in found and pair[1] in references})
        return found
