"""Where changes of the stock are noticed. Each notice is a number in a set; the database hears of them at the end of
the transaction, in one statement."""

from odoo import api, models

# Of a product, what its quantities depend on.
TEMPLATE_FIELDS = {"is_storable", "type", "categ_id", "uom_id"}


class StockQuant(models.Model):
    _inherit = "stock.quant"

    @api.model_create_multi
    def create(self, vals_list):
        quants = super().create(vals_list)
        self.env["amazon.channel.stock.mark"]._mark("product", quants.product_id.ids)
        return quants

    def write(self, vals):
        if "quantity" in vals or "reserved_quantity" in vals or "location_id" in vals:
            self.env["amazon.channel.stock.mark"]._mark("product", self.product_id.ids)
        return super().write(vals)

    def unlink(self):
        self.env["amazon.channel.stock.mark"]._mark("product", self.product_id.ids)
        return super().unlink()


class StockMove(models.Model):
    """Planned deliveries that have nothing reserved count on some channels, and move no quant."""

    _inherit = "stock.move"

    def _action_confirm(self, *args, **kwargs):
        moves = super()._action_confirm(*args, **kwargs)
        self.env["amazon.channel.stock.mark"]._mark("product", moves.product_id.ids)
        return moves

    def _action_cancel(self):
        self.env["amazon.channel.stock.mark"]._mark("product", self.product_id.ids)
        return super()._action_cancel()

    def write(self, vals):
        if "product_uom_qty" in vals:
            self.env["amazon.channel.stock.mark"]._mark("product", self.product_id.ids)
        return super().write(vals)


class ProductTemplate(models.Model):
    _inherit = "product.template"

    def write(self, vals):
        result = super().write(vals)
        if not TEMPLATE_FIELDS.isdisjoint(vals):
            self.env["amazon.channel.stock.mark"]._mark("template", self.ids)
        return result


class ProductCategory(models.Model):
    _inherit = "product.category"

    def write(self, vals):
        result = super().write(vals)
        if "parent_id" in vals:
            self.env["amazon.channel.stock.mark"]._mark("category", self.ids)
        return result
