#!/usr/bin/env node
// The command line of a service that runs elsewhere, on the Node.js version this project pins.
const path = require('node:path');

const main = path.join(__dirname, '..', 'src', 'cli', 'main.ts');
process.argv.splice(2, 0, '--disable-warning=ExperimentalWarning', main);
require('./node.cjs');
