"""Tax registration numbers that are formally valid: right length, right check digits. They belong to nobody we know."""


def vat_number(rng, country):
    """Return a VAT (or company) number for a country, with its EU prefix where there is one."""
    return MAKERS.get(country, _plain)(rng)


def _random_digits(rng, count):
    return [rng.randint(1, 9)] + [rng.randint(0, 9) for _ in range(count - 1)]


def _text(numbers):
    return "".join(map(str, numbers))


def luhn(numbers):
    """Return the Luhn check digit for a list of digits."""
    total = 0
    for position, digit in enumerate(reversed(numbers)):
        doubled = digit * 2 if position % 2 == 0 else digit
        total += doubled - 9 if doubled > 9 else doubled
    return -total % 10


def iso_7064_mod_11_10(numbers):
    """Return the check digit of ISO 7064, MOD 11,10 (German VAT numbers)."""
    product = 10
    for digit in numbers:
        total = (digit + product) % 10 or 10
        product = total * 2 % 11
    return (11 - product) % 10


def weighted(numbers, weights):
    """Return the sum of digits times weights."""
    return sum(digit * weight for digit, weight in zip(numbers, weights, strict=True))


def _german(rng):
    numbers = _random_digits(rng, 8)
    return f"DE{_text(numbers)}{iso_7064_mod_11_10(numbers)}"


def siren(rng):
    """Return a French SIREN: eight digits and Luhn's."""
    numbers = _random_digits(rng, 8)
    return _text([*numbers, luhn(numbers)])


def _french(rng):
    number = siren(rng)
    return f"FR{(12 + 3 * (int(number) % 97)) % 97:02d}{number}"


def _italian(rng):
    numbers = [0, *_random_digits(rng, 6), 0, 1, 5]
    return f"IT{_text(numbers)}{luhn(numbers)}"


def _spanish(rng):
    numbers = [rng.choice((0, 1, 2, 8)), *(rng.randint(0, 9) for _ in range(6))]
    return f"ESB{_text(numbers)}{luhn(numbers)}"


def _british(rng):
    numbers = _random_digits(rng, 7)
    check = -weighted(numbers, range(8, 1, -1)) % 97
    return f"GB{_text(numbers)}{check or 97:02d}"


def _dutch(rng):
    while True:
        numbers = _random_digits(rng, 8)
        check = weighted(numbers, range(9, 1, -1)) % 11
        if check < 10:
            return f"NL{_text(numbers)}{check}B01"


def _belgian(rng):
    number = f"0{_text(_random_digits(rng, 7))}"
    return f"BE{number}{97 - int(number) % 97:02d}"


def _irish(rng):
    numbers = _random_digits(rng, 7)
    return f"IE{_text(numbers)}{'WABCDEFGHIJKLMNOPQRSTUV'[weighted(numbers, range(8, 1, -1)) % 23]}"


def _swedish(rng):
    numbers = [5, 5, 6, *(rng.randint(0, 9) for _ in range(6))]
    return f"SE{_text(numbers)}{luhn(numbers)}01"


def _polish(rng):
    while True:
        numbers = _random_digits(rng, 9)
        check = weighted(numbers, (6, 5, 7, 2, 3, 4, 5, 6, 7)) % 11
        if check < 10:
            return f"PL{_text(numbers)}{check}"


def _turkish(rng):
    numbers = _random_digits(rng, 9)
    total = 0
    for position, digit in enumerate(numbers):
        shifted = (digit + 9 - position) % 10
        value = shifted * 2 ** (9 - position) % 9
        total += 9 if shifted and not value else value
    return _text([*numbers, -total % 10])


def _australian(rng):
    weights = (10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19)
    rest = [rng.randint(0, 9) for _ in range(9)]
    for first in range(10, 100):
        numbers = [first // 10, first % 10, *rest]
        if weighted([numbers[0] - 1, *numbers[1:]], weights) % 89 == 0:
            return _text(numbers)
    return _australian(rng)


def cpf(rng):
    """Return a Brazilian CPF (a person's number), punctuated."""
    numbers = _random_digits(rng, 9)
    for count in (10, 11):
        numbers.append(weighted(numbers, range(count, 1, -1)) * 10 % 11 % 10)
    text = _text(numbers)
    return f"{text[:3]}.{text[3:6]}.{text[6:9]}-{text[9:]}"


def cnpj(rng):
    """Return a Brazilian CNPJ (a company's number), punctuated."""
    numbers = [*_random_digits(rng, 8), 0, 0, 0, 1]
    weights = (6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)
    for count in (12, 13):
        rest = weighted(numbers, weights[13 - count :]) % 11
        numbers.append(0 if rest < 2 else 11 - rest)
    text = _text(numbers)
    return f"{text[:2]}.{text[2:5]}.{text[5:8]}/{text[8:12]}-{text[12:]}"


def _plain(rng):
    return _text(_random_digits(rng, 9))


MAKERS = {
    "DE": _german,
    "FR": _french,
    "IT": _italian,
    "ES": _spanish,
    "GB": _british,
    "NL": _dutch,
    "BE": _belgian,
    "IE": _irish,
    "SE": _swedish,
    "PL": _polish,
    "TR": _turkish,
    "AU": _australian,
    "BR": cnpj,
}
