// Runs the contract test of outputs on receivers of syslog over TCP, TLS and UDP, and on files.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { selfSigned } from '../../notify/testing/certificate.js';
import { type OutputContract, testOutputContract } from '../testing/output-contract.js';
import { troubledProxy, troubleOf } from '../testing/troubled-proxy.js';
import { SYSLOG_KIND } from './declaration.js';
import { appendedRecords } from './testing/appended.js';
import { heldBy, startDatagramReceiver, startSyslogReceiver } from './testing/receiver.js';

const temporary = () => mkdtempSync(path.join(tmpdir(), 'sundial-cef-'));

/** A receiver that takes connections. @param resetBytes with which a connection is in the middle of a batch */
const stream = (transport: 'tcp' | 'tls', resetBytes: number): OutputContract => ({
  kind: SYSLOG_KIND,
  make: async () => {
    const folder = temporary();
    const certificate = transport === 'tls' ? selfSigned('localhost') : undefined;
    const ca = path.join(folder, 'ca.pem');
    if (certificate) writeFileSync(ca, certificate.cert);
    const receiver = await startSyslogReceiver(certificate);
    const proxy = await troubledProxy(receiver.port, resetBytes);
    const way = troubleOf(proxy);
    return {
      values: {
        ...{ transport, host: 'localhost', port: proxy.port, timeout: 2, hostname: 'sender.example.com' },
        ...(certificate && { ca_file: ca }),
      },
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
        rmSync(folder, { recursive: true });
      },
    };
  },
});

testOutputContract({
  'syslog over TCP': stream('tcp', 500),
  // The handshake takes about 600 bytes.
  'syslog over TLS': { ...stream('tls', 1_500), shares: ['format', 'withdrawal'] },
  'syslog over UDP': {
    kind: SYSLOG_KIND,
    shares: ['format', 'withdrawal'],
    make: async () => {
      const receiver = await startDatagramReceiver();
      return {
        values: {
          ...{ transport: 'udp', host: '127.0.0.1', port: receiver.port, hostname: 'sender.example.com' },
        },
        held: async () => heldBy(receiver.messages),
        close: () => receiver.stop(),
      };
    },
  },
  'syslog to files': {
    kind: SYSLOG_KIND,
    shares: ['format', 'withdrawal'],
    make: async () => {
      const folder = temporary();
      const files = path.join(folder, 'cef');
      return {
        // A row of 15 MiB is refused.
        values: { transport: 'file', path: files, max_bytes: 1024 * 1024 },
        held: async () => heldBy(appendedRecords(files)),
        close: async () => rmSync(folder, { recursive: true }),
      };
    },
  },
});
