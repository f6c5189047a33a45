// The errors of the output to Elasticsearch and OpenSearch; failures of the network have those of src/net.
import { api, type ErrorRow, EXIT, operator } from '../../domain/error-row.js';

export const ELASTICSEARCH_ERRORS = {
  'elasticsearch-auth': api(
    'auth',
    '{what}: the cluster does not accept the sign-in ({problem}). Nothing was sent; check api_key, or username and password of the output',
    'operator',
  ),
  'elasticsearch-rights': api(
    'auth',
    '{what}: the sign-in lacks rights ({problem}). The unfinished batch will be sent again; give it the rights that docs/how-to/elasticsearch.md lists',
    'operator',
  ),
  'elasticsearch-refused': api(
    'refused',
    '{what}: the cluster refused a request ({problem}). The unfinished batch will be sent again; check the output and the index template',
    'operator',
  ),
  'elasticsearch-busy': api(
    'unreachable',
    '{what}: the cluster cannot write at the moment ({problem}). The unfinished batch will be sent again; check its load, its disks and its shards',
    'operator',
    true,
  ),
  'elasticsearch-answer': api(
    'malformed',
    '{what}: the answer is not that of Elasticsearch or OpenSearch ({problem}). The unfinished batch will be sent again; check url of the output',
    'operator',
    true,
  ),
  'elasticsearch-document-refused': operator(
    '{what}: the cluster does not accept the document {id} ({problem}). The document was left out; send it again after changing the mapping of the data stream',
    EXIT.partial,
  ),
} as const satisfies Record<string, ErrorRow>;
