"""The signing keys over HTTP: states, rotation, revocation, and no private part."""

from nameplate.admin.keys import KeysApi
from nameplate.crypto.envelope import Envelope
from nameplate.crypto.master_key import MasterKey
from nameplate.tokens.key_ring import KeyRing
from tests.admin.desk import Desk, read
from tests.fakes.clock import FakeClock
from tests.fakes.signing_key_records import FakeSigningKeyRecords
from tests.fakes.units import FakeUnits


async def test_keys_are_listed_rotated_and_revoked() -> None:
    units = FakeUnits()
    envelope = Envelope(MasterKey.generate())
    ring = KeyRing(FakeSigningKeyRecords(), envelope, FakeClock(), units.epoch, units)
    await ring.ensure()
    desk = Desk(*KeysApi(ring).routes())
    first = read(await desk.send("GET", "/keys"))["value"]
    assert [key["state"] for key in first] == ["active"]
    assert set(first[0]) == {"kid", "state", "created", "activates", "retires", "expires"}
    ring.read_by("127.0.0.1", "python-jwt")
    (reader,) = read(await desk.send("GET", "/keys/readers"))["value"]
    assert (reader["client"], reader["userAgent"]) == ("127.0.0.1", "python-jwt")
    assert reader["kids"] == [first[0]["kid"]]
    rotated = read(await desk.send("POST", "/keys/rotate"))["value"]
    assert {key["kid"]: key["state"] for key in rotated}[first[0]["kid"]] == "retired"
    revoked = read(await desk.send("POST", f"/keys/{first[0]['kid']}/revoke"))["value"]
    assert {key["kid"]: key["state"] for key in revoked}[first[0]["kid"]] == "revoked"
    assert (await desk.send("POST", "/keys/unknown/revoke")).status == 404
