import hashlib

from odoo import api, models


class AmazonChannelOrderContact(models.AbstractModel):
    """Who bought, and where it goes: contacts for a batch of orders in two searches and two creates at most.

    A buyer is known by Amazon's relay address within the account, an address by its whole text under its buyer.
    Names never decide, so strangers are never merged. An order without personal data goes to one shared
    contact per channel and country.
    """

    _name = "amazon.channel.order.contact"
    _description = "Contacts of Amazon Orders"

    @api.model
    def _assign(self, candidates):
        """Set `buyer` and `recipient` of every candidate, creating the contacts that do not exist yet."""
        keys = {candidate: self._keys(candidate) for candidate in candidates}
        known = self._find(keys.values())
        self._create_missing(known, [(keys[c][0], self._prepare_buyer_vals(c, *keys[c])) for c in candidates])
        recipients = [(keys[c][1], self._prepare_recipient_vals(c, known, *keys[c])) for c in candidates]
        self._create_missing(known, [(key, vals) for key, vals in recipients if key and key not in known])
        for candidate in candidates:
            buyer_key, address_key = keys[candidate]
            candidate.buyer = known[buyer_key]
            candidate.recipient = known[address_key] if address_key else candidate.buyer
            self._complete_buyer(candidate)

    def _keys(self, candidate):
        """What the buyer and the address of an order are known by.

        :return: (buyer key, address key); the address key is '' when the order names no address of its own
        """
        account, data = candidate.order.account_id, candidate.data
        address = data.address
        personal = address is not None and address.is_personal
        if data.buyer.email:
            # Hashed: the relay address is personal data and the key is not needed in the clear.
            buyer_key = f"{account.id}/buyer/{hashlib.sha256(data.buyer.email.encode()).hexdigest()}"
        elif personal:
            buyer_key = f"{account.id}/address/{address.key}"
        else:
            country = address.country_code if address else ""
            return f"channel/{candidate.channel.id}/{country}", ""
        return buyer_key, f"{buyer_key}/{address.key}" if personal else ""

    def _find(self, keys):
        """Contacts by key, buyers and addresses alike."""
        wanted = {key for pair in keys for key in pair if key}
        partners = (
            self.env["res.partner"]
            .with_context(active_test=False)
            .search_fetch(
                [
                    "|",
                    ("amazon_channel_buyer_key", "in", list(wanted)),
                    ("amazon_channel_address_key", "in", list(wanted)),
                ],
                ["amazon_channel_buyer_key", "amazon_channel_address_key", "vat", "lang", "parent_id", "country_id"],
            )
        )
        known = {partner.amazon_channel_buyer_key: partner for partner in partners}
        known.update({partner.amazon_channel_address_key: partner for partner in partners})
        known.pop(False, None)
        return known

    def _create_missing(self, known, prepared):
        """Create what `known` lacks, once per key, and add it there."""
        missing = {key: vals for key, vals in prepared if key not in known}
        partners = self.env["amazon.channel.order.import"]._quiet("res.partner").create(list(missing.values()))
        for partner in partners:
            for key in (partner.amazon_channel_buyer_key, partner.amazon_channel_address_key):
                if key:
                    known[key] = partner

    # -- Values ------------------------------------------------------------------------------------------------

    def _prepare_buyer_vals(self, candidate, buyer_key, address_key):
        """The buyer. Somebody who buys for himself is one contact that carries his address; a company, or somebody
        who sends it elsewhere, gets the address as a delivery address below."""
        data, channel = candidate.data, candidate.channel
        vals = {
            "amazon_channel_buyer_key": buyer_key,
            "company_id": channel.company_id.id,
            "lang": self._language(channel),
            "customer_rank": 1,
        }
        if not address_key:
            return {**vals, **self._prepare_anonymous_vals(candidate)}
        buyer, address = data.buyer, data.address
        name = buyer.company or buyer.name or address.company or address.name
        vals.update(
            name=name or self.env._("Amazon buyer"),
            is_company=bool(buyer.company),
            amazon_channel_relay_email=buyer.email,
            **self._prepare_tax_vals(candidate),
        )
        if self._same_person(name, address):
            return {**vals, **self._prepare_address_vals(address), "amazon_channel_address_key": address_key}
        return {**vals, "country_id": self._countries().get(address.country_code, False)}

    def _prepare_recipient_vals(self, candidate, known, buyer_key, address_key):
        """The delivery address, as a child of its buyer."""
        if not address_key:
            return {}
        address = candidate.data.address
        return {
            "amazon_channel_address_key": address_key,
            "parent_id": known[buyer_key].id,
            "type": "delivery",
            "company_id": candidate.channel.company_id.id,
            "lang": self._language(candidate.channel),
            "name": ", ".join(filter(None, [address.company, address.name])) or self.env._("Amazon buyer"),
            **self._prepare_address_vals(address),
        }

    def _prepare_anonymous_vals(self, candidate):
        """The shared contact of a channel and country, or a buyer known by nothing but his relay address."""
        data, channel = candidate.data, candidate.channel
        country = self._countries().get(data.address.country_code, False) if data.address else False
        name = data.buyer.company or data.buyer.name
        if not name:
            country_name = self.env["res.country"].browse(country).name if country else ""
            name = " - ".join(filter(None, [self.env._("%s customers", channel.name), country_name]))
        return {"name": name, "country_id": country, "amazon_channel_relay_email": data.buyer.email}

    def _prepare_address_vals(self, address):
        country_id = self._countries().get(address.country_code, False)
        state_id = self._states(country_id).get(address.state.casefold(), False) if country_id else False
        # A region Odoo has no name for stays readable on the label.
        city = address.city if state_id else ", ".join(filter(None, [address.city, address.state]))
        return {
            "street": address.street,
            "street2": address.street2,
            "city": city,
            "zip": address.postal_code,
            "state_id": state_id,
            "country_id": country_id,
            "phone": address.phone,
        }

    def _prepare_tax_vals(self, candidate):
        """The buyer's tax number: as Amazon gives it, and as the contact's VAT number when it is a valid one."""
        registrations = [r for r in candidate.data.tax_registrations if r.entity == "BUYER" and r.number]
        if not registrations:
            return {}
        registration = registrations[0]
        address = candidate.data.address
        code = registration.country_code or (address.country_code if address else "")
        country = self.env["res.country"].browse(self._countries().get(code, False))
        vat, _country = self.env["res.partner"]._run_vat_checks(country, registration.number, validation="setnull")
        return {"amazon_channel_tax_number": registration.number, "vat": vat or False}

    def _complete_buyer(self, candidate):
        """A known buyer's tax number that Amazon names for the first time."""
        if not candidate.data.tax_registrations or candidate.buyer.vat:
            return
        values = self._prepare_tax_vals(candidate)
        if values.get("vat"):
            candidate.buyer.write(values)

    @staticmethod
    def _same_person(name, address):
        recipient = address.company or address.name
        return " ".join(name.split()).casefold() == " ".join(recipient.split()).casefold()

    # -- Reference data, read once per batch -------------------------------------------------------------------

    def _language(self, channel):
        """The marketplace's language where it is installed: what buyers receive is in their language."""
        installed = {code for code, _name in self.env["res.lang"].get_installed()}
        code = channel.marketplace_id.language_code
        return code if code in installed else self.env.lang or "en_US"

    def _countries(self):
        """Dict ISO code -> id of res.country."""
        countries = self.env["res.country"]
        return self._reference("countries", lambda: {c.code: c.id for c in countries.search_fetch([], ["code"])})

    def _states(self, country_id):
        """Dict code or name in small letters -> id of res.country.state, of one country."""

        def read():
            states = self.env["res.country.state"].search_fetch([("country_id", "=", country_id)], ["code", "name"])
            by_name = {state.name.casefold(): state.id for state in states}
            return {**by_name, **{state.code.casefold(): state.id for state in states}}

        return self._reference(("states", country_id), read)

    def _reference(self, name, read):
        """Keep `read()` for this transaction: countries and states do not change under a batch."""
        cache = self.env.cr.cache.setdefault("amazon_channel_reference", {})
        if name not in cache:
            cache[name] = read()
        return cache[name]
