// Finds what ends at a known time and stops collecting or serving then: certificates, secrets and permissions.
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type AccessKey, endingKeys, keysFileOf } from '../access/index.js';
import { grantedFile } from '../collect/index.js';
import type { Settings } from '../config/index.js';
import { dateOf } from '../domain/days.js';
import { type Ending, endState } from '../domain/ending.js';
import { isReportDate } from '../domain/report.js';
import type { SourceEntry } from '../domain/source-entry.js';
import { outputEntries } from '../publish/index.js';
import type { DigestWarning } from '../triage/index.js';
import { sourceEntries } from './sources.js';

/** Everything that the settings name and whose end is known; unreadable files are reported by other checks. */
export async function endings(settings: Settings): Promise<Ending[]> {
  const ofSources = sourceEntries(settings).map((entry) => sourceEndings(entry, settings));
  const ofServers = [
    ...settings.api_tls_certs.map((file) => [file, 'the API'] as const),
    ...settings.web_tls_certs.map((file) => [file, 'the web application'] as const),
  ].map(([file, owner]) =>
    certificateEnding(file, owner, 'Replace the files; the service takes new ones without a restart'),
  );
  const ofOutputs = outputEntries(settings).map((entry) =>
    authorityEndings(entry.values, `the output ${entry.name}`),
  );
  const { smtp_ca_file } = settings;
  const ofDigest = authorityEndings({ smtp_ca_file }, 'the mail of digests');
  return (await Promise.all([...ofSources, ...ofServers, ...ofOutputs, ofDigest])).flat();
}

/** Keys of constituents to the API that end soon; none if their file cannot be read, which the doctor reports. */
export function keyEndings(settings: Settings, now: Date): Ending[] {
  return endingKeys(keysIn(settings), now).map(({ id, label, expires }) => ({
    what: `The key ${id} of ${label} to the API`,
    at: expires,
    advice: '"sundial keys rotate" makes a successor with the same access',
  }));
}

function keysIn(settings: Settings): readonly AccessKey[] {
  try {
    return keysFileOf(settings).current().all;
  } catch {
    return [];
  }
}

/** The warnings of a digest, the earliest end first. */
export function endingWarnings(all: readonly Ending[], now: Date): DigestWarning[] {
  return all
    .toSorted((a, b) => a.at.getTime() - b.at.getTime())
    .flatMap(({ what, at, advice }): DigestWarning[] => {
      const state = endState(at, now);
      if (state === 'later') return [];
      const message = `${what} ${state === 'ended' ? 'ended' : 'ends'} on ${dateOf(at)}. ${advice}`;
      return [
        state === 'ended'
          ? { level: 'error', code: 'ended', message }
          : { level: 'warning', code: 'ends-soon', message },
      ];
    });
}

async function sourceEndings(entry: SourceEntry, { data_dir }: Settings): Promise<Ending[]> {
  const owner = `the source ${entry.name}`;
  const { oauth_certificate_file: file, oauth_client_secret_expires: date } = entry.values;
  // Only kinds that sign in with OAuth 2.0 have a permission; a damaged file fails when it is used.
  const signsIn = 'oauth_client_id' in entry.values;
  const granted = signsIn
    ? await grantedFile(data_dir, entry)
        .read()
        .catch(() => undefined)
    : undefined;
  const ends = await authorityEndings(entry.values, owner);
  if (typeof file === 'string' && file !== '')
    ends.push(
      ...(await certificateEnding(file, owner, 'Upload a new one to the application, and replace the file')),
    );
  if (typeof date === 'string' && isReportDate(date))
    ends.push({
      what: `The secret of the application of ${owner}`,
      at: new Date(`${date}T00:00:00Z`),
      advice: 'Create a new one, and set oauth_client_secret and oauth_client_secret_expires',
    });
  if (granted?.expires)
    ends.push({
      what: `The permission that a user granted to ${owner}`,
      at: granted.expires,
      advice: '"sundial mail authorize" asks the user again',
    });
  return ends;
}

/**
 * The ends of what options named `..._ca_file` hold. With several authorities in a file, connections fail for certain only
 * after the last one has ended.
 */
async function authorityEndings(values: Readonly<Record<string, unknown>>, owner: string): Promise<Ending[]> {
  const files = Object.entries(values).flatMap(([key, value]) =>
    /(?:^|_)ca_file$/.test(key) && typeof value === 'string' && value !== '' ? [value] : [],
  );
  const advice = 'Ask for its new certificate, and replace the file';
  const all = files.map(async (file): Promise<Ending[]> => {
    const ends = (await certificatesIn(file)).map(({ validTo }) => Date.parse(validTo));
    if (ends.length === 0) return [];
    return [{ what: `The authority in ${file} for ${owner}`, at: new Date(Math.max(...ends)), advice }];
  });
  return (await Promise.all(all)).flat();
}

/** The end of the first certificate in a PEM file, which is the server's or application's own. */
async function certificateEnding(file: string, owner: string, advice: string): Promise<Ending[]> {
  const [first] = await certificatesIn(file);
  if (!first) return [];
  return [{ what: `The certificate in ${file} of ${owner}`, at: new Date(first.validTo), advice }];
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;

/** The certificates in a PEM file; none if it cannot be read. */
async function certificatesIn(file: string): Promise<X509Certificate[]> {
  try {
    const pem = await readFile(file, 'latin1');
    return (pem.match(CERTIFICATE) ?? []).map((text) => new X509Certificate(text));
  } catch {
    return [];
  }
}
