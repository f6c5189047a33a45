"""Reads events with PyMISP, and prints what it finds as JSON: `feed FOLDER`, or `api URL KEY`.

Each event is loaded and validated as MISP would do it, its objects are compared with the templates of misp-objects, and
the index of a feed with the one that PyMISP makes of the same events.
"""

import csv
import json
import sys
from hashlib import md5
from pathlib import Path

import pymisp
from pymisp import MISPEvent, PyMISP
from pymisp.tools.attributevalidationtool import validate_event

TEMPLATES = Path(pymisp.__file__).parent / "data/misp-objects/objects"


def problems_of_object(found):
    template = json.loads((TEMPLATES / found.name / "definition.json").read_text())
    if (found.template_uuid, int(found.template_version)) != (template["uuid"], template["version"]):
        yield f"{found.name}: the template is {template['uuid']}, version {template['version']}"
    for attribute in found.attributes:
        known = template["attributes"].get(attribute.object_relation)
        if known is None or known["misp-attribute"] != attribute.type:
            yield f"{found.name}: the template has no {attribute.object_relation} of type {attribute.type}"
    needed = set(template.get("requiredOneOf", template.get("required", [])))
    if not needed & {attribute.object_relation for attribute in found.attributes}:
        yield f"{found.name}: nothing of {sorted(needed)}"


def summary(event: MISPEvent):
    before = sum(len(each.attributes) for each in event.objects) + len(event.attributes)
    problems = [problem for each in event.objects for problem in problems_of_object(each)]
    errors: dict = {}
    validate_event(event, errors)
    after = sum(len(each.attributes) for each in event.objects) + len(event.attributes)
    return {
        "uuid": event.uuid,
        "info": event.info,
        "tags": [tag.name for tag in event.tags],
        "objects": len([each for each in event.objects if not each.deleted]),
        "attributes": after,
        "problems": problems + [str(errors)] * bool(errors) + ["values were dropped"] * (before != after),
    }


def live_hashes(event: MISPEvent, raw):
    attributes = [each for found in event.objects for each in found.attributes] + list(event.attributes)
    in_file = raw["Attribute"] + [each for found in raw["Object"] for each in found["Attribute"]]
    texts = {each["uuid"]: each["value"] for each in in_file}
    for each in attributes:
        if each.deleted:
            continue
        # PyMISP hashes times in Python's words, and not in those of the file.
        if each.type == "datetime":
            yield md5(texts[each.uuid].encode()).hexdigest(), event.uuid
        else:
            yield from ((value, event.uuid) for value in each.hash_values("md5"))


def read_feed(folder: Path):
    manifest = json.loads((folder / "manifest.json").read_text())
    with (folder / "hashes.csv").open(newline="") as file:
        hashes = {tuple(line) for line in csv.reader(file)}
    events, own_manifest, own_hashes = [], {}, set()
    for uuid in manifest:
        event = MISPEvent()
        event.load_file(folder / f"{uuid}.json")
        own_hashes |= set(live_hashes(event, json.loads((folder / f"{uuid}.json").read_text())["Event"]))
        # PyMISP keeps numbers as they are in the event, where they are texts.
        own = event.manifest[uuid]
        tags = [{"name": tag["name"], "colour": tag["colour"]} for tag in own["Tag"]]
        numbers = {key: int(own[key]) for key in ("analysis", "threat_level_id")}
        own_manifest[uuid] = {**own, **numbers, "Tag": tags}
        events.append(summary(event))
    return {
        "events": events,
        "isManifestEqual": manifest == own_manifest,
        "areHashesEqual": hashes == own_hashes,
    }


def read_api(url: str, key: str):
    misp = PyMISP(url, key, ssl=False)
    found = misp.search_index(eventinfo="Shadowserver")
    return {
        "version": misp.misp_instance_version["version"],
        "events": [summary(misp.get_event(each["uuid"], pythonify=True)) for each in found],
        "refusal": refusal_of(url),
    }


def refusal_of(url: str):
    try:
        PyMISP(url, "another key", ssl=False)
    except pymisp.PyMISPError as error:
        return str(error)
    return ""


if __name__ == "__main__":
    command, *rest = sys.argv[1:]
    print(json.dumps(read_feed(Path(rest[0])) if command == "feed" else read_api(*rest)))
