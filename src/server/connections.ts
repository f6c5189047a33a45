// Limits HTTP connections, so that clients that send nothing cannot lock others out.
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { isLoopbackPeer } from '../domain/host-name.js';
import { LIMITS } from '../domain/limits.js';

/** The required properties of a connection. */
export type Connection = Pick<Socket, 'remoteAddress' | 'remotePort' | 'destroy' | 'once'>;

export interface ConnectionLimits {
  readonly most: number;
  /** Number of connections reserved for this machine, for health checks and proxies. */
  readonly keptForLoopback: number;
}

const LIMITED: ConnectionLimits = {
  most: LIMITS.connections,
  keptForLoopback: LIMITS.connectionsForLoopback,
};

/** If all connections are in use, the one that has waited longest without a request is closed for a new one. */
export class Connections {
  /** Connections without a complete request, the oldest first. */
  private readonly idle = new Set<Connection>();
  private readonly answering = new Set<Connection>();
  /** By the client's address and port: a request over TLS does not name the socket that was opened, but one on top of it. */
  private readonly bySource = new Map<string, Connection>();

  constructor(private readonly limits: ConnectionLimits = LIMITED) {}

  /** Starts counting the connections of a server. */
  watch(server: FastifyInstance['server']): void {
    server.on('connection', (socket) => this.opened(socket));
    server.on('request', ({ socket }, response) => {
      const connection = this.underlying(socket);
      this.asked(connection);
      response.once('close', () => this.answered(connection));
    });
  }

  /** Whether a request of the connection is being answered. */
  isAnswering(connection: Connection): boolean {
    return this.answering.has(this.underlying(connection));
  }

  private underlying(connection: Connection): Connection {
    return this.bySource.get(sourceOf(connection)) ?? connection;
  }

  opened(connection: Connection): void {
    if (!this.makeRoom(connection)) {
      connection.destroy();
      return;
    }
    this.idle.add(connection);
    const source = sourceOf(connection);
    this.bySource.set(source, connection);
    connection.once('close', () => {
      if (this.bySource.get(source) === connection) this.bySource.delete(source);
      this.idle.delete(connection);
      this.answering.delete(connection);
    });
  }

  asked(connection: Connection): void {
    if (this.idle.delete(connection)) this.answering.add(connection);
  }

  answered(connection: Connection): void {
    if (this.answering.delete(connection)) this.idle.add(connection);
  }

  private makeRoom(comes: Connection): boolean {
    const { most, keptForLoopback } = this.limits;
    if (isLoopback(comes)) return this.count(() => true) < most || this.close(() => true);
    return this.count(isRemote) < most - keptForLoopback || this.close(isRemote);
  }

  private count(counts: (connection: Connection) => boolean): number {
    return [...this.idle, ...this.answering].filter(counts).length;
  }

  private close(may: (connection: Connection) => boolean): boolean {
    for (const connection of this.idle) {
      if (!may(connection)) continue;
      this.idle.delete(connection);
      connection.destroy();
      return true;
    }
    return false;
  }
}

const sourceOf = ({ remoteAddress, remotePort }: Connection): string => `${remoteAddress} ${remotePort}`;

const isLoopback = ({ remoteAddress = '' }: Connection): boolean => isLoopbackPeer(remoteAddress);

const isRemote = (connection: Connection): boolean => !isLoopback(connection);
