"""What the documents name must exist: files in `code`, and links between documents."""
import pathlib
import re
import sys

root = pathlib.Path(__file__).resolve().parents[2]
problems = []
for file in sorted([*root.glob("*.md"), *(root / "docs").rglob("*.md")]):
    text = file.read_text()
    for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
        if "://" in link or link.startswith("mailto:"):
            continue
        if not (file.parent / link).exists():
            problems.append(f"{file.relative_to(root)}: link to {link}, which does not exist")
    for path in re.findall(r"`((?:activitypub|node|tests|deploy|schemas|cmake|docs)/[A-Za-z0-9_./-]+)`", text):
        if not (root / path).exists():
            problems.append(f"{file.relative_to(root)}: names {path}, which does not exist")
for needed in ("README.md", "README.fr.md", "FEDERATION.md", "CHANGELOG.md", "LICENSE", "CONTRIBUTING.md",
               "docs/architecture.md", "docs/glossary.md"):
    if not (root / needed).exists():
        problems.append(f"{needed} is missing")
print("\n".join(problems))
sys.exit(1 if problems else 0)
