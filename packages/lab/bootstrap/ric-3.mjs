// Starts aws-lambda-ric 3.x as Lambda's nodejs20.x and nodejs22.x images do: the handler's name is read from _HANDLER after
// any preload has run, so that a preload may change it. The package's own bin would take it from the command line and print.
import { pathToFileURL } from 'node:url';

const { run } = await import(pathToFileURL(`${process.env.LAMBDA_RUNTIME_DIR}/dist/index.mjs`).href);
await run(process.env.LAMBDA_TASK_ROOT, process.env._HANDLER);
