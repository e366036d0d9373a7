"""Images of claims: what is taken, how copies are known again, what is refused."""

import base64
import struct
import threading
import zlib
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from pytest_django import DjangoAssertNumQueries

from claims import pictures
from claims.models import ClaimImage
from claims.operations.images import attach_image
from factcheck.core.models import Event
from reviews.operations.merges import merge
from tests import factories
from tests.cast import Cast
from tests.reviews.factchecktools.listed import outside

SEARCH = "/v1alpha1/claims:imageSearch"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def drawn(seed: int = 3, size: tuple[int, int] = (320, 240)) -> Image.Image:
    image = Image.new("RGB", size, "white")
    drawing = ImageDraw.Draw(image)
    for n in range(14):
        x, y = (n * 37 * seed) % (size[0] - 20), (n * 53 * seed) % (size[1] - 20)
        colour = ((n * 20 * seed) % 255, (n * 9 * seed) % 255, 90)
        drawing.ellipse((x, y, x + size[0] // 4, y + size[1] // 5), fill=colour)
    return image


def saved(image: Image.Image, format_: str = "PNG", **options: Any) -> bytes:
    file = BytesIO()
    image.save(file, format_, **options)
    return file.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is that large."""
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(b"\0" * 1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + body + chunk(b"IEND", b"")


HOSTILE = {
    "empty": b"",
    "text": b"no image",
    "svg": SVG,
    "svg in png's clothes": b"\x89PNG\r\n\x1a\n" + SVG,
    "bomb": bomb(60_000, 60_000),
    "wide": bomb(20_000, 10),
    "many": bomb(16_000, 16_000),
    "no lines": bomb(100, 100),
    "zero": bomb(0, 0),
    "truncated": saved(drawn())[:-300],
    "truncated jpeg": saved(drawn(), "JPEG")[:900],
    "bmp": saved(drawn(), "BMP"),
    "tiff": saved(drawn(), "TIFF"),
}


def uri(content: bytes) -> str:
    return "data:;base64," + base64.b64encode(content).decode()


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_picture(name: str) -> None:
    with pytest.raises(pictures.NoPicture) as caught:
        pictures.read(HOSTILE[name])
    assert caught.value.remedy


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([saved(drawn(size=(40, 30)), f) for f in ("PNG", "JPEG", "GIF", "WEBP")]),
    st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 255)), max_size=8),
)
def test_spoiled_bytes_are_read_or_refused(content: bytes, spoiled: list[tuple[int, int]]) -> None:
    data = bytearray(content)
    for at, value in spoiled:
        data[at % len(data)] = value
    try:
        picture = pictures.read(bytes(data))
    except pictures.NoPicture:
        return
    assert -(2**63) <= picture.phash < 2**63


def test_copies_look_alike_and_others_do_not() -> None:
    original = pictures.read(saved(drawn()))
    turned = drawn().rotate(90, expand=True)
    exif = Image.Exif()
    exif[0x0112] = 6  # to be shown turned back
    marked = drawn()
    ImageDraw.Draw(marked).text((5, 5), "SHARED", fill="red")
    for copy in (
        saved(drawn(), "JPEG", quality=40),
        saved(drawn(), "WEBP", quality=50),
        saved(drawn().resize((160, 120)), "GIF"),
        saved(drawn().resize((900, 700)), "JPEG"),
        saved(turned, "JPEG", exif=exif),
        saved(drawn().convert("RGBA")),
        saved(drawn().convert("L")),
        saved(marked),
    ):
        found = pictures.read(copy)
        assert distance(found.phash, original.phash) <= pictures.ALIKE
        assert found.sha256 != original.sha256
    for seed in (5, 7, 11, 13):
        found = pictures.read(saved(drawn(seed)))
        assert distance(found.phash, original.phash) > pictures.ALIKE


def distance(a: int, b: int) -> int:
    bits = [f"{n & (2**64 - 1):064b}" for n in (a, b)]
    return sum(x != y for x, y in zip(*bits, strict=True))


def post(client: Any, claim: Any, content: bytes, type_: str = "", query: str = "") -> Any:
    return client.generic(
        "POST", f"/api/v1/claims/{claim.pk}/images/{query}", content, content_type=type_
    )


def test_it_is_attached_read_and_detached(cast: Cast) -> None:
    claim, content = factories.claim(), saved(drawn())
    answer = post(
        cast.reviewer, claim, content, "image/png", "?source_url=https://x.example/%D8%A7"
    )
    body = answer.json()
    assert answer.status_code == 201, body
    assert (body["width"], body["height"], body["content_type"]) == (320, 240, "image/png")
    assert (body["source_url"], body["added_by"]) == ("https://x.example/ا", "reviewer")
    assert int(body["phash"], 16) >= 0
    assert cast.rival.get(f"/api/v1/claims/{claim.pk}/images/").json()["results"] == [body]
    assert cast.reader.get(answer["Location"]).json() == body
    url = f"/api/v1/images/{body['id']}/"
    file = cast.reader.get(f"{url}file/")
    assert (file.content, file["Content-Type"]) == (content, "image/png")
    assert (file["Content-Disposition"], "sandbox" in file["Content-Security-Policy"]) == (
        "attachment",
        True,
    )
    assert post(cast.reviewer, claim, content).status_code == 409
    assert cast.reviewer.changes("delete", url).status_code == 403
    assert cast.editor.changes("delete", url).status_code == 204
    assert cast.editor.get(url).status_code == 404
    events = Event.objects.filter(type__startswith="image.").order_by("id")
    assert [event.type for event in events] == ["image.attached", "image.detached"]
    assert {event.stream for event in events} == {f"claim:{claim.pk}"}


def test_more_images_take_no_more_queries(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    claim, by = factories.claim(), cast.users["reviewer"]
    url = f"/api/v1/claims/{claim.pk}/images/"
    reader = cast.reader  # its token is made before anything is counted
    for n in (1, 4):
        for seed in range(n):
            image = saved(drawn(seed + 10 * n, size=(64, 48)))
            attach_image(claim=claim, content=image, by=by)
        with django_assert_num_queries(4):
            reader.get(url)
    assert len(reader.get(url).json()["results"]) == 5


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_refused(cast: Cast, name: str) -> None:
    answer = post(cast.reviewer, factories.claim(), HOSTILE[name], "application/octet-stream")
    assert answer.status_code == 422, answer.content
    assert answer.json()["errors"][0]["remedy"]


def test_limits(cast: Cast, settings: Any) -> None:
    claim = factories.claim()
    assert post(cast.reviewer, claim, saved(drawn()), "image/jpeg").status_code == 422
    assert (
        post(cast.reviewer, claim, saved(drawn()), "", "?source_url=javascript:x").status_code
        == 400
    )
    assert post(cast.reviewer, claim, saved(drawn()), "", "?other=1").status_code == 400
    settings.EVIDENCE_MAX_BYTES = 100
    assert post(cast.reviewer, claim, saved(drawn())).status_code == 413
    assert not ClaimImage.objects.exists()


def found(client: Client, content: bytes, **params: Any) -> list[str]:
    answer = client.get(SEARCH, {"imageUri": uri(content)} | params)
    assert answer.status_code == 200, answer.content
    return [one["claim"]["text"] for one in answer.json().get("results", [])]


def test_search_by_image(client: Client, cast: Cast) -> None:
    by, content = cast.users["reviewer"], saved(drawn())
    exact, alike, other = (factories.claim() for _ in range(3))
    attach_image(claim=exact, content=content, by=by)
    attach_image(claim=alike, content=saved(drawn(), "JPEG", quality=30), by=by)
    attach_image(claim=other, content=saved(drawn(7)), by=by)
    for claim, text in ((alike, "alike"), (other, "other"), (exact, "exact")):
        outside(text, claim)
    outside("english", exact, language="en")
    assert found(client, content) == ["english", "exact", "alike"]
    assert found(client, content, languageCode="ar-EG") == ["exact", "alike"]
    pages, token = [], ""
    while True:
        params = {"imageUri": uri(content), "pageSize": 1} | ({"pageToken": token} if token else {})
        answer = client.get(SEARCH, params).json()
        pages.append(answer["results"][0]["claim"]["text"])
        token = answer.get("nextPageToken", "")
        if not token:
            break
    assert pages == ["english", "exact", "alike"]
    assert found(client, content, offset=2) == ["alike"]
    assert found(client, saved(drawn(13))) == []


def test_claims_that_were_found_to_be_one_share_their_images(client: Client, cast: Cast) -> None:
    content = saved(drawn())
    merged, target, second = (factories.claim() for _ in range(3))
    attach_image(claim=merged, content=content, by=cast.users["reviewer"])
    outside("target", target)
    outside("second", second)
    merge(claim=merged, into=target, reason="x", by=cast.users["editor"])
    assert found(client, content) == ["target"]
    merge(claim=target, into=second, reason="x", by=cast.users["editor"])
    assert sorted(found(client, content)) == ["second", "target"]
    assert post(cast.reviewer, merged, saved(drawn(5))).status_code in (308, 409)


@pytest.mark.parametrize(
    "wrong",
    [
        *(uri(content) for content in HOSTILE.values()),
        *("", " ", "x", "data:", "data:;base64", "data:image/png;base64,?!", "file:///etc/passwd"),
        *(
            "gs://bucket/a.png",
            "http://127.0.0.1/a.png",
            "http://localhost:5432/",
            "http://[::1]/a",
        ),
        *("http://169.254.169.254/latest", "https://u:p@x.example/", "http://x\x00y/", "\u202e"),
    ],
)
def test_images_that_cannot_be_searched_with(client: Client, db: None, wrong: str) -> None:
    answer = client.get(SEARCH, {"imageUri": wrong})
    assert answer.status_code == 400, answer.content
    error = answer.json()["error"]
    assert error["details"][0]["fieldViolations"][0]["field"] == "imageUri"


def test_an_address_is_fetched_within_limits(client: Client, cast: Cast, settings: Any) -> None:
    settings.PRIVATE_ADDRESSES = True
    content = saved(drawn())
    claim = factories.claim()
    attach_image(claim=claim, content=content, by=cast.users["reviewer"])
    outside("found", claim)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, where = {"/a.png": (200, ""), "/to": (302, "/a.png")}.get(self.path, (404, ""))
            self.send_response(status)
            if where:
                self.send_header("Location", where)
            self.end_headers()
            self.wfile.write(content if status == 200 else b"")

        def log_message(self, *args: Any) -> None:
            return

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        root = f"http://127.0.0.1:{server.server_port}"
        for path, status in (("/a.png", 200), ("/to", 200), ("/none", 400)):
            answer = client.get(SEARCH, {"imageUri": root + path})
            assert answer.status_code == status, answer.content
        settings.EVIDENCE_MAX_BYTES = 50
        assert client.get(SEARCH, {"imageUri": f"{root}/a.png"}).status_code == 400
        server.shutdown()
