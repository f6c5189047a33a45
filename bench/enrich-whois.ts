// The benchmark of bulk WHOIS: the origins of many addresses from a double on this machine, in one connection.
import { openWhois } from '../src/enrich/whois/open.js';
import { startWhois } from '../src/enrich/whois/testing/whois-double.js';
import { figure, machine, machineNote, type Sheet } from './sheet.js';

export interface WhoisBench {
  /** At most as many as one connection takes: 10,000. */
  readonly addresses: number;
}

/** Asks about addresses of the network for benchmarks (RFC 2544) and of IPv6's documentation, half of them each. */
export async function benchWhois({ addresses: wanted }: WhoisBench): Promise<Sheet> {
  const double = await startWhois((address) => [
    ['64496', `${address}/${address.includes(':') ? 128 : 32}`, 'GB', 'ripencc', '2001-02-03', 'EXAMPLE, GB'],
  ]);
  const addresses = Array.from({ length: wanted }, (_, at) =>
    at % 2 === 0 ? `198.18.${at >> 8}.${at & 255}` : `2001:db8::${at.toString(16)}`,
  );
  const values = { host: '127.0.0.1', port: double.port, max_age_days: 7 };
  const enricher = await openWhois({ name: 'whois', values } as Parameters<typeof openWhois>[0]);
  const start = performance.now();
  const startCpu = process.cpuUsage();
  let answered = 0;
  for await (const part of enricher.ask(addresses, new AbortController().signal)) answered += part.length;
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(startCpu);
  const processorSeconds = (user + system) / 1_000_000;
  await double.stop();
  if (answered !== wanted || double.refused.length > 0)
    throw new Error(`${answered} of ${wanted} answered; refused: ${double.refused.join(', ')}`);
  const { connections } = double;
  const perSecond = wanted / seconds;
  return {
    title: `whois: ${figure(wanted)} addresses by bulk WHOIS`,
    columns: ['', 'addresses', 'connections', 's', 'processor s', 'addresses/s'],
    rows: [
      [
        'whois',
        figure(wanted),
        figure(connections),
        figure(seconds, 2),
        figure(processorSeconds, 2),
        figure(perSecond),
      ],
    ],
    notes: ['the server is a double in the same process', machineNote()],
    figures: { addresses: wanted, connections, seconds, processorSeconds, perSecond, ...machine() },
  };
}
