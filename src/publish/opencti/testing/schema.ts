// The part of OpenCTI's GraphQL schema that connectors use; requests that do not fit are refused as the platform refuses them.
// The reference is opencti-platform/opencti-graphql 6.8, config/schema/opencti.graphql. Beside each part is the place there that
// has it, and the request of the reference client (client-python, pycti) that names its fields.
import { buildSchema } from 'graphql';

export const SCHEMA = buildSchema(`
  # QUERIES DECLARATION; api/opencti_api_connector.py (read), api/opencti_api_work.py (get_work)
  type Query {
    me: MeUser!
    about: AppInfo
    connector(id: String!): Connector
    work(id: ID!): Work
  }
  type Mutation {
    # MUTATIONS DECLARATION, INTERNAL OBJECT ENTITIES, both for CONNECTORAPI; api/opencti_api_connector.py (register, ping)
    registerConnector(input: RegisterConnectorInput): Connector
    pingConnector(id: ID!, state: String, connectorInfo: ConnectorInfoInput): Connector
    # MUTATIONS DECLARATION, WORK; api/opencti_api_work.py (initiate_work)
    workAdd(connectorId: String!, friendlyName: String): Work!
    workEdit(id: ID!): WorkEditMutations
    # MUTATIONS DECLARATION, for CONNECTORAPI; api/opencti_api_client.py (send_bundle_to_api)
    stixBundlePush(connectorId: String!, bundle: String!, work_id: String): Boolean
  }
  # MeUser, AppInfo; api/opencti_api_client.py (health_check asks for the version)
  type MeUser { id: ID! name: String! user_email: String! }
  type AppInfo { version: String! }
  # ConnectorType, RegisterConnectorInput; api/opencti_api_connector.py (register)
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
  # ConnectorInfoInput; api/opencti_api_connector.py (ping)
  input ConnectorInfoInput {
    run_and_terminate: Boolean!
    buffering: Boolean!
    queue_threshold: Float!
    queue_messages_size: Float!
    next_run_datetime: String
    last_run_datetime: String
  }
  # Connector, ConnectorQueueDetails, ConnectorConfig, RabbitMQConnection; api/opencti_api_connector.py (read, register)
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
  # Work, WorkMessage, WorkTracking; api/opencti_api_work.py (get_work)
  type Work { id: ID! name: String status: String! errors: [WorkMessage] tracking: WorkTracking }
  type WorkMessage { message: String source: String }
  type WorkTracking { import_expected_number: Int import_processed_number: Int }
  # WorkErrorInput, WorkEditMutations; api/opencti_api_work.py (to_received, to_processed, ping, report_expectation,
  # add_expectations)
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
