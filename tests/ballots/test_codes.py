"""Codes: what people type, scan and paste."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballots import codes

CODE = "7K3MQ9TR2XWD8"
CODE += codes.check_symbol(CODE)

bodies = st.text(codes.ALPHABET, min_size=13, max_size=13)
places = st.integers(0, 13)


def test_generated_codes_are_codes() -> None:
    made = {codes.generate() for _ in range(200)}
    assert len(made) == 200
    assert all(codes.fold(code) == code for code in made)


@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        CODE.lower(),
        codes.pretty(CODE),
        f"  {CODE[:4]}-{CODE[4:9]}–{CODE[9:]}\n",
        "".join(chr(ord(symbol) + 0xFEE0) for symbol in CODE),
        f"https://ping.example.cn/b/#{CODE}",
        f"https://ping.example.cn/b/#{CODE}&appinstall=0",
        f"{CODE[:4]}　{CODE[4:]}",
    ],
)
def test_a_code_is_read_however_it_is_written(typed: str) -> None:
    assert codes.fold(typed) == CODE


def test_letters_that_look_like_digits() -> None:
    body = "0101010101010"
    code = body + codes.check_symbol(body)
    assert codes.fold("oiOIolOLoiOIo" + code[-1]) == code


@pytest.mark.parametrize(
    "typed", ["", "7K3M", CODE + "0", "U" * 14, "评" * 14, "0" * 401, CODE[:-1] + "*"]
)
def test_other_things_are_no_code(typed: str) -> None:
    with pytest.raises(codes.CodeError):
        codes.fold(typed)


@given(bodies, places, st.sampled_from(codes.ALPHABET))
def test_any_one_wrong_symbol_is_noticed(body: str, place: int, symbol: str) -> None:
    code = body + codes.check_symbol(body)
    wrong = code[:place] + symbol + code[place + 1 :]
    if wrong == code:
        assert codes.fold(wrong) == code
    else:
        with pytest.raises(codes.CodeError):
            codes.fold(wrong)


def test_most_swapped_neighbours_are_noticed() -> None:
    noticed = [
        codes.check_symbol(a + b + "0") != codes.check_symbol(b + a + "0")
        for a in codes.ALPHABET
        for b in codes.ALPHABET
        if a != b
    ]
    assert sum(noticed) / len(noticed) > 0.99


def test_a_code_is_printed_in_three_groups() -> None:
    assert codes.pretty("ABCDEFGHJKMNPQ") == "ABCD EFGHJ KMNPQ"
