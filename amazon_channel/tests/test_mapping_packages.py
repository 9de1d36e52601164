import copy
import random
from datetime import datetime, timezone

from odoo.tests import tagged

from ..mapping.order import PackageData, read_order
from .test_mapping_common import MappingCase, samples, simple_order
from .test_mapping_fuzz import WEIRD, damage, texts

MUTATIONS = 2000


def package(**fields):
    """One entry of `packages`; None leaves a field out."""
    settings = {
        "packageReferenceId": "1",
        "packageStatus": {"status": "IN_TRANSIT", "detailedStatus": "OUT_FOR_DELIVERY"},
        "carrier": "Swift Couriers",
        "shipTime": "2026-03-02T15:00:00Z",
        "shippingService": "Next Day",
        "trackingNumber": "SW123456",
        "packageItems": [{"orderItemId": "11111111111111", "quantity": 2, "transparencyCodes": ["T1"]}],
    }
    return {key: value for key, value in (settings | fields).items() if value is not None}


@tagged("post_install", "-at_install")
class TestMappingPackages(MappingCase):
    def read(self, *packages):
        """Read an order with these packages; return them and what was noted."""
        data = read_order(simple_order(packages=list(packages)))
        return data.packages, data.unknown

    def test_a_package_says_what_left_when_and_how(self):
        (read,), notes = self.read(package())
        expected = PackageData(
            package_ref="1",
            status="IN_TRANSIT",
            carrier="Swift Couriers",
            shipping_service="Next Day",
            tracking_number="SW123456",
            ship_time=datetime(2026, 3, 2, 15, tzinfo=timezone.utc),
            items=(("11111111111111", 2),),
        )
        self.assertEqual((read, notes), (expected, ()))

    def test_several_packages_keep_their_order(self):
        packages, _notes = self.read(package(), package(packageReferenceId="2"))
        self.assertEqual([each.package_ref for each in packages], ["1", "2"])

    def test_what_amazon_leaves_out_is_empty(self):
        optional = ("packageStatus", "carrier", "shipTime", "shippingService", "trackingNumber", "packageItems")
        (read,), notes = self.read(package(**dict.fromkeys(optional)))
        self.assertEqual(read, PackageData("1", "", "", "", "", None, ()))
        self.assertEqual(notes, ())

    def test_an_order_without_packages_has_none(self):
        for value in (None, []):
            data = read_order(simple_order(packages=value))
            self.assertEqual((data.packages, data.unknown), ((), ()))

    def test_a_status_that_is_not_known_today_is_kept_and_noted(self):
        (read,), notes = self.read(package(packageStatus={"status": "BEAMED"}))
        self.assertEqual((read.status, notes), ("BEAMED", ("packages[0].packageStatus.status = BEAMED",)))

    def test_an_odd_field_is_left_out_and_noted_and_the_order_goes_on(self):
        for field, odd, empty in (
            ("packageReferenceId", 7, ""),
            ("packageStatus", "SHIPPED", ""),
            ("carrier", ["UPS"], ""),
            ("shippingService", {}, ""),
            ("trackingNumber", "a\x00b", ""),
            ("shipTime", "yesterday", None),
            ("packageItems", "none", ()),
        ):
            with self.subTest(field=field):
                (read,), notes = self.read(package(**{field: odd}))
                self.assertEqual(notes, (f"packages[0].{field} = malformed",))
                expected = {**vars(self.read(package())[0][0])}
                name = {
                    "packageReferenceId": "package_ref",
                    "packageStatus": "status",
                    "shippingService": "shipping_service",
                    "trackingNumber": "tracking_number",
                    "shipTime": "ship_time",
                    "packageItems": "items",
                }.get(field, field)
                self.assertEqual(vars(read), expected | {name: empty})

    def test_half_an_item_is_left_out_and_noted(self):
        for odd, note in (
            ({"orderItemId": "2"}, "quantity = missing"),
            ({"quantity": 1}, "orderItemId = missing"),
            ({"orderItemId": "2", "quantity": 1.5}, "quantity = quantity"),
            ({"orderItemId": 2, "quantity": 1}, "orderItemId = malformed"),
        ):
            with self.subTest(odd=odd):
                (read,), notes = self.read(package(packageItems=[odd, {"orderItemId": "3", "quantity": 1}]))
                self.assertEqual(read.items, (("3", 1),))
                self.assertEqual(notes, (f"packages[0].packageItems[0].{note}",))

    def test_an_item_of_no_units_is_not_in_the_package(self):
        (read,), _notes = self.read(package(packageItems=[{"orderItemId": "2", "quantity": 0}]))
        self.assertEqual(read.items, ())

    def test_what_is_no_package_is_noted_beside_the_others(self):
        packages, notes = self.read("box", package(), None)
        self.assertEqual([each.package_ref for each in packages], ["1"])
        self.assertEqual(notes, ("packages[0] = malformed", "packages[2] = malformed"))
        data = read_order(simple_order(packages={"packageReferenceId": "1"}))
        self.assertEqual((data.packages, data.unknown), ((), ("packages = malformed",)))

    def test_damaged_packages_never_hold_an_order(self):
        chance = random.Random(20260104)
        sample = samples()["202-7654321-1098765"]
        originals = [simple_order(packages=[package(), package(packageReferenceId="2")]), sample]
        odd = 0
        for _number in range(MUTATIONS):
            document = copy.deepcopy(chance.choice(originals))
            for _damage in range(chance.choice((1, 1, 2, 3))):
                if not document["packages"]:
                    break
                damage(document["packages"], chance)
            if chance.random() < 0.05:
                document["packages"] = copy.deepcopy(chance.choice(WEIRD))
            data = read_order(document)
            odd += bool(data.unknown)
            self.assert_plausible(data.packages)
        self.assertGreater(odd, MUTATIONS // 10)

    def assert_plausible(self, packages):
        for each in packages:
            self.assertTrue(each.ship_time is None or each.ship_time.utcoffset().total_seconds() == 0)
            for item_ref, quantity in each.items:
                self.assertTrue(item_ref and type(quantity) is int and 1 <= quantity <= 10**6)
            for text in texts((each.package_ref, each.status, each.carrier, each.tracking_number)):
                self.assertNotRegex(text, "[\x00\ud800-\udfff]")
                self.assertLessEqual(len(text), 256)
