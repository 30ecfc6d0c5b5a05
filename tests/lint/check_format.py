"""Every source is as clang-format-19 and .clang-format write it."""
import pathlib
import subprocess
import sys

root = pathlib.Path(__file__).resolve().parents[2]
files = [str(file) for top in ("activitypub", "node", "tests") for file in (root / top).rglob("*")
         if file.suffix in (".h", ".cpp") and "node_modules" not in file.parts]
result = subprocess.run(["clang-format-19", "--dry-run", "--Werror", *sorted(files)], cwd=root, capture_output=True, text=True)
wrong = sorted({line.split(":")[0] for line in result.stderr.splitlines() if "clang-format-violations" in line})
print("\n".join(f"{pathlib.Path(file).relative_to(root)}: run clang-format-19 -i on it" for file in wrong) or result.stderr)
sys.exit(result.returncode)
