// Runs the contract test of outputs on a receiver of syslog over TCP.
import { testOutputContract } from '../testing/output-contract.js';
import { troubledProxy, troubleOf } from '../testing/troubled-proxy.js';
import { SYSLOG_KIND } from './declaration.js';
import { startSyslogReceiver } from './testing/receiver.js';

testOutputContract('syslog', {
  kind: SYSLOG_KIND,
  make: async () => {
    const receiver = await startSyslogReceiver();
    const proxy = await troubledProxy(receiver.port, 500);
    const way = troubleOf(proxy);
    return {
      values: { host: '127.0.0.1', port: proxy.port, timeout: 2, hostname: 'sender.example.com' },
      held: async () => {
        if (receiver.faults.length > 0) throw new Error(receiver.faults.join());
        return receiver.held();
      },
      trouble: {
        ...way.trouble,
        error: async () => {
          receiver.greet = (socket) => socket.destroy();
        },
      },
      mend: async () => {
        receiver.greet = () => {};
        await way.mend();
      },
      close: async () => {
        await proxy.stop();
        await receiver.stop();
      },
    };
  },
});
