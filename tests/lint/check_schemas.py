"""schemas/: every schema is one, has labels in both languages, its examples pass or fail as named,
every property is a term of context.jsonld, and the shipped directory is valid."""
import csv
import json
import pathlib
import sys

import jsonschema

root = pathlib.Path(__file__).resolve().parents[2]
schemas = root / "schemas"
problems = []
context = json.loads((schemas / "context.jsonld").read_text())["@context"]


def check_labels(name, schema):
    for key, value in schema.get("properties", {}).items():
        label = value.get("x-label", {})
        if not label.get("fr") or not label.get("en"):
            problems.append(f"{name}: {key} has no label in both languages")
        if key not in context:
            problems.append(f"context.jsonld: {key} of {name} is missing")
        for choice in value.get("oneOf", []):
            if not choice.get("x-label", {}).get("fr") or not choice["x-label"].get("en"):
                problems.append(f"{name}: {key} {choice.get('const')} has no label in both languages")
        check_labels(name, value)


def initiative_of(row):
    """A row of initiatives.csv as a document; an empty cell is an absent property."""
    one = {"type": "Initiative", "name": row["name"], "legalEntityName": row["association"], "kind": row["kind"],
           "status": row["status"], "launchedOn": row["launched"], "website": row["website"], "source": row["source"]}
    one = {key: value for key, value in one.items() if value}
    if row["country"]:
        place = {"town": row["place"], "departmentCode": row["departement_code"], "country": row["country"]}
        one["place"] = {key: value for key, value in place.items() if value}
    if row["lat"]:
        one["geo"] = {"lat": float(row["lat"]), "lon": float(row["lon"])}
    return one


validators = {}
for file in sorted(schemas.glob("*.schema.json")):
    name = file.name.removesuffix(".schema.json")
    schema = json.loads(file.read_text())
    try:
        jsonschema.Draft202012Validator.check_schema(schema)
    except jsonschema.SchemaError as error:
        problems.append(f"{file.name}: {error.message}")
        continue
    validators[name] = jsonschema.Draft202012Validator(schema)
    check_labels(file.name, schema)
    for verdict in ("accepted", "refused"):
        examples = sorted((schemas / "examples").glob(f"{name}.{verdict}*.json"))
        if not examples:
            problems.append(f"schemas/examples: no {verdict} {name}")
        for example in examples:
            errors = [error.message for error in validators[name].iter_errors(json.loads(example.read_text()))]
            if verdict == "accepted" and errors:
                problems.append(f"{example.name}: {errors[0]}")
            if verdict == "refused" and not errors:
                problems.append(f"{example.name} is accepted")
for example in (schemas / "examples").glob("*.json"):
    if example.name.split(".")[0] not in validators:
        problems.append(f"{example.name} is of no schema")
with open(root / "node/directory/initiatives.csv", newline="") as file:
    for number, row in enumerate(csv.DictReader(file), 2):
        for error in validators["initiative"].iter_errors(initiative_of(row)):
            problems.append(f"initiatives.csv, row {number} ({row['name']}): {error.message[:120]}")
print("\n".join(problems))
sys.exit(1 if problems else 0)
