"""node/web/po/en.po has every French text of the pages and sources, nothing stale, the same {names}."""
import pathlib
import re
import subprocess
import shutil
import sys

root = pathlib.Path(__file__).resolve().parents[2]
PO = root / "node/web/po/en.po"
LITERAL = r'"(?:[^"\\\n]|\\.)*"'
LITERALS = rf"{LITERAL}(?:\s*{LITERAL})*"
problems = []


def joined(literals):
    text = "".join(part[1:-1] for part in re.findall(LITERAL, literals))
    return text.replace('\\"', '"').replace("\\n", "\n").replace("\\\\", "\\")


def names(text):
    return sorted(re.findall(r"\{\{[^}]*\}\}|\{\w+\}", text))


used = {}  # msgid → (plural or None, where)
for file in sorted((root / "node").glob("**/pages/*.html")):
    if "node_modules" in file.parts:
        continue
    for text in re.findall(r"\[\[([^=\]].*?)\]\]", file.read_text(), re.S):
        used.setdefault(text, (None, file.relative_to(root)))
for file in sorted((root / "node").rglob("*")):
    if file.suffix not in (".h", ".cpp") or "node_modules" in file.parts:
        continue
    source = re.sub(r"^\s*//.*$", "", file.read_text(), flags=re.M)
    where = file.relative_to(root)
    for literals in re.findall(rf"\btr_later\(\s*({LITERALS})", source):
        used.setdefault(joined(literals), (None, where))
    for literals in re.findall(rf"\bwords_?\(\s*({LITERALS})", source):  # the command line's
        used.setdefault(joined(literals), (None, where))
    # A refusal that people read: French, a whole sentence.
    for literals in re.findall(rf"\brefuse\(Fault::\w+,\s*({LITERALS})\)", source):
        if re.match(r"[A-ZÀ-Ý].* .*\.$", joined(literals)):
            used.setdefault(joined(literals), (None, where))
    for literals in re.findall(rf'\{{"error", ({LITERALS})\}}', source):
        used.setdefault(joined(literals), (None, where))
    for literals in re.findall(rf'\{{"(?:title|summary|source)", ({LITERALS})\}}', source):  # FieldProblem
        used.setdefault(joined(literals), (None, where))
    for literals in re.findall(rf"\btr\(\s*[^\",;]+?,\s*({LITERALS})", source):
        used.setdefault(joined(literals), (None, where))
    for one, many in re.findall(rf"\btrn\(\s*[^\",;]+?,\s*({LITERALS})\s*,\s*({LITERALS})", source):
        used[joined(one)] = (joined(many), where)

entries = {}  # msgid → (plural or None, [forms])
for block in re.split(r"\n\s*\n", PO.read_text()):
    fields = re.findall(rf"^(msgid|msgid_plural|msgstr(?:\[\d\])?) ({LITERALS})", block, re.M)
    values = {key: joined(value) for key, value in fields}
    if not values.get("msgid"):
        continue
    if values["msgid"] in entries:
        problems.append(f"en.po: twice: {values['msgid']}")
    forms = [value for key, value in values.items() if key.startswith("msgstr")]
    entries[values["msgid"]] = (values.get("msgid_plural"), forms)

for text, (plural, where) in used.items():
    if text not in entries:
        problems.append(f"{where}: not in en.po: {text}")
        continue
    known_plural, forms = entries[text]
    if known_plural != plural:
        problems.append(f"{where}: another plural in en.po: {text}")
    if not all(forms) or len(forms) != (2 if plural else 1):
        problems.append(f"en.po: not translated: {text}")
    for form in forms:
        if names(form) != names(text) and names(form) != names(plural or text):
            problems.append(f"en.po: other {{names}}: {text} → {form}")
for text in entries:
    if text not in used:
        problems.append(f"en.po: no longer used: {text}")
if shutil.which("msgfmt"):
    checked = subprocess.run(["msgfmt", "--check", "-o", "/dev/null", str(PO)], capture_output=True, text=True)
    if checked.returncode != 0:
        problems.append(checked.stderr.strip())
print("\n".join(problems))
sys.exit(1 if problems else 0)
