import platform

from odoo.tests import BaseCase, tagged

from ..sp_api.user_agent import user_agent


@tagged("post_install", "-at_install")
class TestSpApiUserAgent(BaseCase):
    def test_names_application_version_language_and_platform(self):
        self.assertEqual(
            user_agent("Amazon Channel", "19.0.1"),
            f"Amazon Channel/19.0.1 (Language=Python/{platform.python_version()}; Platform={platform.system()})",
        )

    def test_more_attributes_follow_and_known_ones_can_be_replaced(self):
        text = user_agent("App", "1", Platform="Here", Host="Odoo/19.0")
        self.assertTrue(text.endswith("; Platform=Here; Host=Odoo/19.0)"), text)

    def test_characters_with_a_meaning_are_escaped_at_their_place_only(self):
        text = user_agent(r"a/b(c)\d", r"1/2(3)\4", Language="x;y)z=(w", **{"k=e/y": "v"})
        self.assertTrue(text.startswith(r"a\/b(c)\\d/1/2\(3)\\4 (Language=x\;y\)z=(w; "), text)
        self.assertTrue(text.endswith(r"k\=e/y=v)"), text)

    def test_line_breaks_and_foreign_letters_cannot_break_the_header(self):
        text = user_agent("Büro\r\nX-Evil: 1", "1\x00")
        self.assertTrue(text.isascii() and text.isprintable())
        self.assertTrue(text.startswith("B?ro X-Evil: 1/1 ("), text)

    def test_stays_within_500_characters_by_leaving_out_the_last_attributes(self):
        text = user_agent("App", "1", First="a" * 200, Second="b" * 200, Third="c" * 200)
        self.assertLessEqual(len(text), 500)
        self.assertIn("Language=", text)
        self.assertIn("First=", text)
        self.assertNotIn("Third=", text)

    def test_500_characters_are_still_allowed(self):
        free = 500 - len(user_agent("A", "1", Platform="P", More=""))
        text = user_agent("A", "1", Platform="P", More="m" * free)
        self.assertEqual(len(text), 500)
        self.assertIn("More=m", text)
        alone = user_agent("A", "1", Language="L", Platform="P" * 500)
        full = user_agent("A" * (501 - len(alone)), "1", Language="L", Platform="P" * 500)
        self.assertEqual(len(full), 500)
        with self.assertRaises(ValueError):
            user_agent("A" * (502 - len(alone)), "1", Language="L", Platform="P" * 500)

    def test_name_and_version_are_required_and_must_fit(self):
        for name, version in (("", "1"), ("App", " "), ("A" * 500, "1")):
            with self.assertRaises(ValueError):
                user_agent(name, version)
