// Runs the double of the Reports API until Ctrl-C, to try "sundial ping" and "sundial fetch" without an account.
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ReportsApiDouble, reportsIn } from './index.js';

const HELP = `Usage: npm run demo:api [-- --folder FOLDER --port PORT]

Serves the sample reports like the publisher's Reports API, only on this machine, until Ctrl-C.

Options:
  --folder FOLDER  serve the reports of this folder (default: examples/reports)
  --list NAME      the list of the reports (default: example)
  --port PORT      listen on this port (default: 8085)
  --help           show this help`;

const { values } = parseArgs({
  options: {
    folder: { type: 'string', default: path.join(import.meta.dirname, '..', 'reports') },
    list: { type: 'string', default: 'example' },
    port: { type: 'string', default: '8085' },
    help: { type: 'boolean' },
  },
});

if (values.help) console.log(HELP);
else {
  const reports = reportsIn(values.folder, values.list);
  const double = await new ReportsApiDouble({ reports, port: Number(values.port) }).start();
  const dates = [...new Set(reports.map(({ date }) => date))];
  console.log(`${reports.length} reports of ${dates[0]} to ${dates.at(-1)}. In another terminal:

export SUNDIAL_API_URL=${double.url}
export SUNDIAL_DOWNLOAD_URL=${double.downloadUrl}
export SUNDIAL_API_KEY=${double.key}
export SUNDIAL_API_SECRET=${double.secret}
npx sundial ping
npx sundial api reports/list '{"date": "${dates[0]}", "limit": 3}' --pretty

Press Ctrl-C to stop.`);
  process.once('SIGINT', () => void double.stop());
}
