// Loads a month of reports of many types through `sundial ingest`, day by day, for benchmarks of later steps.

import { existsSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadCatalogue } from '../src/catalogue/index.js';
import { addDays } from '../src/domain/days.js';
import { measure } from './child.js';
import { sundialIngest } from './ingest.js';
import { writeReport } from './make-report.js';
import { mergeDaysIn } from './merge-days.js';

export interface Month {
  /** The total number of events. */
  readonly rows: number;
  readonly days: number;
  readonly generator: 'shared' | 'own';
}

const SHARED = fileURLToPath(new URL('../../shared/data/make-load.mjs', import.meta.url));

/** The types of a month, the large ones first. */
export const TYPES: readonly string[] = [
  'scan_ssl scan_cwmp scan_http scan_ssh device_id scan_smtp scan_ftp scan_dns scan_snmp scan_sip scan_ntp',
  'scan_isakmp scan_telnet scan_rdp scan_imap scan_pop3 scan_quic scan_mysql scan_smb scan_portmapper scan_mdns',
  'scan_ssdp scan_netbios scan_ldap_udp scan_mongodb scan_redis scan_vnc scan_mqtt scan_ipmi scan_http_vulnerable',
  'scan6_ssl scan6_http scan6_ssh scan6_dns population_http_proxy blocklist compromised_website',
  'event4_sinkhole_http event4_honeypot_darknet event4_honeypot_brute_force',
].flatMap((line) => line.split(' '));

/** The date of the month's first day, or of the day `after` days later. */
export function dayOf(after: number): string {
  return addDays('2026-01-01', after);
}

/**
 * Loads the month into a data folder and returns the seconds that the loads took. Afterwards each day is one part.
 *
 * @param folder folder for the reports, which are removed once their day is loaded
 */
export async function loadMonth(data: string, folder: string, month: Month): Promise<number> {
  let seconds = 0;
  for (let day = 0; day < month.days; day++) {
    const reports = path.join(folder, dayOf(day));
    mkdirSync(reports);
    const rows =
      Math.floor((month.rows * (day + 1)) / month.days) - Math.floor((month.rows * day) / month.days);
    await (month.generator === 'shared' ? makeShared : makeOwn)(reports, dayOf(day), rows);
    const run = await sundialIngest(data, [reports]);
    const { totals } = JSON.parse(run.stdout) as { totals: { accepted: number; duplicate: number } };
    if (totals.accepted + totals.duplicate !== rows)
      throw new Error(`wrong counts: ${JSON.stringify(totals)} of ${rows} rows on ${dayOf(day)}`);
    seconds += run.seconds;
    rmSync(reports, { recursive: true });
  }
  await mergeDaysIn(data);
  return seconds;
}

async function makeShared(folder: string, date: string, rows: number): Promise<void> {
  if (!existsSync(SHARED)) throw new Error('the shared generator is missing: omit --generator shared');
  const types = TYPES.join(',');
  await measure([
    SHARED,
    '--day',
    date,
    '--events',
    String(rows),
    '--types',
    types,
    '--geo',
    'mix',
    '--out',
    folder,
  ]);
}

/** The nth type has an nth of the first type's rows, because real days have few large reports and many small ones. */
async function makeOwn(folder: string, date: string, rows: number): Promise<void> {
  const catalogue = loadCatalogue();
  const whole = TYPES.reduce((sum, _, index) => sum + 1 / (index + 1), 0);
  let before = 0;
  let done = 0;
  for (const [index, type] of TYPES.entries()) {
    before += 1 / (index + 1);
    const until = index === TYPES.length - 1 ? rows : Math.round((rows * before) / whole);
    if (until === done) continue;
    const { columns } = catalogue.describe(type);
    const seed = Date.parse(date) / 1000 + index;
    await writeReport(path.join(folder, `${date}-${type}-bench.csv`), {
      columns,
      rows: until - done,
      date,
      seed,
    });
    done = until;
  }
}
