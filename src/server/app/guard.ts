// What every request to the web application has to fulfil, whatever it asks for.
import type { FastifyInstance } from 'fastify';
import type { Hosts } from './hosts.js';

/** Refuses names of other sites, and requests for data that their pages let a browser send. */
export function guard(app: FastifyInstance, hosts: Hosts): void {
  // Forms of other sites can send text, but no JSON without asking first.
  app.removeContentTypeParser('text/plain');
  app.addHook('onRequest', async (request) => {
    hosts.requireKnown(request);
    if (isData(request.url)) hosts.requireOwnPage(request);
  });
}

const isData = (url: string): boolean => url.startsWith('/api/');
