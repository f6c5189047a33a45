// Refuses settings with which people who should not could reach the web application, or read what is sent to it.
import type { Settings } from '../../config/index.js';
import { SundialError } from '../../domain/errors.js';
import { isLoopbackHost } from '../../domain/host-name.js';
import { requireSignInSettings } from './sign-in-settings.js';

/** @throws SundialError `config-invalid` */
export function requireSafePlace(settings: Settings): void {
  requireOwnPort(settings);
  requireNoPath(settings);
  requireSignInSettings(settings);
  const { web_host: host, web_auth, web_url, web_tls_certs, web_trusted_proxies } = settings;
  if (isLoopbackHost(host)) return;
  const refuse = (problem: string, expected: string, example: string): never => {
    throw new SundialError('config-invalid', {
      ...{
        place: 'web_host',
        key: 'web_host',
        problem: `is ${host}, which other machines reach, ${problem}`,
      },
      ...{ expected, example },
    });
  };
  if (web_auth === 'none') refuse('but web_auth is none', 'accounts', 'web_auth: accounts');
  if (web_url === '')
    refuse('but web_url is not set', 'the name that people use', 'web_url: https://sundial.example.org');
  if (web_tls_certs.length === 0 && web_trusted_proxies.length === 0)
    refuse(
      'without TLS',
      'a certificate, or a proxy that has one',
      'web_tls_certs: /etc/sundial/web.pem, or web_trusted_proxies: 192.0.2.1',
    );
}

/** A rule of a firewall about one listener must not open another one. */
function requireOwnPort({ web_port, http_port, api_port }: Settings): void {
  const others = Object.entries({ http_port, api_port });
  const [other] = others.find(([, port]) => port === web_port) ?? [];
  if (other === undefined) return;
  throw new SundialError('config-invalid', {
    ...{ place: 'web_port', key: 'web_port', problem: `is ${web_port}, which is ${other}` },
    ...{ expected: 'a port of its own, or 0', example: '9090' },
  });
}

/** The pages are at the root of their host, which is theirs alone: cookies and scripts do not keep to a path. */
function requireNoPath({ web_url }: Settings): void {
  if (web_url === '' || new URL(web_url).pathname === '/') return;
  throw new SundialError('config-invalid', {
    ...{ place: 'web_url', key: 'web_url', problem: 'has a path' },
    ...{ expected: 'a host of its own', example: 'https://sundial.example.org' },
  });
}
