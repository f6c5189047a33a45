// Starts a real Kafka broker (KRaft, one node) on loopback for tests, and reads its topics.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  AclOperations,
  AclPermissionTypes,
  Admin,
  Consumer,
  ListOffsetTimestamps,
  MessagesStreamModes,
  ResourcePatternTypes,
  ResourceTypes,
} from '@platformatic/kafka';
import { freePort } from '../../../net/testing/free-port.js';
import { PASSWORD } from '../../broker/testing/configured.js';
import { type BrokerServer, startServer, whyNot } from '../../broker/testing/server.js';

export const USER = 'sundial';

const JAVA = '/usr/bin/java';
const JARS = path.join(import.meta.dirname, 'target/dependency');

/** Why no broker is available for tests; undefined if one is. */
export function whyNoKafka(): string | undefined {
  const java = whyNot(JAVA, 'Java', 'default-jre-headless');
  if (java || existsSync(JARS)) return java;
  return 'Kafka is missing (mvn -q -B -f src/publish/kafka/testing/pom.xml dependency:copy-dependencies)';
}

/** A small heap and the quick compiler, so that the broker starts within seconds; its log is in the current folder. */
const JVM = [
  ...['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-cp', `${JARS}/*`],
  ...['-Dorg.slf4j.simpleLogger.defaultLogLevel=warn', '-Dorg.slf4j.simpleLogger.logFile=log'],
];

/** @param advertised the port at which the broker tells clients to connect without TLS; omitted = its own */
export async function startKafka({ port, advertised = port }: KafkaPorts): Promise<BrokerServer> {
  const [controller, tlsPort] = [await freePort(), await freePort()];
  return startServer({
    ...{ name: 'kafka', program: JAVA, ports: { port, tlsPort } },
    prepare: ({ folder }) => {
      const pem = ['key.pem', 'cert.pem'].map((name) => readFileSync(path.join(folder, name), 'utf8'));
      writeFileSync(path.join(folder, 'store.pem'), pem.join('\n'));
      const file = path.join(folder, 'server.properties');
      writeFileSync(file, settings({ folder, port, advertised, tlsPort, controller }));
      const users = ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap((mechanism) => [
        ...['--add-scram', `${mechanism}=[name=${USER},password=${PASSWORD}]`],
      ]);
      const format = ['kafka.tools.StorageTool', 'format', '-t', CLUSTER, '-c', file, ...users];
      execFileSync(JAVA, [...JVM, ...format], { cwd: folder, stdio: 'ignore' });
      return { args: [...JVM, 'kafka.Kafka', file] };
    },
    ready: () => withAdmin(port, (admin) => admin.listTopics()),
  });
}

export interface KafkaPorts {
  readonly port: number;
  readonly advertised?: number;
}

const CLUSTER = 'c3VuZGlhbC10ZXN0cy0xMg';

interface Ports extends Required<KafkaPorts> {
  readonly folder: string;
  readonly tlsPort: number;
  readonly controller: number;
}

const settings = ({
  folder,
  port,
  advertised,
  tlsPort,
  controller,
}: Ports) => `process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${controller}
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAIN
listeners=PLAIN://127.0.0.1:${port},SECURE://127.0.0.1:${tlsPort},CONTROLLER://127.0.0.1:${controller}
advertised.listeners=PLAIN://127.0.0.1:${advertised},SECURE://127.0.0.1:${tlsPort}
listener.security.protocol.map=PLAIN:PLAINTEXT,SECURE:SASL_SSL,CONTROLLER:PLAINTEXT
log.dirs=${folder}/data
num.partitions=3
auto.create.topics.enable=true
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
allow.everyone.if.no.acl.found=true
offsets.topic.num.partitions=1
offsets.topic.replication.factor=1
group.initial.rebalance.delay.ms=0
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
ssl.keystore.type=PEM
ssl.keystore.location=${folder}/store.pem
sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512
listener.name.secure.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required user_${USER}="${PASSWORD}";
listener.name.secure.scram-sha-256.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
listener.name.secure.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
`;

/** Asks the broker as its operator. */
export async function withAdmin<T>(port: number, work: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = new Admin({ ...CLIENT, bootstrapBrokers: [`127.0.0.1:${port}`] });
  try {
    return await work(admin);
  } finally {
    await admin.close();
  }
}

/** A broker that has just started does not know its coordinator yet. */
const CLIENT = { clientId: 'test', retries: 100, retryDelay: 50, connectTimeout: 2_000 } as const;

/** Takes the right to write to a topic from clients that did not sign in, or gives it back. */
export async function permit(port: number, topic: string, isPermitted: boolean): Promise<void> {
  const rule = {
    ...{ resourceType: ResourceTypes.TOPIC, resourceName: topic },
    ...{ principal: 'User:ANONYMOUS', host: '*', operation: AclOperations.WRITE },
    permissionType: AclPermissionTypes.DENY,
  };
  const pattern = ResourcePatternTypes.LITERAL;
  await withAdmin(port, async (admin) => {
    if (isPermitted) await admin.deleteAcls({ filters: [{ ...rule, resourcePatternType: pattern }] });
    else await admin.createAcls({ creations: [{ ...rule, resourcePatternType: pattern }] });
    // The broker follows the new rule when it has read it; then it also shows the topic, or no longer.
    const isShown = () =>
      admin.metadata({ topics: [topic], forceUpdate: true }).then(
        () => true,
        () => false,
      );
    while ((await isShown()) !== isPermitted) await new Promise(setImmediate);
  });
}

export interface Kept {
  readonly partition: number;
  readonly key: string;
  /** undefined = a tombstone. */
  readonly value: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

/** The records of a topic, partition by partition, in their order. */
export async function recordsOf(port: number, topic: string): Promise<Kept[]> {
  const expected = await withAdmin(port, (admin) => countOf(admin, topic));
  if (expected === 0) return [];
  const consumer = new Consumer({
    ...{ ...CLIENT, bootstrapBrokers: [`127.0.0.1:${port}`], groupId: `test-${topic}-${++groups}` },
  });
  const stream = await consumer.consume({
    ...{ topics: [topic], mode: MessagesStreamModes.EARLIEST, autocommit: false, maxWaitTime: 100 },
  });
  const kept: Kept[] = [];
  for await (const { partition, key, value, headers } of stream) {
    const texts = [...headers].map(([name, text]) => [String(name), String(text)]);
    kept.push({ partition, key: String(key), value: value?.toString(), headers: Object.fromEntries(texts) });
    if (kept.length === expected) break;
  }
  await consumer.close(true);
  return kept.toSorted((a, b) => a.partition - b.partition);
}

let groups = 0;

async function countOf(admin: Admin, topic: string): Promise<number> {
  const partitions = [0, 1, 2].map((partitionIndex) => ({
    partitionIndex,
    timestamp: ListOffsetTimestamps.LATEST,
  }));
  const listed = await admin.listOffsets({ topics: [{ name: topic, partitions }] });
  return listed.flatMap((one) => one.partitions).reduce((sum, { offset }) => sum + Number(offset), 0);
}
