/*
 * Sends a built file honest events, and prints where the functions begin that were called, by path.
 *   node packages/runtime/first-events.mjs packages/runtime/dist/index.cjs
 */
import { Session } from 'node:inspector';
import { fileURLToPath } from 'node:url';
import { exercise, FIRST_EVENTS } from './exercise.mjs';

const [, , file] = process.argv;
const session = new Session();
session.connect();
const post = (method, parameters) =>
  new Promise((done, failed) =>
    session.post(method, parameters, (error, result) => (error ? failed(error) : done(result))),
  );
await post('Profiler.enable');
await post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
await exercise(file, FIRST_EVENTS);
const { result } = await post('Profiler.takePreciseCoverage');
const called = result.map(({ url, functions }) => [
  url.startsWith('file:') ? fileURLToPath(url) : url,
  functions.filter(({ ranges }) => ranges[0].count > 0).map(({ ranges }) => ranges[0].startOffset),
]);
console.log(JSON.stringify(called));
