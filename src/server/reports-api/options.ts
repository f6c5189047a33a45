// Declares the options of the Reports API that Sundial serves.
import type { Option } from '../../domain/option.js';

export const REPORTS_API_OPTIONS = [
  {
    name: 'api_port',
    section: 'API for constituents',
    type: 'integer',
    min: 0,
    max: 65_535,
    description:
      'The port on which "sundial serve" answers constituents like the publisher\'s Reports API; 0 = none. It must differ from http_port, because /health and /metrics are not for constituents.',
    default: 0,
    example: 8443,
  },
  {
    name: 'api_host',
    section: 'API for constituents',
    type: 'string',
    description: 'The address of api_port.',
    default: '127.0.0.1',
    example: '0.0.0.0',
  },
  {
    name: 'api_tls_certs',
    section: 'API for constituents',
    type: 'list',
    description:
      'PEM files with certificates and their chains. Without any, the API speaks plain HTTP, for a proxy in front. With several, each client gets the one for the name that it asks for, or else the first one. Renewed files are read within a minute.',
    default: [],
    example: ['/etc/sundial/transform.pem', '/etc/sundial/dl.pem'],
  },
  {
    name: 'api_tls_keys',
    section: 'API for constituents',
    type: 'list',
    description: 'PEM files with the private keys of api_tls_certs, in the same order.',
    default: [],
    example: ['/etc/sundial/transform-key.pem', '/etc/sundial/dl-key.pem'],
  },
  {
    name: 'public_url',
    section: 'API for constituents',
    type: 'url',
    schemes: ['https', 'http'],
    description:
      'The address at which constituents reach api_port; reports/list builds addresses of downloads from it. Empty = reports/list gives ids only.',
    default: '',
    example: 'https://reports.example.org',
  },
  {
    name: 'api_trusted_proxies',
    section: 'API for constituents',
    type: 'list',
    description:
      'Addresses and networks of proxies in front of the API. Only from these is X-Forwarded-For believed, which tells the address of the client.',
    default: [],
    example: ['127.0.0.1', '10.0.0.0/8'],
  },
  {
    name: 'api_requests_per_second',
    section: 'API for constituents',
    type: 'number',
    min: 0.01,
    max: 10_000,
    description: 'Requests per second with one key; a key may have a limit of its own.',
    default: 10,
    example: 50,
  },
  {
    name: 'api_requests_at_once',
    section: 'API for constituents',
    type: 'integer',
    min: 1,
    max: 1000,
    description:
      'Requests with one key that are answered at the same time; a key may have a limit of its own.',
    default: 4,
    example: 8,
  },
  {
    name: 'api_rows',
    section: 'API for constituents',
    type: 'integer',
    min: 1,
    max: 10_000,
    description: 'Rows of one answer of the API; a key may have a limit of its own.',
    default: 10_000,
    example: 1_000,
  },
  {
    name: 'api_seconds',
    section: 'API for constituents',
    type: 'integer',
    min: 1,
    max: 3600,
    description: 'Seconds that one request to the API may take; a key may have a limit of its own.',
    default: 60,
    example: 20,
  },
  {
    name: 'api_requires_filter',
    section: 'API for constituents',
    type: 'boolean',
    description:
      "Whether reports/query refuses a query that names none of the caller's networks, domains, autonomous systems or countries, as the publisher does. Either way the answer contains only the caller's rows.",
    default: true,
    example: false,
  },
  {
    name: 'api_access_log',
    section: 'API for constituents',
    type: 'path',
    description:
      'The file with one JSON line for each request to the API, rotated like log_file. Empty = api-access.log beside log_file, or in data_dir if there is no log_file.',
    default: '',
    example: '/var/log/sundial/api-access.log',
  },
] as const satisfies readonly Option[];
