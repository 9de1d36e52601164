from typing import NamedTuple

from odoo import api, models

from .amazon_channel_demo import DEMO_CLIENT

SHOWN = 4  # names in one line

# The steps of the first hour, in their sequence, and who can do them.
STEPS = [
    ("application", "Application"),
    ("authorize", "Authorization"),
    ("marketplaces", "Marketplaces"),
    ("warehouse", "Warehouse and Pricelist"),
    ("shipping", "Shipping Methods"),
    ("listings", "Import Listings"),
    ("link", "Link to Products"),
    ("review", "Review What Would Be Sent"),
    ("live", "Go Live"),
]


class Fact(NamedTuple):
    """How far a step is: `state` is done, todo, working (Amazon is at it) or later; `words` say what is missing."""

    state: str
    words: str


class AmazonChannelSetupFacts(models.AbstractModel):
    """How far the setup of an account is, read from its data each time: nothing is ticked off, so nothing can be wrong.

    Some dozen queries, whatever the number of listings and channels.
    """

    _name = "amazon.channel.setup.facts"
    _description = "How Far the Setup Is"

    @api.model
    def _facts(self, company, account):
        """How far each step is.

        :param company: res.company, one record
        :param account: amazon.channel.account; empty as long as there is none
        :return: dict code of the step -> Fact. No secret is in it
        """
        facts = self.sudo().with_company(company).with_context(active_test=True)
        account = account.with_env(facts.env)
        channels = account.channel_ids
        application = facts._application(company, account)
        found = {
            "application": facts._about_application(application),
            "authorize": facts._about_authorization(application, account),
            "marketplaces": facts._about_marketplaces(account, channels),
        }
        steps = ("warehouse", "shipping", "listings", "link", "review", "live")
        if not channels:
            return found | dict.fromkeys(steps, Fact("later", self.env._("After the marketplaces.")))
        return found | {code: getattr(facts, f"_about_{code}")(channels) for code in steps}

    # -- The connection ----------------------------------------------------------------------------------------

    @api.model
    def _application(self, company, account):
        """The application of the account, or the one that the next account will have.

        :rtype: amazon.channel.application
        """
        if account:
            return account.application_id
        found = self.env["amazon.channel.application"].search(
            [("company_id", "=", company.id), ("lwa_client_id", "!=", DEMO_CLIENT)]
        )
        return found.filtered(lambda application: application.lwa_client_secret_stored)[:1] or found[:1]

    def _about_application(self, application):
        if not application:
            return Fact(
                "todo", self.env._("Enter the client ID and the client secret that Amazon's developer console shows.")
            )
        if not application.lwa_client_secret_stored:
            return Fact("todo", self.env._("The client secret of %s is missing.", application.name))
        if application.secret_state == "over":
            words = self.env._(
                "The client secret of %s has ended. Make a new one in Amazon's developer console and enter it.",
                application.name,
            )
            return Fact("todo", words)
        return Fact("done", self.env._("%s, with its client secret.", application.name))

    def _about_authorization(self, application, account):
        if not application or not application.lwa_client_secret_stored:
            return Fact("later", self.env._("After the application."))
        if not account:
            words = self.env._("No seller is connected. Give consent on Amazon's website, or paste a refresh token.")
            return Fact("todo", words)
        if account.state == "connected":
            return Fact("done", self.env._("Amazon answers for %s.", account.name))
        words = account.last_error or self.env._(
            "%s has no consent yet. Give it on Amazon's website, or paste a refresh token.", account.name
        )
        return Fact("todo", words)

    # -- The channels ------------------------------------------------------------------------------------------

    def _about_marketplaces(self, account, channels):
        if channels:
            return Fact("done", self.env._("Selling on %s.", self._names(channels)))
        if account.state != "connected":
            return Fact("later", self.env._("After the authorization."))
        return Fact("todo", self.env._("No marketplace is chosen. Ask Amazon where this seller sells."))

    def _about_warehouse(self, channels):
        bare = channels.filtered(lambda channel: not channel.pricelist_id)
        if bare:
            return Fact("todo", self.env._("Without a pricelist: %s.", self._names(bare)))
        other = channels.filtered("pricelist_warning")
        if other:
            words = self.env._(
                "The pricelist is in another currency than Amazon's: %s. Orders would be held.", self._names(other)
            )
            return Fact("todo", words)
        warehouses = self._names(channels.warehouse_id)
        return Fact(
            "done",
            self.env._(
                "From %(warehouses)s, at the prices of %(pricelists)s.",
                warehouses=warehouses,
                pricelists=self._names(channels.pricelist_id, "display_name"),
            ),
        )

    def _about_shipping(self, channels):
        mappings = channels.shipping_mapping_ids
        without = channels - mappings.filtered("carrier_id").channel_id
        if without:
            words = self.env._(
                "No delivery method for any of Amazon's services on %s. Orders would be held.", self._names(without)
            )
            return Fact("todo", words)
        questions = mappings.filtered(lambda mapping: mapping._is_question())
        if questions:
            services = self._names(questions, "display_name")
            return Fact("todo", self.env._("Amazon's services without a delivery method: %s.", services))
        return Fact("done", self.env._("Every service that is known has a delivery method."))

    # -- The listings ------------------------------------------------------------------------------------------

    def _about_listings(self, channels):
        missing = channels.filtered(lambda channel: not channel.listings_imported_at)
        if not missing:
            return Fact("done", self.env._("%s listings.", sum(channels.mapped("listing_count"))))
        waiting = [("channel_id", "in", missing.ids), ("purpose", "=", "listings"), ("is_open", "=", True)]
        asked = self.env["amazon.channel.document"].search(waiting).channel_id
        if missing <= asked:
            words = self.env._(
                "Amazon is making the report of %s. It is imported as soon as it is there, mostly in a few minutes.",
                self._names(asked),
            )
            return Fact("working", words)
        problems = [channel.listings_problem for channel in missing - asked if channel.listings_problem]
        if problems:
            return Fact("todo", self.env._("The last import came to nothing: %s", problems[0]))
        return Fact("todo", self.env._("Not imported yet: %s.", self._names(missing - asked)))

    def _about_link(self, channels):
        unlinked = sum(channels.mapped("listing_unlinked_count"))
        if unlinked:
            words = self.env._(
                "%(unlinked)s of %(count)s listings have no product. Their orders would be held.",
                unlinked=unlinked,
                count=sum(channels.mapped("listing_count")),
            )
            return Fact("todo", words)
        if not any(channels.mapped("listings_imported_at")):
            return Fact("later", self.env._("After the import of the listings."))
        return Fact("done", self.env._("Every listing has its product."))

    # -- Going live --------------------------------------------------------------------------------------------

    def _about_review(self, channels):
        shadow = channels.filtered(lambda channel: channel.mode == "shadow")
        if not shadow:
            return Fact("done", self.env._("Every channel is live."))
        if not any(channels.mapped("listings_imported_at")):
            return Fact("later", self.env._("After the import of the listings."))
        unseen = shadow.filtered(lambda channel: not channel.reviewed_at)
        if unseen:
            words = self.env._("Nobody has looked yet at what would change at Amazon: %s.", self._names(unseen))
            return Fact("todo", words)
        changes = sum(shadow.mapped("offer_preview_count"))
        who = self._names(shadow.reviewed_by_id)
        if changes:
            return Fact(
                "done", self.env._("%(who)s looked. Now %(count)s figures would change.", who=who, count=changes)
            )
        return Fact("done", self.env._("%s looked. Now no figure would change.", who))

    def _about_live(self, channels):
        shadow = channels.filtered(lambda channel: channel.mode == "shadow")
        if not shadow:
            return Fact("done", self.env._("What changes in Odoo is sent to Amazon."))
        return Fact("todo", self.env._("In shadow mode, nothing is sent to Amazon: %s.", self._names(shadow)))

    # -- Words -------------------------------------------------------------------------------------------------

    def _names(self, records, field="name"):
        """The first names of many, and how many more there are."""
        names = records[:SHOWN].mapped(field)
        more = len(records) - len(names)
        if more:
            return self.env._("%(names)s and %(more)s more", names=", ".join(names), more=more)
        return ", ".join(names)
