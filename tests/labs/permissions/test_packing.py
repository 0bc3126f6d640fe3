"""A state in one value of an address: whole, bounded, and readable for years."""

import base64
import random
import string
import zlib
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.labs.permissions.cards import DEFAULTS
from studyapp.labs.permissions.packing import (
    DICTIONARIES,
    LARGEST,
    LONGEST,
    TooLarge,
    Unpackable,
    pack,
    unpack,
)

NAMES = st.sampled_from(sorted(DEFAULTS))


@given(st.dictionaries(NAMES, st.text(max_size=300), max_size=6))
def test_what_is_packed_comes_out_again(state):
    assert unpack(pack(state)) == state


def test_a_usual_policy_is_short():
    assert len(pack({"there": DEFAULTS["identity"]})) < 100


def test_what_no_address_carries_is_refused():
    letters = random.Random(1).choices(string.ascii_letters + string.digits, k=12_000)

    with pytest.raises(TooLarge):
        pack({"identity": "".join(letters)})


def deflated(plain: bytes) -> str:
    machine = zlib.compressobj(9, zlib.DEFLATED, -15, zdict=DICTIONARIES["1"])
    packed = machine.compress(plain) + machine.flush()
    return "1" + base64.urlsafe_b64encode(packed).decode().rstrip("=")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "2abc",
        "1!!!",
        "1é",
        pack(DEFAULTS)[:-3],
        pack(DEFAULTS) + "AAAA",
        deflated(b"[1]"),
        deflated(b'{"identity": 1}'),
        deflated(b"\xff\xfe"),
        deflated(b'"' + b"a" * LARGEST + b'"'),
        deflated(b"[" * 50_000),
        "1" + "A" * LONGEST,
    ],
)
def test_what_is_no_state_is_refused(text):
    with pytest.raises(Unpackable):
        unpack(text)


def test_a_bomb_is_not_unpacked():
    text = deflated(b'{"identity":"' + b"a" * 5_000_000 + b'"}')
    assert len(text) < LONGEST

    with pytest.raises(Unpackable):
        unpack(text)


def test_addresses_of_today_are_read_tomorrow():
    """A dictionary that changes makes every address that was shared unreadable: add another one."""
    digest = sha256(DICTIONARIES["1"]).hexdigest()
    assert digest == "5d3a7d1024f18cfb5a1b93556e81903db1e1b4dc4078a6ede86ed92e001a2349"
    assert unpack("1q8ZZTiCVorUA") == {"action": "s3:PutObject", "full": "off"}
