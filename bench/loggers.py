"""Runs the publisher's loggers or OpenCTI's connector over one report, without a network: the part that maps rows.

Usage: loggers.py KIND FOLDER REPORT OUTPUT. The code in FOLDER is the other project's own, and no part of this one.
"""

import csv
import importlib.util
import logging
import sys
from pathlib import Path

TYPE = 'scan_ssl'
# The publisher's maps are downloaded by the loggers; these have the columns that most reports have.
ECS_MAP = {
    'timestamp': '&timestamp',
    'tag': '&tags',
    'ip': 'source.ip',
    'port': 'source.port',
    'asn': 'source.as.number',
    'hostname': 'source.domain',
}
CEF_MAP = {'ip': 'src', 'port': 'spt', 'hostname': 'shost', 'asn': 'cn1', 'geo': 'cs1', 'tag': 'cs2'}


def module(file):
    spec = importlib.util.spec_from_file_location(file.stem, file)
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def ecs(folder, report, output):
    code = module(folder / 'elasticsearch' / 'shadowserver_ecs_logger.py')
    logger = logging.getLogger('app')
    logger.setLevel(logging.DEBUG)
    handler = logging.FileHandler(output)
    handler.setFormatter(code.ECSFormatter())
    logger.addHandler(handler)
    mapper = code.ShadowserverECSLogger.__new__(code.ShadowserverECSLogger)
    mapper.mapping = {'map': ECS_MAP}
    mapper._stream_events(logger, {'type': TYPE, 'file': report.name}, report)


def cef(folder, report, output):
    code = module(folder / 'cef' / 'shadowserver_cef_logger.py')
    with open(output, 'w', encoding='utf-8') as file:
        # The syslog of the machine is replaced with a file.
        code.syslog.syslog = lambda text: file.write(text + '\n')
        mapper = code.ShadowserverCEFLogger.__new__(code.ShadowserverCEFLogger)
        mapper.mapping = {TYPE: {'map': CEF_MAP}}
        mapper.cef_version, mapper.device_version = '0', '1.0'
        mapper._stream_events({'type': TYPE, 'file': report.name}, report, '100')


class Helper:
    """What the connector wants of OpenCTI's helper: its log."""

    def __getattr__(self, name):
        return lambda *_: None


def connector(folder, report, output):
    sys.path.insert(0, str(folder / 'src'))
    from shadowserver.constants import TLP_MAP
    from shadowserver.stix_transform import ShadowserverStixTransformation

    with open(report, newline='', encoding='utf-8') as file:
        # The API has times with a zone.
        rows = [{**row, 'timestamp': row['timestamp'] + 'Z'} for row in csv.DictReader(file)]
    about = {'id': 'bench', 'type': TYPE, 'file': report.name, 'url': 'https://example.com/'}
    made = ShadowserverStixTransformation(TLP_MAP['TLP:CLEAR'], rows, about, Helper())
    with open(output, 'w', encoding='utf-8') as file:
        for stix in made.get_stix_objects():
            file.write(stix.serialize() + '\n')


KIND, FOLDER, REPORT, OUTPUT = sys.argv[1:]
{'ecs': ecs, 'cef': cef, 'connector': connector}[KIND](Path(FOLDER).resolve(), Path(REPORT), OUTPUT)
