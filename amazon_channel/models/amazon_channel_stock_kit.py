from collections import Counter

from odoo import api, models

TAKEN = ("planned", "pending", "held")


class AmazonChannelStockKit(models.AbstractModel):
    """Kits (`mrp`), which have no stock of their own: Odoo counts how many can be put together from what is free of
    their components. What others want of a component leaves fewer kits, and what wants a kit leaves fewer components.

    Without `mrp` there are none.
    """

    _name = "amazon.channel.stock.kit"
    _description = "Kits of Amazon Listings"

    @api.model
    def _boms(self, products):
        """Dict product.product -> the bill of materials that makes it a kit, of those that are kits."""
        if "mrp.bom" not in self.env or not products:
            return {}
        company_id = products.env.context.get("company_id", False)
        found = self.env["mrp.bom"].sudo()._bom_find(products, bom_type="phantom", company_id=company_id)
        return {product: bom for product, bom in found.items() if bom}

    @api.model
    def _contents(self, product, bom):
        """What one piece of a kit takes, however deep its bill of materials.

        :return: dict product.product -> quantity in its unit
        """
        contents = Counter()
        _boms, lines = bom.explode(product, 1)
        for line, values in lines:
            if line.product_id.is_storable:
                per_bom = values["qty"] / values["original_qty"]
                contents[line.product_id] += line.product_uom_id._compute_quantity(
                    per_bom / bom.product_qty, line.product_id.uom_id, round=False, raise_if_failure=False
                )
        return contents

    @api.model
    def _components(self, products):
        """The components of the kits among `products`."""
        components = self.env["product.product"]
        for product, bom in self._boms(products).items():
            for component in self._contents(product, bom):
                components |= component
        return components

    @api.model
    def _resolve(self, products, taken):
        """Count what orders and deliveries take by the components of kits.

        :param products: products in the context of their places
        :param dict taken: name -> Counter product id -> quantity; what is taken of kits is moved to their components
        :return: dict id of each kit among `products` -> dict name -> pieces of the kit that this leaves less
        """
        if "mrp.bom" not in self.env or not any(taken.values()):
            return {}
        self._spread(products, taken)
        boms = self._boms(products)
        components = products.browse()
        affected = products.browse()
        for kit, bom in boms.items():
            contents = products.browse([component.id for component in self._contents(kit, bom)])
            if any(taken[name].get(component.id) for name in TAKEN for component in contents):
                components |= contents
                affected |= kit
        counts = {kit.id: dict.fromkeys(TAKEN, 0) for kit in boms}
        if affected:
            self._count(affected, components, taken, counts)
        return counts

    def _spread(self, products, taken):
        """Move what is taken of kits to their components."""
        wanted = products.browse({product_id for counter in taken.values() for product_id in counter})
        for kit, bom in self._boms(wanted).items():
            contents = self._contents(kit, bom)
            for counter in taken.values():
                pieces = counter.pop(kit.id, 0)
                for component, quantity in contents.items():
                    counter[component.id] += pieces * quantity

    def _count(self, kits, components, taken, counts):
        """Have Odoo count the kits again, after each kind of taking, with what that leaves of the components."""
        left = components._compute_quantities_dict(None, None, None)
        before = kits.with_context(mrp_compute_quantities=dict(left))._compute_quantities_dict(None, None, None)
        for name in TAKEN:
            left = {
                component_id: {**figures, "free_qty": figures["free_qty"] - taken[name].get(component_id, 0)}
                for component_id, figures in left.items()
            }
            after = kits.with_context(mrp_compute_quantities=dict(left))._compute_quantities_dict(None, None, None)
            for kit in kits:
                counts[kit.id][name] = before[kit.id]["free_qty"] - after[kit.id]["free_qty"]
            before = after
