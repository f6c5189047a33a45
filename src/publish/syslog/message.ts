// Writes a record of CEF as a syslog message (RFC 5424), and counts its octets for TCP (RFC 6587).
import { SYSLOG_OPTIONS } from './declaration.js';

export interface MessageFacts {
  /** Milliseconds since 1970; undefined = unknown. */
  readonly time: number | undefined;
  /** The severity of CEF, from 0 to 10. */
  readonly severity: number;
  /** The record: one line in UTF-8 without control characters. */
  readonly line: string;
}

export interface Sender {
  readonly facility: (typeof SYSLOG_OPTIONS.facility.values)[number];
  readonly hostname: string;
}

/**
 * One message without a line break at its end. The record begins without the byte order mark that RFC 5424 asks for
 * before UTF-8, because readers of CEF expect `CEF:` there.
 */
export function syslogMessage(
  { time, severity, line }: MessageFacts,
  { facility, hostname }: Sender,
): Buffer {
  const priority = SYSLOG_OPTIONS.facility.values.indexOf(facility) * 8 + syslogSeverity(severity);
  const stamp = time === undefined ? NOTHING : new Date(time).toISOString();
  const header = [`<${priority}>1`, stamp, headerHost(hostname), 'sundial', NOTHING, 'CEF', NOTHING];
  return Buffer.from(`${header.join(' ')} ${line}`);
}

/** The value of a field that is unknown or not used; also stands for no structured data. */
const NOTHING = '-';

/** A message with its length in bytes before it (RFC 6587, section 3.4.1), so that no content can end it. */
export function octetCounted(message: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${message.length} `), message]);
}

/** From informational (6) to critical (2). */
function syslogSeverity(severity: number): number {
  if (severity >= 10) return 2;
  if (severity >= 8) return 3;
  if (severity >= 5) return 4;
  return severity >= 1 ? 5 : 6;
}

/** At most 255 printable characters of ASCII (RFC 5424, section 6). */
function headerHost(hostname: string): string {
  return /^[\x21-\x7e]{1,255}$/.test(hostname) ? hostname : NOTHING;
}
