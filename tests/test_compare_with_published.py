"""The script that sets the rules beside published judgments."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT

HEAD = "inspection,coder,item,question,sub_question,kind,polarity,weight,extent,recommendation_type,paraphrase\n"


def test_it_prints_agreement_matrix_kappa_and_disagreements(tmp_path: Path) -> None:
    """On a small made-up table, every figure that is promised is there and right."""
    findings = tmp_path / "findings.csv"
    rows = [
        "one,a,1,q1,q1.prevention,finding,strength,moderate,widespread,,Works",
        "one,a,2,q1,q1.partnership,finding,strength,moderate,widespread,,Works too",
        "one,a,3,q2,q2.investigation,finding,weakness,moderate,widespread,,Fails",
        "two,a,1,q3,q3.safeguarding,recommendation,,,,cause_of_concern,Dangerous",
        "two,a,2,q4,q4.response,finding,strength,major,widespread,,Strong",
    ]
    findings.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    published = tmp_path / "published.csv"
    published.write_text(
        "inspection,question,grade\none,q1,good\none,q2,good\ntwo,q3,inadequate\ntwo,q4,good\ntwo,overall,good\n",
        encoding="utf-8",
    )
    script = ROOT / "scripts" / "compare_with_published.py"
    ran = subprocess.run(
        [sys.executable, str(script), str(findings), str(published)], capture_output=True, text=True, check=False
    )
    assert 0 == ran.returncode, ran.stderr
    lines = [" ".join(line.split()) for line in ran.stdout.splitlines()]
    assert "these rules 3 of 4 75.0% kappa 0.83" in lines
    assert "always good 3 of 4 75.0% kappa 0.00" in lines
    assert "worst sign decides 3 of 4 75.0% kappa 0.83" in lines
    assert "differs: one q2: published good, by the rules requires_improvement" in lines
    assert "inadequate 1 0 0 0" in lines
