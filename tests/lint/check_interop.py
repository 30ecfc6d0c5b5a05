"""docs/interop.md has a row for each case of federation.md §10 and names tests that exist."""
import pathlib
import re
import sys

root = pathlib.Path(__file__).resolve().parents[2]
problems = []
seen = []
for line in (root / "docs/interop.md").read_text().split("\n"):
    row = re.match(r"\| (\d+) \| [^|]+ \| (.+) \|$", line)
    if not row:
        continue
    seen.append(int(row[1]))
    named = re.findall(r"`(tests/[^`]+)`(?: ((?:“[^”]+”(?:, )?)+))?", row[2])
    if not named and "not yet: " not in row[2]:
        problems.append(f"case {row[1]} names neither a test nor what is missing")
    for path, titles in named:
        file = root / path
        text = file.read_text() if file.is_file() else ""
        text = re.sub(r'"\s*\n\s*"', "", text)  # a title in two parts
        problems += [f"case {row[1]}: {path} has no “{title}”" for title in re.findall("“([^”]+)”", titles) if title not in text]
        if not file.exists():
            problems.append(f"case {row[1]}: {path} does not exist")
if seen != list(range(1, 70)):
    problems.append(f"the cases are not 1 to 69, each once: {seen}")
print("\n".join(problems))
sys.exit(1 if problems else 0)
