"""Every rule has a row in docs/security-tests.md, and every test that a row names is there."""
import pathlib
import re
import sys

root = pathlib.Path(__file__).resolve().parents[2]
problems, rules = [], set()
for line in (root / "docs/security-tests.md").read_text().splitlines():
    if not line.startswith("| ") or line.startswith("| #") or line.startswith("| abuse"):
        continue
    rules.update(re.findall(r"^\| ([A-D]\d+) \|", line))
    named = 0
    for path, names in re.findall(r'`(tests/[^`]+)`((?: "[^"]+")+)', line):
        file = root / path
        cases = re.findall(r'TEST_CASE\(\s*((?:"[^"]*"\s*)+)\)', file.read_text()) if file.exists() else []
        cases = {"".join(re.findall(r'"([^"]*)"', case)) for case in cases}
        for name in re.findall(r'"([^"]+)"', names):
            named += 1
            if name not in cases:
                problems.append(f"{path}: no test \"{name}\"")
    if named == 0 and "not built yet" not in line:
        problems.append(f"no test is named: {line[:60]}")
for letter, count in (("A", 12), ("B", 13), ("C", 8), ("D", 9)):
    for number in range(1, count + 1):
        if f"{letter}{number}" not in rules:
            problems.append(f"docs/security-tests.md: no row {letter}{number}")
print("\n".join(problems))
sys.exit(1 if problems else 0)
