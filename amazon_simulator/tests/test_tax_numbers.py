"""Tax numbers are formally valid, checked by the textbook and not by the code that made them."""

import random
import re

import pytest

from amazon_simulator.generator import tax_numbers


def digits(text):
    return [int(char) for char in text if char.isdigit()]


def luhn_is_valid(numbers):
    total = 0
    for position, digit in enumerate(reversed(numbers)):
        total += sum(divmod(digit * 2, 10)) if position % 2 else digit
    return total % 10 == 0


def german(number):
    product = 10
    for digit in digits(number)[:-1]:
        product = ((digit + product) % 10 or 10) * 2 % 11
    return (product + digits(number)[-1]) % 10 == 1


def french(number):
    siren = number[4:]
    return luhn_is_valid(digits(siren)) and int(number[2:4]) == (12 + 3 * (int(siren) % 97)) % 97


def british(number):
    numbers = digits(number)
    total = sum(digit * weight for digit, weight in zip(numbers[:7], range(8, 1, -1), strict=True))
    return (total + numbers[7] * 10 + numbers[8]) % 97 == 0


def dutch(number):
    numbers = digits(number[2:11])
    return sum(d * w for d, w in zip(numbers, (9, 8, 7, 6, 5, 4, 3, 2, -1), strict=True)) % 11 == 0


def belgian(number):
    return (int(number[2:10]) + int(number[10:])) % 97 == 0


def irish(number):
    total = sum(d * w for d, w in zip(digits(number), range(8, 1, -1), strict=True))
    return number[-1] == chr(64 + total % 23) if total % 23 else number[-1] == "W"


def polish(number):
    numbers = digits(number)
    return sum(d * w for d, w in zip(numbers, (6, 5, 7, 2, 3, 4, 5, 6, 7, -1), strict=True)) % 11 == 0


def australian(number):
    numbers = digits(number)
    numbers[0] -= 1
    return sum(d * w for d, w in zip(numbers, (10, *range(1, 20, 2)), strict=True)) % 89 == 0


def turkish(number):
    numbers = digits(number)
    total = 0
    for index in range(9):
        value = (numbers[index] + 9 - index) % 10
        if value:
            total += value * 2 ** (9 - index) % 9 or 9
    return numbers[9] == (10 - total % 10) % 10


def cpf(number):
    numbers = digits(number)
    for count in (9, 10):
        total = sum(d * w for d, w in zip(numbers, range(count + 1, 1, -1), strict=False))
        if numbers[count] != (total * 10 % 11) % 10:
            return False
    return True


def cnpj(number):
    numbers = digits(number)
    weights = [5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]
    for count in (12, 13):
        rest = sum(d * w for d, w in zip(numbers, weights, strict=False)) % 11
        if numbers[count] != (0 if rest < 2 else 11 - rest):
            return False
        weights = [6, *weights]
    return True


RULES = {
    "DE": (r"DE[1-9]\d{8}", german),
    "FR": (r"FR\d{11}", french),
    "IT": (r"IT\d{11}", lambda number: luhn_is_valid(digits(number))),
    "ES": (r"ESB\d{8}", lambda number: luhn_is_valid(digits(number))),
    "GB": (r"GB\d{9}", british),
    "NL": (r"NL\d{9}B01", dutch),
    "BE": (r"BE0\d{9}", belgian),
    "IE": (r"IE\d{7}[A-W]", irish),
    "SE": (r"SE\d{10}01", lambda number: luhn_is_valid(digits(number)[:10])),
    "PL": (r"PL\d{10}", polish),
    "AU": (r"\d{11}", australian),
    "TR": (r"\d{10}", turkish),
    "BR": (r"\d{2}\.\d{3}\.\d{3}/0001-\d{2}", cnpj),
}


@pytest.mark.parametrize("country", RULES)
def test_vat_numbers_have_the_countrys_shape_and_check_digits(country):
    pattern, rule = RULES[country]
    rng = random.Random(country)
    for _ in range(300):
        number = tax_numbers.vat_number(rng, country)
        assert re.fullmatch(pattern, number), number
        assert rule(number), number


def test_a_cpf_has_its_two_check_digits():
    rng = random.Random(1)
    for _ in range(300):
        number = tax_numbers.cpf(rng)
        assert re.fullmatch(r"\d{3}\.\d{3}\.\d{3}-\d{2}", number)
        assert cpf(number)


@pytest.mark.parametrize(
    ("rule", "number"),
    [
        (german, "DE136695976"),
        (french, "FR40303265045"),
        (british, "GB980780684"),
        (dutch, "NL004495445B01"),
        (belgian, "BE0428759497"),
        (irish, "IE6433435F"),
        (polish, "PL8567346215"),
        (australian, "83914571673"),
        (turkish, "4540536920"),
        (cpf, "390.533.447-05"),
        (cnpj, "16.727.230/0001-97"),
    ],
)
def test_the_rules_of_this_test_accept_published_examples(rule, number):
    assert rule(number)
