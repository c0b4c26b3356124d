import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import type { DeployedFunction } from '@bulkhead/console-contract';
import { type Console, startConsole } from '@bulkhead/console-server';
import { LOCAL_ACCOUNT } from '@bulkhead/core';
import { type Lab, type LabNotice, regionOf, startLab } from '@bulkhead/lab';
import { createCollector, createConsoleSink, hmacSha256 } from '@bulkhead/logs';
import type { Command } from 'commander';
import { assetPath, preloadPath } from '../assets.ts';
import { openAwsServer } from '../aws-server.ts';
import { createHappenings } from '../happenings.ts';
import { type Io, painter } from '../io.ts';
import { openBrowser } from '../open-browser.ts';
import { openProject, type Project, type ProjectOptions } from '../project.ts';
import { printSummary } from '../summary.ts';
import { addProjectOptions, parsePort } from './options.ts';

interface UpOptions extends ProjectOptions {
  readonly port: string;
  readonly consolePort: string;
  readonly data?: string;
  readonly open: boolean;
  readonly protect: boolean;
  readonly watch: boolean;
  readonly logs: boolean;
  readonly awsEndpoint?: string;
  readonly moto?: string;
}

/** What starts sooner needs no word. */
const BEFORE_SAYING_MS = 1_500;

export function registerUp(program: Command, io: Io, finish: (code: number) => void): void {
  const command = program
    .command('up')
    .description('Run applications on the local lab, protected, with the console open.')
    .argument('[path...]', 'project folders or templates; default: this folder')
    .option('--port <port>', 'HTTP front of the first application; each further one takes the next port', '3000')
    .option('--console-port <port>', 'the console', '4040')
    .option('--data <folder>', 'where the console keeps its store (default: .bulkhead/console here)')
    .option('--no-open', 'do not open a browser')
    .option('--no-protect', 'run the functions without Bulkhead, to compare')
    .option('--no-watch', 'do not reload functions when their sources change')
    .option('--logs', "print the functions' own log lines here", false)
    .option('--aws-endpoint <url>', 'where AWS SDK calls go and triggers come from (LocalStack, for example)')
    .option('--moto <program>', 'the moto_server that is started where triggers need one (default: the one on PATH)');
  addProjectOptions(command)
    .addHelpText(
      'after',
      `
Stops with Ctrl-C. Exit code: 0 stopped, 2 wrong usage or unreadable input.

Example:
  $ npx bulkhead up examples/voting-app examples/attack-lab
`,
    )
    .action(async (paths: string[], options: UpOptions) => {
      await up(paths.length > 0 ? paths : ['.'], options, io);
      finish(0);
    });
}

async function up(paths: readonly string[], options: UpOptions, io: Io): Promise<void> {
  const paint = painter(io.err, io.env);
  const port = parsePort(options.port);
  const consolePort = parsePort(options.consolePort);
  // Everything is read and checked before anything is started.
  const projects: Project[] = [];
  for (const path of paths) projects.push(await openProject(path, options, io));

  const token = randomBytes(32).toString('base64url');
  const key = randomBytes(32).toString('base64url');
  const closers: (() => Promise<void>)[] = [];
  const say = (text: string) => io.err.write(`${text}\n`);
  // One sentence for what holds for many functions.
  const told = new Set<string>();
  const notice = (app: string, entry: LabNotice) => {
    const sentence = `${app}: ${entry.message}`;
    if (entry.level === 'warn' && told.has(sentence)) return;
    told.add(sentence);
    const colour = entry.level === 'error' ? 'red' : entry.level === 'warn' ? 'yellow' : 'dim';
    say(paint(colour, sentence));
  };
  // Python takes its time to start; the console does not wait for it.
  const opening = openAwsServer(
    projects.map(({ app }) => app),
    options,
    io.env,
    { say, warn: (text) => say(paint('yellow', text)), onClose: (close) => closers.push(close) },
  );
  opening.catch(() => undefined);
  let isStopping = false;
  // At once, also while everything comes up: silence would have a person press it again.
  void io.stopped.then(() => {
    isStopping = true;
    say('Stopping …');
  });
  try {
    const console = await startConsole({
      dir: resolve(io.cwd, options.data ?? '.bulkhead/console'),
      port: consolePort,
      ingestToken: token,
      webDir: assetPath('web'),
      onProblem: (message) => say(paint('yellow', `console: ${message}`)),
    });
    closers.push(() => console.close());
    const sink = createConsoleSink({
      url: console.url,
      token,
      onProblem: (problem) => say(paint('yellow', `console: ${problem.message}`)),
    });
    closers.push(() => sink.close());
    const collector = createCollector({ verify: [hmacSha256(key)] });
    const awsEndpoint = await Promise.race([opening, io.stopped.then(() => undefined)]);
    const labs: Lab[] = [];
    for (const [index, project] of projects.entries()) {
      if (isStopping) return;
      const name = project.app.name;
      const happened = createHappenings({ say, paint, now: Date.now, root: project.app.root, failures: !options.logs });
      // Bundling dozens of functions takes its time; silence would look like a fault.
      const waiting = setTimeout(
        () => say(paint('dim', `${name}: making ${project.app.functions.length} functions ready …`)),
        BEFORE_SAYING_MS,
      );
      closers.push(async () => clearTimeout(waiting));
      const lab = await startLab({
        app: project.app,
        port: port === 0 ? 0 : port + index,
        watch: options.watch,
        onNotice: (entry) => notice(name, entry),
        onLine: (line) => {
          collector.push(line);
          const batch = collector.take();
          sink.push(batch);
          // What is cut off by Ctrl-C has not failed.
          if (!isStopping) happened(line, batch);
          if (options.logs) say(`${paint('dim', `${line.functionId} |`)} ${line.text}`);
        },
        ...(options.protect
          ? { protection: { preload: preloadPath(project.app.root), key, policyFor: project.policyFor } }
          : {}),
        ...(awsEndpoint === undefined ? {} : { awsEndpoint, triggers: true }),
      });
      clearTimeout(waiting);
      closers.push(() => lab.close());
      labs.push(lab);
      sink.inventory(inventory(project, lab));
    }
    if (!isStopping) announce(projects, labs, console, options, io);
    await io.stopped;
  } finally {
    await opening.catch(() => undefined);
    for (const close of closers.reverse()) await close();
  }
}

function announce(
  projects: readonly Project[],
  labs: readonly Lab[],
  console: Console,
  options: UpOptions,
  io: Io,
): void {
  printSummary(projects, labs, console.url, options.protect, io);
  if (options.open && !openBrowser(console.url, io.env)) {
    io.err.write(`No display was found: open ${console.url} yourself.\n`);
  }
}

/** What the console shows as deployed: the functions of the template, as the lab runs them. */
function inventory(project: Project, lab: Lab): DeployedFunction[] {
  const { app } = project;
  return lab.functions.map((fn) => ({
    function: {
      name: fn.name,
      version: '$LATEST',
      region: regionOf(app),
      account: LOCAL_ACCOUNT,
      runtime: fn.runtime,
    },
    app: app.name,
    deployedAt: Date.now(),
    ...(fn.protected ? {} : { unprotectedReason: fn.reason ?? 'started with --no-protect' }),
  }));
}
