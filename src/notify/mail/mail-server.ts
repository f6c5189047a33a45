// Reads and validates the options for the mail server, the sender and the recipients before anything is sent.
import { readFile } from 'node:fs/promises';
import { fileProblem, type Settings } from '../../config/index.js';
import { SundialError } from '../../domain/errors.js';
import { isLoopbackHost } from '../../domain/host-name.js';
import { Secret } from '../../domain/secret.js';

export interface MailServer {
  readonly host: string;
  readonly port: number;
  readonly tls: Settings['smtp_tls'];
  /** PEM certificates of the only accepted authorities; undefined = the authorities that Node.js trusts. */
  readonly ca: string | undefined;
  readonly user: string;
  readonly password: Secret;
}

export interface Correspondents {
  readonly from: string;
  readonly to: readonly string[];
}

const PORTS: Readonly<Record<MailServer['tls'], number>> = { starttls: 587, tls: 465, none: 25 };

/** The mail server of the options. @throws SundialError `mail-out-unset`, `config-invalid`, `config-unreadable` */
export async function mailServer(settings: Settings): Promise<MailServer> {
  const { smtp_host: host, smtp_tls: tls, smtp_user: user } = settings;
  if (host === '') throw new SundialError('mail-out-unset', { option: 'smtp_host' });
  if (tls === 'none' && user !== '' && !isLoopbackHost(host))
    throw invalid('smtp_tls', 'would send the password unencrypted to another machine', 'starttls or tls');
  return {
    host,
    port: settings.smtp_port || PORTS[tls],
    tls,
    ca: settings.smtp_ca_file === '' ? undefined : await certificates(settings.smtp_ca_file),
    user,
    password: new Secret(settings.smtp_password),
  };
}

/** Sender and recipients of the options. @throws SundialError `mail-out-unset`, `config-invalid` */
export function correspondents({ mail_from: from, digest_to: to }: Settings): Correspondents {
  if (from === '') throw new SundialError('mail-out-unset', { option: 'mail_from' });
  if (to.length === 0) throw new SundialError('mail-out-unset', { option: 'digest_to' });
  for (const [option, address] of [['mail_from', from], ...to.map((each) => ['digest_to', each])] as const)
    if (!ADDRESS.test(address!)) throw invalid(option!, 'is not a mail address', 'name@example.org');
  return { from, to };
}

/**
 * `name@host`, or such an address in angle brackets after a name, without characters that could begin another header
 * or address.
 */
const ADDRESS = /^(?:[^<>@,;"\r\n]*<([^\s<>@,;"]+@[^\s<>@,;"]+)>|[^\s<>@,;"]+@[^\s<>@,;"]+)$/;

/** The part of an address after the at sign. */
export function domainOf(address: string): string {
  return address.replace(/>$/, '').split('@').at(-1)!;
}

async function certificates(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (thrown) {
    throw new SundialError('config-unreadable', { file, problem: fileProblem(thrown) }, { cause: thrown });
  }
}

function invalid(option: string, problem: string, example: string): SundialError {
  return new SundialError('config-invalid', {
    place: 'the configuration',
    key: option,
    problem,
    expected: 'another value',
    example,
  });
}
