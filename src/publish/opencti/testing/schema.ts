// The part of OpenCTI's GraphQL schema that connectors use (opencti-graphql 6.8, config/schema/opencti.graphql); requests
// that do not fit are refused as the platform refuses them.
import { buildSchema } from 'graphql';

export const SCHEMA = buildSchema(`
  type Query {
    me: MeUser!
    about: AppInfo
    connector(id: String!): Connector
    work(id: ID!): Work
  }
  type Mutation {
    registerConnector(input: RegisterConnectorInput): Connector
    pingConnector(id: ID!, state: String, connectorInfo: ConnectorInfoInput): Connector
    workAdd(connectorId: String!, friendlyName: String): Work!
    workEdit(id: ID!): WorkEditMutations
    stixBundlePush(connectorId: String!, bundle: String!, work_id: String): Boolean
  }
  type MeUser { id: ID! name: String! user_email: String! }
  type AppInfo { version: String! }
  enum ConnectorType { EXTERNAL_IMPORT INTERNAL_IMPORT_FILE INTERNAL_ENRICHMENT INTERNAL_EXPORT_FILE STREAM }
  input RegisterConnectorInput {
    id: ID!
    name: String!
    type: ConnectorType!
    scope: [String!]
    auto: Boolean
    auto_update: Boolean
    enrichment_resolution: String
    only_contextual: Boolean
    playbook_compatible: Boolean
    listen_callback_uri: String
  }
  input ConnectorInfoInput {
    run_and_terminate: Boolean!
    buffering: Boolean!
    queue_threshold: Float!
    queue_messages_size: Float!
    next_run_datetime: String
    last_run_datetime: String
  }
  type Connector {
    id: ID!
    name: String!
    active: Boolean
    connector_state: String
    connector_user_id: ID
    connector_queue_details: ConnectorQueueDetails
    config: ConnectorConfig
  }
  type ConnectorQueueDetails { messages_number: Float! messages_size: Float! }
  type ConnectorConfig {
    connection: RabbitMQConnection!
    listen: String!
    listen_routing: String!
    listen_exchange: String!
    push: String!
    push_routing: String!
    push_exchange: String!
  }
  type RabbitMQConnection {
    host: String!
    vhost: String
    use_ssl: Boolean
    port: Int!
    user: String!
    pass: String!
  }
  type Work { id: ID! name: String status: String! errors: [WorkMessage] tracking: WorkTracking }
  type WorkMessage { message: String source: String }
  type WorkTracking { import_expected_number: Int import_processed_number: Int }
  input WorkErrorInput { error: String source: String }
  type WorkEditMutations {
    delete: ID!
    ping: ID
    reportExpectation(error: WorkErrorInput): ID!
    addExpectations(expectations: Int): ID!
    toReceived(message: String): ID
    toProcessed(message: String, inError: Boolean): ID
  }
`);
