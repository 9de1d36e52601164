import pytest

from devtools.odoo_source import find_mirror


@pytest.mark.parametrize(
    ("targets", "expected"),
    [
        ("http://mirror.example/debian/ oldstable|Debian\n", "http://mirror.example/debian/"),
        ("http://mirror.example/debian/ bookworm|\n", "http://mirror.example/debian/"),
        (
            "http://apt.example/tools stable|Tools\n"
            "http://mirror.example/debian-security/ oldstable-security|Debian\n"
            "http://mirror.example/debian/ oldstable-updates|Debian\n"
            "http://other.example/debian/ oldstable|Debian\n",
            "http://other.example/debian/",
        ),
        ("http://archive.example/ubuntu/ noble|Ubuntu\n", None),
        ("", None),
    ],
)
def test_the_mirror_is_the_machines_own_debian_archive(targets, expected):
    assert find_mirror(targets) == expected
