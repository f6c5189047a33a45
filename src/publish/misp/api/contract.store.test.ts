// Runs the contract test of outputs on the REST API of a double of MISP.
import { Secret } from '../../../domain/secret.js';
import { testOutputContract } from '../../testing/output-contract.js';
import { troubledProxy, troubleOf } from '../../testing/troubled-proxy.js';
import { MISP_KIND } from '../declaration.js';
import { KEY, MispServer } from '../testing/server.js';

testOutputContract('misp (REST API)', {
  kind: MISP_KIND,
  secrets: [KEY],
  make: async () => {
    const server = await MispServer.start();
    const proxy = await troubledProxy(Number(new URL(server.url).port));
    const way = troubleOf(proxy);
    return {
      values: {
        url: `http://127.0.0.1:${proxy.port}`,
        api_key: new Secret(KEY),
        ...{ event_rows: 5, timeout_seconds: 3 },
      },
      held: async () => server.held(),
      trouble: {
        ...way.trouble,
        error: async () => {
          server.answer = () => ({ status: 500, body: `{"name":"An Internal Error","message":"no ${KEY}"}` });
        },
      },
      mend: async () => {
        server.answer = () => undefined;
        await way.mend();
      },
      close: async () => {
        await proxy.stop();
        await server.stop();
      },
    };
  },
});
