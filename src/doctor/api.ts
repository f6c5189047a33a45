// Checks of the API for constituents: how it is reached, and the file of its keys.
import { statSync } from 'node:fs';
import { type AccessKey, endingKeys, keysFileOf, stateOf } from '../access/index.js';
import type { Settings } from '../config/index.js';
import { dateOf } from '../domain/days.js';
import { ENDING_DAYS } from '../domain/ending.js';
import { isLoopbackHost } from '../domain/host-name.js';
import { counted, printable } from '../text/index.js';
import { type Check, check, type Finding, ok, problem, warning } from './check.js';

/** Checks the options of the API and its keys; without the API, only keys that exist. */
export async function apiChecks(settings: Settings, now: Date): Promise<Check[]> {
  const isOn = settings.api_port > 0;
  return [
    await check('api', () => (isOn ? transportFinding(settings) : ok('off'))),
    ...(isOn ? [await check('public url', () => publicUrlFinding(settings))] : []),
    await check('keys file', () => keysFileFinding(settings)),
    await check('keys', () => keysFinding(keysFileOf(settings).current().all, isOn, now)),
  ];
}

function transportFinding({ api_host, api_port, api_tls_certs, api_trusted_proxies }: Settings): Finding {
  const address = `${api_host}, port ${api_port}`;
  if (api_tls_certs.length > 0) return ok(`${address}, with TLS`);
  if (isLoopbackHost(api_host)) return ok(`${address}, for a proxy on this machine`);
  if (api_trusted_proxies.length > 0)
    return ok(`${address}, without TLS, for the proxies in api_trusted_proxies`);
  return warning(
    `${address}, without TLS: keys and reports can be read on the network`,
    'Set api_tls_certs and api_tls_keys, or let only a proxy reach it and name the proxy in api_trusted_proxies',
  );
}

function publicUrlFinding({ public_url }: Settings): Finding {
  if (public_url === '')
    return warning(
      'not set, so reports/list gives ids without addresses of downloads',
      'Set public_url to the address at which constituents reach the API',
    );
  if (public_url.startsWith('https:')) return ok(public_url);
  return warning(
    `${public_url} is not encrypted`,
    'Let constituents reach the API over https, and set public_url',
  );
}

/** Only the user of the data folder may read the file. */
function keysFileFinding(settings: Settings): Finding {
  const { file } = keysFileOf(settings);
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found) return ok('none');
  if ((found.mode & 0o077) !== 0)
    return problem(
      `other users of this machine can read ${file}, which has the secrets of all keys`,
      `chmod 600 '${file}', and rotate keys that were read`,
    );
  const uid = statSync(settings.data_dir, { throwIfNoEntry: false })?.uid ?? found.uid;
  if (found.uid === uid) return ok(file);
  return problem(
    `${file} belongs to the user ${found.uid}, and the data folder to the user ${uid}, who cannot read it`,
    `chown ${uid} '${file}'`,
  );
}

function keysFinding(all: readonly AccessKey[], isOn: boolean, now: Date): Finding {
  const usable = all.filter((key) => stateOf(key, now) === 'usable');
  const expired = all.filter((key) => stateOf(key, now) === 'expired');
  const ending = endingKeys(all, now);
  const found = counted(usable.length, 'usable key');
  if (ending.length > 0)
    return warning(
      `${found}; within ${ENDING_DAYS} days end ${named(ending)}`,
      '"sundial keys rotate" makes a successor with the same access',
    );
  if (expired.length > 0)
    return warning(
      `${found}; expired, with their secrets still in the file: ${named(expired)}`,
      '"sundial keys rotate" before the end of a key, "sundial keys add" after it, and "sundial keys revoke" to erase its secret',
    );
  if (isOn && usable.length === 0)
    return warning(`${found}, so that no constituent can ask`, '"sundial keys add" makes one');
  return ok(found);
}

/** Such as `7h3k9m2p (The Zoo, 2026-04-01)`. */
function named(keys: readonly AccessKey[]): string {
  return keys
    .toSorted((a, b) => Number(a.expires) - Number(b.expires))
    .map(({ id, label, expires }) => `${id} (${printable(label)}, ${dateOf(expires!)})`)
    .join(', ');
}
