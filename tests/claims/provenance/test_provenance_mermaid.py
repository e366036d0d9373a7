"""The flowchart: safe ids, safe labels, every node and edge."""

import re

from hypothesis import given
from hypothesis import strategies as st

from claims.provenance.analysis import analyse
from claims.provenance.mermaid import mermaid
from tests.claims.provenance.provenance_holdings import claim
from tests.claims.provenance.provenance_labels import LANGUAGES, labelled_claims

LABEL = r'"[^"#;<>`\\\n]*(?:#\d+;[^"#;<>`\\\n]*)*"'
LINES = re.compile(
    rf"flowchart (LR|RL)|  (  )?n\d+(\[{LABEL}\]|\({LABEL}\)|\(\[{LABEL}\]\))"
    rf"|  subgraph c\d+\[{LABEL}\]|  end|  n\d+ (-->|-\.->|==>) n\d+"
    r"|  classDef \w+ [-\w:#, ]+|  class [nc]\d+ (unnamed|bottleneck)"
)


@given(labelled_claims(), st.sampled_from(LANGUAGES))
def test_every_line_is_one_that_is_meant(holdings, language):
    provenance = analyse(holdings)
    chart = mermaid(provenance, language)
    lines = chart.splitlines()
    assert chart == "\n".join([*lines, ""])
    assert all(LINES.fullmatch(line) for line in lines)
    assert sum(bool(re.match(r" +n\d+[\[(]", line)) for line in lines) == len(provenance.nodes)
    assert sum(" n" in line and "> n" in line for line in lines) == len(provenance.edges)


def test_signs():
    provenance = analyse(claim("d1: nbc > us?", "d2: a@d3", "d3: b@d2", "d4: r@d1"))
    chart = mermaid(provenance, "ar")
    assert chart.startswith("flowchart RL\n")
    assert "“us?”" in chart
    assert "-.->" in chart
    assert "==>" in chart
    assert " unnamed\n" in chart
    assert " bottleneck\n" in chart
    assert mermaid(provenance, "en").startswith("flowchart LR\n")
