"""Every #include "…" must follow an arrow that CMakeLists.txt declares (DEPENDS)."""
import pathlib
import re
import sys

root = pathlib.Path(__file__).resolve().parents[2]
cmake = (root / "CMakeLists.txt").read_text()
cmake = re.sub(r"\$\{ground\}", re.search(r"set\(ground ([^)]*)\)", cmake).group(1), cmake)
folders, allowed = {}, {}
for call in re.findall(r"essaim_module\(([^)]*)\)", cmake):
    words = call.split()
    name, folder = words[1], words[words.index("FOLDER") + 1]
    depends = []
    if "DEPENDS" in words:
        for word in words[words.index("DEPENDS") + 1:]:
            if word == "PACKAGES":
                break
            depends.append(word)
    folders[folder] = name
    allowed[name] = {name, *depends}
allowed["base"] = {"base", "activitypub/result.h"}  # docs/architecture.md §3
TOP = {"node/app.h", "node/app.cpp", "node/features.h", "node/features.cpp", "node/main.cpp"}


def module_of(path):
    if path in ("node/feature.h", "node/feature.cpp"):
        return "feature"
    if path in TOP:
        return "app"
    for folder, name in sorted(folders.items(), key=lambda item: -len(item[0])):
        if path.startswith(folder + "/"):
            return name
    return None


allowed["feature"] = {"feature", "base", "storage", "net", "web", "accounts", "federation", "media", "mail", "activitypub"}
problems, httplib = [], []
for top in ("activitypub", "node"):
    for file in sorted((root / top).rglob("*")):
        if file.suffix not in (".h", ".cpp"):
            continue
        path = str(file.relative_to(root))
        module = module_of(path)
        if module is None:
            problems.append(f"{path}: belongs to no module of CMakeLists.txt")
            continue
        text = file.read_text()
        if re.search(r"#include <httplib.h>", text):
            httplib.append(path)
        if file.suffix == ".h" and re.search(r"#include <(nlohmann/json.hpp|spdlog/|CLI/|toml\+\+/|httplib)", text):
            problems.append(f"{path}: a header includes a heavy third-party header")
        for included in re.findall(r'#include "([^"]+)"', text):
            target = module_of(included)
            if target is None:
                problems.append(f'{path}: include "{included}" is not root-relative')
            elif target not in allowed[module] and included not in allowed[module]:
                problems.append(f"{path}: {module} may not include {included} ({target})")
if len(httplib) > 1:
    problems.append(f"httplib.h is included by more than one source: {httplib}")
print("\n".join(problems))
sys.exit(1 if problems else 0)
