"""A source has at most 400 lines, a test 600; every header opens with what it is."""
import pathlib
import sys

root = pathlib.Path(__file__).resolve().parents[2]
problems = []
for top in ("activitypub", "node", "tests"):
    for file in sorted((root / top).rglob("*")):
        if file.suffix not in (".h", ".cpp", ".py", ".mjs", ".html", ".css") or "node_modules" in file.parts:
            continue
        lines = file.read_text().split("\n")
        limit = 600 if top == "tests" or file.suffix in (".css", ".html") else 400
        if len(lines) > limit:
            problems.append(f"{file.relative_to(root)}: {len(lines)} lines, at most {limit}")
        if file.suffix == ".h" and not lines[0].startswith("//"):
            problems.append(f"{file.relative_to(root)}: does not open with a comment that says what it is")
print("\n".join(problems))
sys.exit(1 if problems else 0)
