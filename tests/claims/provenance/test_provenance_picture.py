"""The picture: whole, safe, and with room for everything in it."""

import re
from itertools import combinations
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.provenance.analysis import analyse
from claims.provenance.labels import lines, shortened, width
from claims.provenance.layout import BOX_WIDTH, layout
from claims.provenance.picture import svg
from claims.provenance.words import in_words
from tests.claims.provenance.provenance_holdings import claim, claims
from tests.claims.provenance.provenance_labels import (
    HOSTILE,
    LANGUAGES,
    labelled,
    labelled_claims,
    sixty,
)

NS = "{http://www.w3.org/2000/svg}"
ALLOWED = {"svg", "title", "desc", "style", "g", "rect", "text", "path"}


def drawn(holdings, language="en"):
    return ElementTree.fromstring(svg(analyse(holdings), language))


def boxes(root, kind="node"):
    found = []
    for group in root.iter(f"{NS}g"):
        if kind in group.get("class").split():
            rect = group.find(f"{NS}rect")
            found.append([float(rect.get(k)) for k in ("x", "y", "width", "height")])
    return found


def apart(a, b):
    return a[0] + a[2] <= b[0] or b[0] + b[2] <= a[0] or a[1] + a[3] <= b[1] or b[1] + b[3] <= a[1]


def check_room(root):
    nodes, (_, _, sheet, height) = boxes(root), map(float, root.get("viewBox").split())
    assert all(apart(a, b) for a, b in combinations(nodes, 2))
    assert all(x >= 0 and y >= 0 and x + w <= sheet and y + h <= height for x, y, w, h in nodes)
    classes = [box for box in boxes(root, "class") if box[2] >= BOX_WIDTH]
    assert all(apart(a, b) for a, b in combinations(classes, 2))
    for group in root.iter(f"{NS}g"):
        if "node" in group.get("class").split():
            for text in group.iter(f"{NS}text"):
                assert width(text.text or "") * float(text.get("font-size")) <= BOX_WIDTH


@given(labelled_claims(), st.sampled_from(LANGUAGES))
def test_it_is_well_formed_and_runs_nothing(holdings, language):
    markup = svg(analyse(holdings), language)
    root = ElementTree.fromstring(markup)
    for element in root.iter():
        assert element.tag.removeprefix(NS) in ALLOWED
        for name, value in element.attrib.items():
            assert not name.lower().startswith("on")
            assert "href" not in name.lower()
            assert "url(" not in value
    style = root.find(f"{NS}style").text
    assert "url(" not in style
    assert "@import" not in style
    check_room(root)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_sixty_nodes_do_not_overlap(language):
    root = drawn(labelled(sixty(), HOSTILE), language)
    assert len(boxes(root)) == 60
    check_room(root)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_documents_stand_where_reading_begins(language):
    root = drawn(claim("d1: nbc > us?"), language)
    (document,), (relay,), (origin,) = (
        [b for b in boxes(root, kind) if b[2] >= BOX_WIDTH and b in boxes(root)]
        for kind in ("document", "relay", "origin")
    )
    columns = [document[0], relay[0], origin[0]]
    assert columns == sorted(columns, reverse=language == "ar")
    assert root.get("direction") == ("rtl" if language == "ar" else "ltr")


def test_signs():
    root = drawn(claim("d1: nbc > us?", "d2: a@d3", "d3: b@d2", "d4: r@d1"))
    classes = [set(g.get("class").split()) for g in root.iter(f"{NS}g")]
    assert {"node", "origin", "unnamed"} in classes
    assert {"node", "relay", "bottleneck"} in classes
    assert {"edge", "stitched"} in classes
    assert {"edge", "circular"} in classes
    assert {"edge", "stitched", "circular"} in classes
    assert len(boxes(root, "class")) == 2  # the class and its key


def test_a_possible_merge_is_drawn_beside_the_origins():
    root = drawn(claim("d1: a > x?", "d2: b > y?", maybe=["x? y?"]))
    (arc,) = [g for g in root.iter(f"{NS}g") if g.get("class") == "maybe"]
    assert "not established" in arc.find(f"{NS}title").text


def test_it_tells_itself_to_those_who_do_not_see_it():
    provenance = analyse(claim("d1: nbc > us?"))
    root = ElementTree.fromstring(svg(provenance, "ar"))
    assert root.get("role") == "img"
    assert [child.tag for child in root][:2] == [f"{NS}title", f"{NS}desc"]
    assert root[1].text == "\n".join(in_words(provenance, "ar"))


def test_long_labels_are_whole_in_the_title():
    long = "مصادر " * 60
    root = drawn(labelled(claim("d1: us?"), [long]), "ar")
    titles = [t.text for t in root.iter(f"{NS}title")]
    assert any(long.strip() in title for title in titles)


def test_it_is_readable_in_the_dark():
    assert "prefers-color-scheme:dark" in svg(analyse(claim("d1: a")), "en")


@given(claims())
def test_the_order_of_what_is_held_changes_nothing(holdings):
    turned = type(holdings)(
        *(tuple(reversed(getattr(holdings, name))) for name in holdings.__slots__)
    )
    assert svg(analyse(holdings), "en") == svg(analyse(turned), "en")


@given(claims())
def test_every_edge_is_drawn_from_its_tail_to_its_head(holdings):
    provenance = analyse(holdings)
    sheet = layout(provenance)
    for edge in provenance.edges:
        routes = [route for route in sheet.routes if edge in route.edges]
        assert sum(route.beyond is None for route in routes) == 1
        assert any(r.start[0] in _sides(sheet.boxes[edge.tail]) for r in routes)
        assert any(r.end[0] in _sides(sheet.boxes[edge.head]) for r in routes)


def _sides(box):
    return box.x, box.right


def test_what_nobody_could_read_is_counted():
    held = claim(*(f"d{n}: nbc > us?" for n in range(400)))
    markup = svg(analyse(held), "en")
    assert "280 not shown" in markup
    assert markup.count('class="node document') == 120


def test_a_very_long_chain_is_drawn():
    held = claim("d1: " + " > ".join(f"r{n}" for n in range(300)))
    assert len(boxes(drawn(held))) <= 1 + 6 * 120 + 1


def test_nothing_held_is_a_picture_too():
    assert drawn(claim()).tag == f"{NS}svg"


@given(st.text(max_size=80), st.floats(1, 30))
def test_shortened_text_has_room(text, room):
    assert width(shortened(text, room)) <= max(room, width("…"))
    assert all(width(line) <= max(room, width("…")) for line in lines(text, room, 2))


def test_hidden_letters_do_not_leave_the_picture():
    assert not re.search(
        r"[\x00-\x08\x0b-\x1f\ud800]", svg(analyse(labelled(sixty(), HOSTILE)), "en")
    )
