import { serverless } from '../helpers/fixture.ts';
import { functionsOf, nameOf, placeIn } from '../helpers/functions.ts';
import type { Rule } from '../rule.ts';

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const MOST_MB = 10_240;

export const rule: Rule = {
  id: 'lambda-memory-maximum',
  title: 'A function has all the memory there is',
  severity: 'informational',
  risk: 'SAS-8',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'Each millisecond is paid by the memory that a function has, used or not: at the maximum eighty times of what the smallest costs. Whoever can call it or make it wait runs up that bill.',
  fix: 'Measure what the function uses (Max Memory Used in its REPORT lines, or AWS Lambda Power Tuning) and set a third more.',
  references: ['https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html', 'CWE-400'],
  peers: ['sls-mentor underMaxMemory', 'sls-dev-tools no-max-memory'],
  *check(model) {
    for (const view of functionsOf(model)) {
      if (view.fn.memoryMb < MOST_MB) continue;
      yield {
        message: `${nameOf(view)} has the largest memory there is, ${MOST_MB} MB`,
        place: placeIn(view, 'MemorySize'),
        subject: view.fn.id,
      };
    }
  },
  fixtures: {
    fails: [serverless('10,240 MB', 'functions:\n  a: { handler: a.handler, memorySize: 10240 }')],
    passes: [serverless('two gigabytes', 'functions:\n  a: { handler: a.handler, memorySize: 2048 }')],
  },
};
