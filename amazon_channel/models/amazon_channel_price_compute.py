from odoo import api, fields, models

BATCH_SIZE = 1000


class AmazonChannelPriceCompute(models.AbstractModel):
    """Computes the prices of listings that are marked, batch by batch, and writes only what changed."""

    _name = "amazon.channel.price.compute"
    _inherit = ["amazon.channel.price.engine", "amazon.channel.price.words"]
    _description = "Prices of Amazon Listings"

    @api.model
    def _compute_marked(self, channel):
        """Compute all that is marked in a channel. Each batch is committed, so that nothing is done twice.

        :return: the listings of which something changed that Amazon is to be told; what a process that died before
            has computed is not among them, their `price_wanted_at` tells
        """
        channel = channel.sudo().with_company(channel.company_id)
        self = self.with_env(channel.env)
        marks, cron = self.env["amazon.channel.price.mark"], self.env["ir.cron"]
        changed = self.env["amazon.channel.listing"]
        self._mark_dates(channel, fields.Datetime.now())
        marks._write_marks()
        marks._expand(channel)
        cron._commit_progress()
        setup = self._setup(channel)
        while True:
            listings, done = marks._next(channel, BATCH_SIZE)
            if not listings:
                return changed
            changed |= self._compute_batch(setup, listings)
            done.unlink()
            if not cron._commit_progress():
                return changed

    @api.model
    def _compute_batch(self, setup, listings):
        """Compute these listings of one channel.

        :return: those of which what Amazon is to be told changed
        """
        # Imports and people write listings all the time: what is written here must not overwrite what they wrote.
        changed = listings.browse()
        now = fields.Datetime.now()
        words = {}
        for listing, result in self._results(setup, listings.exists()).items():
            code = result.problem
            if code and code not in words:
                words[code] = self._problem_in_words(code)
            if listing._store_price(result.offer, words.get(code, False), now):
                changed |= listing
        return changed
