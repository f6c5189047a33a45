// The URL of a site from a path, where the other cells of the row say to which host, port and protocol the path belongs.
import { cellOf, type ReportedEvent } from '../reported-event.js';
import { SITE_COLUMNS, SITE_SCHEMES } from './rules.js';
import { readAddress, readDomain, readPort } from './value.js';

const DEFAULT_PORTS: Readonly<Record<string, number>> = { http: 80, https: 443 };

/** A host as HTTP names it, with its port if that is not the usual one (RFC 9110, section 7.2). */
const HOST_FIELD = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/;

/** The absolute URL that a path in a column means; the text as it is if it is no path, or if the row does not say enough. */
export function siteUrl(event: ReportedEvent, column: string): string {
  const text = cellOf(event, column).trim();
  if (!text.startsWith('/')) return text;
  const port = readPort(cellOf(event, SITE_COLUMNS.port).trim());
  const scheme = schemeOf(cellOf(event, SITE_COLUMNS.scheme), port);
  const site = siteOf(event);
  if (scheme === undefined || site === undefined) return text;
  const at = site.port ?? port ?? DEFAULT_PORTS[scheme];
  return `${scheme}://${site.host}${at === DEFAULT_PORTS[scheme] ? '' : `:${at}`}${text}`;
}

function schemeOf(application: string, port: number | undefined): string | undefined {
  const name = application.trim().toLowerCase();
  if (Object.hasOwn(DEFAULT_PORTS, name)) return name;
  return name === '' && port !== undefined ? SITE_SCHEMES[port] : undefined;
}

function siteOf(
  event: ReportedEvent,
): { readonly host: string; readonly port: number | undefined } | undefined {
  const named =
    SITE_COLUMNS.hosts.map((column) => cellOf(event, column).trim()).find((text) => text !== '') ?? '';
  const whole = hostOf(named);
  if (whole !== undefined) return { host: whole, port: undefined };
  const [, bracketed, plain, port = ''] = HOST_FIELD.exec(named) ?? [];
  const host = hostOf(bracketed ?? plain ?? '');
  return host === undefined ? undefined : { host, port: readPort(port) };
}

/** A name or a single address as a URL has it; undefined for other texts. */
function hostOf(text: string): string | undefined {
  const address = readAddress(text);
  if (!address) return readDomain(text);
  if (address.isNetwork) return undefined;
  return address.type === 'ipv6-addr' ? `[${address.value}]` : address.value;
}
