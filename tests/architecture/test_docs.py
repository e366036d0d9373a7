"""What the documents show is true."""

import re
from pathlib import Path

from claims.interchange.reader import read
from factcheck.settings import BASE_DIR


def test_the_example_of_the_import_format_is_read_without_a_flaw():
    page = (BASE_DIR / "docs" / "import-format.md").read_text()
    example = re.search(r"```json\n(.*?)```", page, re.DOTALL)[1]
    entries = read(example.encode()).entries
    assert [flaw for entry in entries for flaw in entry.flaws] == []
    assert len(entries) == 4


def test_the_sample_is_read_without_a_flaw():
    entries = read((BASE_DIR / "factcheck" / "sample" / "articles.json").read_bytes()).entries
    assert [flaw for entry in entries for flaw in entry.flaws] == []
    assert len(entries) == 104


def test_every_link_between_documents_leads_somewhere():
    for page in [*BASE_DIR.glob("*.md"), *(BASE_DIR / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text()):
            assert (page.parent / target).exists(), (page.name, target)


def test_every_setting_is_documented():
    known = re.findall(
        r"^    (FACTCHECK_\w+)=\(", (BASE_DIR / "factcheck/settings.py").read_text(), re.M
    )
    documented = (BASE_DIR / ".env.example").read_text()
    assert known
    assert [name for name in known if f"\n{name}=" not in documented] == []
    assert Path(BASE_DIR / "LICENSE").exists()
