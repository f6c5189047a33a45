// Declares the options of the web application.
import type { Option } from '../../domain/option.js';

export const WEB_OPTIONS = [
  {
    name: 'web_port',
    section: 'Web application',
    type: 'integer',
    min: 0,
    max: 65_535,
    description:
      'The port of the web application of "sundial serve"; 0 = none. It must differ from http_port and api_port.',
    default: 8090,
    example: 9090,
  },
  {
    name: 'web_host',
    section: 'Web application',
    type: 'string',
    description:
      'The address of web_port. Any but an address of this machine only requires accounts, web_url, and TLS or a proxy of web_trusted_proxies.',
    default: '127.0.0.1',
    example: '0.0.0.0',
  },
  {
    name: 'web_url',
    section: 'Web application',
    type: 'url',
    schemes: ['https'],
    description:
      'The address at which people reach the web application; links are built from it. Empty = web_host and web_port.',
    default: '',
    example: 'https://sundial.example.org',
  },
  {
    name: 'web_auth',
    section: 'Web application',
    type: 'enum',
    values: ['accounts', 'oidc', 'proxy', 'none'],
    description:
      'How people sign in: with the accounts of "sundial users", at an identity provider (OpenID Connect), at a proxy of web_trusted_proxies that names them in headers, or not at all, which lets everybody on this machine do everything.',
    default: 'accounts',
    example: 'oidc',
  },
  {
    name: 'web_tls_certs',
    section: 'Web application',
    type: 'list',
    description:
      'PEM files with certificates and their chains for web_port. Without any, it speaks plain HTTP, for a proxy in front or for this machine only. Renewed files are read within a minute.',
    default: [],
    example: ['/etc/sundial/web.pem'],
  },
  {
    name: 'web_tls_keys',
    section: 'Web application',
    type: 'list',
    description: 'PEM files with the private keys of web_tls_certs, in the same order.',
    default: [],
    example: ['/etc/sundial/web-key.pem'],
  },
  {
    name: 'web_trusted_proxies',
    section: 'Web application',
    type: 'list',
    description:
      'Addresses and networks of proxies in front of the web application. Only from these is X-Forwarded-For believed, which tells the address of the browser, and with web_auth proxy who asks.',
    default: [],
    example: ['127.0.0.1'],
  },
  {
    name: 'web_proxy_user_header',
    section: 'Web application',
    type: 'string',
    description:
      'With web_auth proxy, the header in which the proxy names the user. It has to remove the one that a browser sends.',
    default: 'Remote-User',
    example: 'X-Forwarded-User',
  },
  {
    name: 'web_proxy_groups_header',
    section: 'Web application',
    type: 'string',
    description: 'With web_auth proxy, the header in which the proxy names the groups of the user.',
    default: 'Remote-Groups',
    example: 'X-Forwarded-Groups',
  },
  {
    name: 'web_proxy_groups_separator',
    section: 'Web application',
    type: 'string',
    description: 'What is between two groups in web_proxy_groups_header.',
    default: ',',
    example: '|',
  },
] as const satisfies readonly Option[];
