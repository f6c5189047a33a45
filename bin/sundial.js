#!/usr/bin/env node
// Starts the command line; the program itself is compiled from src/cli.
import { main } from '../dist/cli/main.js';

await main(process.argv.slice(2));
