"""The real input: three hand-checked articles through the command, and back over the API."""

import io
import json

import pytest
from django.core.management import call_command

from tests.acceptance.gold_over_api import compare
from tests.gold import import_file, needs_gold


@needs_gold
@pytest.mark.django_db
def test_all_three_articles_come_in_by_command_and_read_back_equal(tmp_path, cast):
    path = tmp_path / "gold.json"
    path.write_text(json.dumps(import_file()))
    out = io.StringIO()
    call_command("import_claims", str(path), stdout=out)
    assert " 0 unchanged, 0 rejected" in out.getvalue()

    def get(address):
        answer = cast.reader.get(f"/api/v1/{address}")
        assert answer.status_code == 200, (address, answer.content)
        return answer.json()

    counts = compare(get)
    assert counts == {
        "sources": 42,
        "appearances": 80,
        "hops": 101,
        "claims": 62,
        "relations": 39,
    }
    call_command("import_claims", str(path), stdout=out)
    assert "Nothing changed" in out.getvalue()
