import { readConfiguration } from '@bulkhead/code';
import { type Candidates, loadApps } from '@bulkhead/iac';
import { chooseRules } from '../choose-rules.ts';
import { codeFiles, judgeApp } from '../judge.ts';
import { sourceLines } from '../source-text.ts';
import { type OtherStacks, readStacks } from '../stacks.ts';
import { createMailbox } from './mailbox.ts';
import type {
  Begin,
  Judged,
  JudgedApp,
  Loaded,
  OthersFacts,
  OthersWirings,
  PartOptions,
  PartWirings,
  Port,
} from './messages.ts';

/**
 * A thread's share of a scan: reads the templates that it is given and tells what it found, step by step with those who read
 * the others. Whatever goes wrong ends the thread; who began it reads all by itself then.
 */
export async function servePart(port: Port): Promise<void> {
  const mail = createMailbox();
  port.on('message', (message) => mail.put(message));
  const { root, options, candidates } = await mail.next<Begin>();
  const { loaded, judge } = await openPart(root, options, candidates);
  const others: OtherStacks = {
    facts: async (facts) => {
      port.postMessage({ ...loaded, facts } satisfies Loaded);
      return mail.next<OthersFacts>();
    },
    wirings: async (wirings) => {
      port.postMessage({ wirings } satisfies PartWirings);
      return (await mail.next<OthersWirings>()).wirings;
    },
  };
  port.postMessage({ apps: await judge(others) } satisfies Judged);
}

async function openPart(root: string, options: PartOptions, candidates: Candidates) {
  const rules = chooseRules(options);
  const { now, severities, withoutCode = false } = options;
  const read = { readSource: readConfiguration, keepsOpen: true, ...options, env: {} };
  const { apps, sources, ...found } = await loadApps(root, { ...read, candidates, isPart: true });
  const loaded: Omit<Loaded, 'facts'> = {
    used: [...found.used],
    parts: apps.flatMap((app) => (sources.has(app) ? [[app.file, sources.get(app)!.parts] as const] : [])),
    services: apps.filter(({ framework }) => framework === 'serverless').map(({ file }) => file),
    problems: found.problems.map(({ code, message, place, next }) => ({ code, message, place, next })),
    brokenFolders: found.brokenFolders,
    openFolders: found.openFolders,
    hasFunctions: apps.some(({ functions }) => functions.length > 0),
  };
  const judge = async (others: OtherStacks): Promise<JudgedApp[]> => {
    const withoutPolicy = !rules.some(({ readsPolicy }) => readsPolicy === true);
    const stacks = await readStacks(apps, new Map(), { now, withoutCode, withoutPolicy, others });
    const lines = sourceLines(root);
    return stacks.map(({ app, model, facts, wiring, links, around }) => {
      const scan = judgeApp(model, rules, { lines, now, ...(severities ? { severities } : {}) });
      const from = sources.get(app);
      const stack = { facts, wiring, links, around };
      return { file: app.file, scan, stack, code: codeFiles(model), ...(from ? { sources: from } : {}) };
    });
  };
  return { loaded, judge };
}
