# Asks the API in the exact form of public clients, which know only the publisher's names: DNS points these to this machine.
#
# clients.py CLIENT REQUEST: CLIENT is the name of a function below, REQUEST its arguments as one JSON object. Prints JSON.
# The environment has APIKEY, SECRET, PORT, and the certificates to trust in SSL_CERT_FILE and REQUESTS_CA_BUNDLE.
import csv
import hashlib
import hmac
import io
import json
import os
import socket
import sys
import tempfile
import urllib.request

API = "https://transform.shadowserver.org/api2/"
DOWNLOADS = "https://dl.shadowserver.org/"
NAMES = ("transform.shadowserver.org", "dl.shadowserver.org")
APIKEY = os.environ["APIKEY"]
SECRET = os.environ["SECRET"]

resolve = socket.getaddrinfo


def resolve_here(host, port, *more, **named):
    if host not in NAMES:
        raise OSError("no network but this machine: %s" % host)
    return resolve("127.0.0.1", int(os.environ["PORT"]), *more, **named)


socket.getaddrinfo = resolve_here


def signature(body):
    return hmac.new(bytes(SECRET, "utf-8"), body, digestmod=hashlib.sha256).hexdigest()


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def call_api(method, request):
    """The publisher's call-api.py: urllib, whose default type is application/x-www-form-urlencoded."""
    body = bytes(json.dumps({**request, "apikey": APIKEY}), "utf-8")
    asked = urllib.request.Request(API + method, data=body, headers={"HMAC2": signature(body)})
    assert urllib.request.urlopen(asked, timeout=45).status == 200
    return json.loads(urllib.request.urlopen(asked, timeout=45).read())


def report_manager(request):
    """The publisher's report-manager.py: a list of types, and urlretrieve of each id."""
    listed = call_api("reports/list", request)
    reports = []
    for report in listed:
        with tempfile.NamedTemporaryFile() as file:
            urllib.request.urlretrieve(DOWNLOADS + report["id"], file.name)
            reports.append({**report, "rows": rows(open(file.name, newline="").read())})
    return reports


def intelmq(request):
    """IntelMQ's collector: a session of requests, a body with blanks of its own, and an error also with status 200."""
    import requests

    session = requests.Session()
    body = json.dumps({"apikey": APIKEY, **request}, separators=(" , ", " : "))
    answer = session.post(API + "reports/list", data=body, headers={"HMAC2": signature(body.encode())})
    listed = answer.json()
    assert answer.ok and "error" not in listed, answer.text
    reports = []
    for report in listed:
        got = session.get(DOWNLOADS + report["id"])
        got.raise_for_status()
        reports.append({**report, "rows": rows(got.content.decode())})
    return reports


def opencti(request):
    """The OpenCTI connector: 1,000 reports at most, types as a text or a list, the id appended to the download host."""
    import requests

    body = json.dumps({"limit": 1000, **request, "apikey": APIKEY}, sort_keys=True).encode()
    headers = {"HMAC2": signature(body), "Content-Type": "application/json"}
    answer = requests.post(API + "reports/list", data=body, headers=headers, timeout=500)
    answer.raise_for_status()
    reports = []
    for report in answer.json():
        got = requests.get(DOWNLOADS + report["id"], timeout=500)
        got.raise_for_status()
        reports.append({**report, "rows": rows(got.text)})
    return reports


def logger(request, line_of):
    """
    The publisher's loggers: lists some days, chooses types itself, and keeps an emptied file of each name as the mark that a
    report is done, so that a report that is issued again under its name is not fetched again.
    """
    asked = {"date": request["date"]}
    if "reports" in request:
        asked["reports"] = request["reports"].split(",")
    lines = []
    for report in post_once("reports/list", asked):
        file = os.path.join(request["state"], report["file"])
        if report["type"] not in request.get("types", report["type"]).split(",") or os.path.exists(file):
            continue
        urllib.request.urlretrieve(DOWNLOADS + report["id"], file)
        assert os.path.getsize(file) > 0
        with open(file, newline="") as opened:
            lines += [line_of(report["type"], row) for row in csv.DictReader(opened)]
        with open(file, "a") as opened:
            opened.truncate(0)
    return lines


def post_once(method, request):
    """As the loggers call: the key is the last member, and a failure ends the run."""
    body = json.dumps({**request, "apikey": APIKEY}).encode()
    asked = urllib.request.Request(API + method, data=body, headers={"HMAC2": signature(body)})
    return json.loads(urllib.request.urlopen(asked, timeout=45).read())


def ecs_line(type, row):
    """The ECS logger without a map: each cell that is not empty under `extra`, and the type as the data set."""
    return {**{"extra." + name: cell for name, cell in row.items() if cell != ""}, "data_stream.dataset": type}


CEF_KEYS = {"ip": "src", "port": "spt", "hostname": "shost", "asn": "cn1"}
CEF_SEVERITY = {"info": 0, "low": 1, "medium": 5, "high": 8, "critical": 10}


def cef_line(type, row):
    """The CEF logger with a small map: the severity of each row, and only columns that are in the map."""
    start = row["timestamp"].replace(" ", "T")
    named = ["%s=%s" % (CEF_KEYS[name], cell) for name, cell in row.items() if name in CEF_KEYS and cell]
    head = "CEF:0|Shadowserver|Reports|1.0|100|%s|%d|start=%s" % (type, CEF_SEVERITY[row["severity"]], start)
    return " ".join([head, *named])


def ingestor(request):
    """
    The PostgreSQL ingestor: each day of a backfill by itself and at once after the one before, a new connection for each
    request, members in the order of their names; a day or a report that fails is left out.
    """
    import requests

    rows_of_days, failures = [], []
    for day in request["days"]:
        body = json.dumps({"date": day, "apikey": APIKEY}, sort_keys=True)
        headers = {"Content-Type": "application/json", "HMAC2": signature(body.encode())}
        answer = requests.post(API + "reports/list", data=body, headers=headers, timeout=120)
        if not answer.ok:
            failures.append("%s: %s" % (day, answer.text))
            continue
        for report in answer.json():
            got = requests.get(DOWNLOADS + report["id"], timeout=300)
            got.raise_for_status()
            for row in rows(got.text):
                row_hash = hashlib.sha256(json.dumps(row, sort_keys=True).encode()).hexdigest()
                rows_of_days.append({"type": report["type"], "date": day, "hash": row_hash, "row": row})
    return {"rows": rows_of_days, "failures": failures}


def certificates(request):
    """The name in the certificate that each host gets."""
    import ssl

    names = {}
    for name in NAMES:
        with socket.create_connection((name, 443)) as plain:
            with ssl.create_default_context().wrap_socket(plain, server_hostname=name) as secured:
                names[name] = [value for kind, value in secured.getpeercert()["subjectAltName"]]
    return names


CLIENTS = {
    "call_api": lambda given: call_api(given["method"], given["request"]),
    "report_manager": report_manager,
    "intelmq": intelmq,
    "opencti": opencti,
    "ecs_logger": lambda given: logger(given, ecs_line),
    "cef_logger": lambda given: logger(given, cef_line),
    "ingestor": ingestor,
    "certificates": certificates,
}

print(json.dumps(CLIENTS[sys.argv[1]](json.loads(sys.argv[2]))))
