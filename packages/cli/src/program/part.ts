import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parentPort } from 'node:worker_threads';
import type { servePart } from '../main.ts';
import { openProgram } from './open-program.ts';

// A thread of a scan: the program beside this file, as the command keeps it.
const program = openProgram(path.dirname(fileURLToPath(import.meta.url)), 'scan', Date.now());
const main = program.load('main.cjs') as { readonly servePart: typeof servePart };
await main.servePart(parentPort!);
