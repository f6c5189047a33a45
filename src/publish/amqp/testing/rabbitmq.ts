// A real RabbitMQ server for tests, and a client that reads from it what the output sent.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type ChannelModel, type ConfirmChannel, connect } from 'amqplib';
import { freePort } from '../../../net/testing/free-port.js';
import { type BrokerServer, startServer, whyNot } from '../../broker/testing/server.js';

export const PASSWORD = 'correct-horse';
export const USER = 'owner';
const FOLDER = '/usr/lib/rabbitmq/bin';
const PROGRAM = path.join(FOLDER, 'rabbitmq-server');

export const whyNoRabbit = (): string | undefined => whyNot(PROGRAM, 'RabbitMQ', 'rabbitmq-server');

export interface Rabbit extends BrokerServer {
  readonly stompPort: number;
  /** Runs rabbitmqctl. */
  control(...args: string[]): string;
}

/** Starting takes about ten seconds of processor time, so a test file starts one server. */
export async function startRabbit(): Promise<Rabbit> {
  const [stompPort, namesPort, nodesPort] = [await freePort(), await freePort(), await freePort()];
  let env: NodeJS.ProcessEnv = {};
  const control = (...args: string[]) =>
    execFileSync(path.join(FOLDER, 'rabbitmqctl'), args, {
      env: { ...process.env, ...env },
      encoding: 'utf8',
    });
  const server = await startServer({
    name: 'rabbitmq',
    program: PROGRAM,
    prepare: ({ port, tlsPort, folder }) => {
      // The server keeps its cookie in the home folder.
      mkdirSync(path.join(folder, 'home'));
      writeFileSync(path.join(folder, 'plugins'), '[rabbitmq_stomp].');
      writeFileSync(path.join(folder, 'rabbitmq.conf'), settings(folder, port, tlsPort, stompPort));
      env = environment(folder, { port, namesPort, nodesPort });
      return { args: [], env };
    },
    ready: async ({ port }) => (await connected(port)).close(),
    // The service of names outlives the node.
    cleanUp: () => execFileSync('epmd', ['-kill'], { env: { ...process.env, ...env }, stdio: 'ignore' }),
  });
  return { ...server, stompPort, control };
}

const settings = (folder: string, port: number, tlsPort: number, stompPort: number) => `
listeners.tcp.1 = 127.0.0.1:${port}
listeners.ssl.1 = 127.0.0.1:${tlsPort}
stomp.listeners.tcp.1 = 127.0.0.1:${stompPort}
ssl_options.certfile = ${folder}/cert.pem
ssl_options.keyfile = ${folder}/key.pem
ssl_options.verify = verify_none
default_user = ${USER}
default_pass = ${PASSWORD}
log.file = log
`;

/** One thread, which does not burn processor time while it waits. */
const SPARING = '+S 1:1 +sbwt none +sbwtdcpu none +sbwtdio none';

function environment(
  folder: string,
  ports: { readonly port: number; readonly namesPort: number; readonly nodesPort: number },
): NodeJS.ProcessEnv {
  return {
    ...{ HOME: path.join(folder, 'home'), RABBITMQ_NODENAME: `sundial${ports.port}@localhost` },
    ...{ RABBITMQ_MNESIA_BASE: path.join(folder, 'data'), RABBITMQ_LOG_BASE: folder },
    RABBITMQ_CONFIG_FILE: path.join(folder, 'rabbitmq.conf'),
    RABBITMQ_ENABLED_PLUGINS_FILE: path.join(folder, 'plugins'),
    ...{ RABBITMQ_PID_FILE: path.join(folder, 'pid'), RABBITMQ_CONF_ENV_FILE: '/dev/null' },
    ...{ ERL_EPMD_ADDRESS: '127.0.0.1', ERL_EPMD_PORT: String(ports.namesPort) },
    RABBITMQ_DIST_PORT: String(ports.nodesPort),
    RABBITMQ_SERVER_START_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
    ...{ RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: SPARING, RABBITMQ_CTL_ERL_ARGS: SPARING },
  };
}

export function connected(port: number): Promise<ChannelModel> {
  // Without heartbeats, which a test misses if its process or a busy machine stands still for a minute.
  return connect({ hostname: '127.0.0.1', port, username: USER, password: PASSWORD, heartbeat: 0 });
}

/** Takes all messages out of a queue. */
export async function taken(channel: ConfirmChannel, queue: string): Promise<string[]> {
  const texts: string[] = [];
  for (;;) {
    const message = await channel.get(queue, { noAck: true });
    if (!message) return texts;
    texts.push(message.content.toString());
  }
}
