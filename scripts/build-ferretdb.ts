// Builds the server for tests of the output to MongoDB, which the tests would otherwise do when they first need it.
import { buildFerretdb } from '../src/publish/mongodb/testing/build-ferretdb.js';

console.log(buildFerretdb());
