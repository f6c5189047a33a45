// Starts a real OpenSearch on loopback for tests: one node without security, from the jars of Maven Central.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { freePort } from '../../../../net/testing/free-port.js';
import { type BrokerServer, startServer, whyNot } from '../../../broker/testing/server.js';

const JAVA = '/usr/bin/java';
const JARS = path.join(import.meta.dirname, 'target/dependency');

/** Why no OpenSearch is available for tests; undefined if one is. */
export function whyNoOpenSearch(): string | undefined {
  const compiler = whyNot('/usr/bin/javac', "Java's compiler", 'default-jdk-headless');
  if (compiler || existsSync(JARS)) return compiler;
  return 'OpenSearch is missing (mvn -q -B -f src/publish/elasticsearch/testing/opensearch/pom.xml dependency:copy-dependencies)';
}

export async function startOpenSearch(): Promise<BrokerServer> {
  const port = await freePort();
  const program = path.join(import.meta.dirname, 'OpenSearchNode.java');
  const jvm = ['-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-cp', `${JARS}/*`];
  return startServer({
    ...{ name: 'opensearch', program: JAVA, ports: { port, tlsPort: await freePort() } },
    prepare: ({ folder }) => ({ args: [...jvm, program, folder, String(port)] }),
    ready: async () => {
      const answer = await fetch(`http://127.0.0.1:${port}/`);
      if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
    },
  });
}
