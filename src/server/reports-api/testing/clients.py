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
    "certificates": certificates,
}

print(json.dumps(CLIENTS[sys.argv[1]](json.loads(sys.argv[2]))))
