// A process that downloads the listed reports, to be killed meanwhile.
import { Secret } from '../../../domain/secret.js';
import { collectApi, openReportsApi } from '../../index.js';

const [url = '', downloadUrl = '', key = '', secret = '', folder = '', date = ''] = process.argv.slice(2);
const clock = () => new Date();
const api = openReportsApi({
  url,
  downloadUrl,
  key: new Secret(key),
  secret: new Secret(secret),
  delaySeconds: 0,
  timeoutSeconds: 30,
  env: {},
  clock,
});
const { listings } = await api.list({ date });
for await (const _ of collectApi(listings, {
  api,
  label: 'api',
  folder,
  concurrency: 2,
  minFreeDiskMib: 0,
  clock,
})) {
}
