#!/usr/bin/env node
import { runWithNode } from './with-node.js';

runWithNode('src/cli/main.ts', process.argv.slice(2));
