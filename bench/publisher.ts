// The publisher's side of the fetch benchmark, in a separate process: small reports, or one large file.
import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { offered, ReportsApiDouble, reportsIn } from '../examples/reports-api/index.js';

/** The benchmark's input as JSON: a folder of small reports, or a file with its number of rows. */
export interface Publisher {
  readonly folder?: string;
  readonly large?: { readonly file: string; readonly rows: number };
}

const { folder, large } = JSON.parse(process.argv[2]!) as Publisher;
const reports = large
  ? [{ ...offered('example', path.basename(large.file), ''), events: large.rows }]
  : reportsIn(folder!, 'example').map((report, at) => ({ ...report, list: `list${at % 10}` }));
const double = await new ReportsApiDouble({ reports }).start();

/** Sends the large file from the disk, because the double keeps its reports in memory. */
async function sendLarge(file: string): Promise<string> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/csv', 'content-length': statSync(file).size });
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

process.send!({
  SUNDIAL_API_KEY: double.key,
  SUNDIAL_API_SECRET: double.secret,
  SUNDIAL_API_URL: double.url,
  SUNDIAL_DOWNLOAD_URL: large ? await sendLarge(large.file) : double.downloadUrl,
});
