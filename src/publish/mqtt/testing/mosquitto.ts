// A real Mosquitto broker for tests, and a subscriber whose session the broker keeps.
import { execFileSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import mqtt, { type MqttClient } from 'mqtt';
import { type BrokerServer, startServer, whyNot } from '../../broker/testing/server.js';

export const USER = 'owner';
export const PASSWORD = 'correct-horse';
const PROGRAM = '/usr/sbin/mosquitto';

export const whyNoMosquitto = (): string | undefined => whyNot(PROGRAM, 'Mosquitto', 'mosquitto');

/** @param users the passwords of further users, who may publish below `sundial/` */
export function startMosquitto(users: Readonly<Record<string, string>> = {}): Promise<BrokerServer> {
  return startServer({
    name: 'mosquitto',
    program: PROGRAM,
    prepare: ({ port, tlsPort, folder }) => {
      const passwords = path.join(folder, 'passwords');
      const all = Object.entries({ [USER]: PASSWORD, ...users });
      writeFileSync(passwords, all.map((pair) => `${pair.join(':')}\n`).join(''), { mode: 0o600 });
      execFileSync('mosquitto_passwd', ['-U', passwords]);
      const rights = Object.keys(users).map((user) => `user ${user}\ntopic write sundial/#\n`);
      writeFileSync(path.join(folder, 'rights'), [`user ${USER}\ntopic readwrite #\n`, ...rights].join('\n'));
      const config = path.join(folder, 'mosquitto.conf');
      writeFileSync(config, settings(folder, port, tlsPort));
      // Mosquitto gives up the rights of the superuser.
      chmodSync(folder, 0o755);
      for (const file of [passwords, path.join(folder, 'rights'), path.join(folder, 'key.pem')])
        chmodSync(file, 0o644);
      return { args: ['-c', config] };
    },
    ready: async ({ port }) => {
      const client = await mqtt.connectAsync(...asOwner(port));
      await client.endAsync();
    },
  });
}

const settings = (folder: string, port: number, tlsPort: number) => `
listener ${port} 127.0.0.1
listener ${tlsPort} 127.0.0.1
certfile ${folder}/cert.pem
keyfile ${folder}/key.pem
per_listener_settings false
allow_anonymous false
password_file ${folder}/passwords
acl_file ${folder}/rights
max_queued_messages 0
persistence true
persistence_location ${folder}/
`;

const asOwner = (port: number, more: Readonly<Record<string, unknown>> = {}) =>
  [
    `mqtt://127.0.0.1:${port}`,
    { username: USER, password: PASSWORD, reconnectPeriod: 0, protocolVersion: 5, ...more },
  ] as const;

export interface Subscriber {
  readonly client: MqttClient;
  /** The messages so far, as text, with their topics. */
  readonly got: readonly { readonly topic: string; readonly text: string }[];
  /** Returns once everything that the broker accepted before has arrived. */
  caughtUp(): Promise<void>;
}

/** How the broker keeps the session of a subscriber who is away, and the subscriber comes back. */
const LASTING = { clean: false, reconnectPeriod: 50, properties: { sessionExpiryInterval: 3_600 } } as const;

/** Subscribes to topics. @param lasting the name of a session that the broker keeps */
export async function subscribed(
  port: number,
  topic: string,
  lasting?: { readonly clientId: string },
): Promise<Subscriber> {
  const client = await mqtt.connectAsync(...asOwner(port, lasting && { ...LASTING, ...lasting }));
  const got: { topic: string; text: string }[] = [];
  let mark = 0;
  let arrived: (text: string) => void = () => {};
  client.on('message', (at, payload) => {
    if (at === MARK) arrived(payload.toString());
    else got.push({ topic: at, text: payload.toString() });
  });
  await client.subscribeAsync([topic, MARK], { qos: 2 });
  return {
    client,
    got,
    // The broker delivers messages to one subscriber in their order.
    caughtUp: async () => {
      const expected = String(++mark);
      const there = new Promise<void>((resolve) => {
        arrived = (text) => text === expected && resolve();
      });
      await client.publishAsync(MARK, expected, { qos: 2 });
      await there;
    },
  };
}

const MARK = 'test/mark';
