import type { EventBridgeTrigger, SourcePlace } from '@bulkhead/core';
import { BUS, readPlain, readSourceReference } from '../cloudformation/source-reference.ts';
import type { Reader } from '../read.ts';
import type { Tree } from '../yaml/tree.ts';

export interface RuleTrees {
  readonly bus: Tree | undefined;
  readonly pattern: Tree;
  readonly input: Tree | undefined;
  readonly inputPath: Tree | undefined;
  readonly inputTransformer: Tree | undefined;
}

/** A rule with a pattern: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rules.html */
export function readRule(trees: RuleTrees, place: SourcePlace, read: Reader): EventBridgeTrigger {
  const input = read.value(trees.input);
  return {
    type: 'eventbridge',
    bus: trees.bus ? readSourceReference(trees.bus, BUS, 'the event bus', read) : 'default',
    pattern: readPlain(trees.pattern, read),
    ...(input
      ? { input: input.kind === 'map' ? JSON.stringify(readPlain(input, read)) : read.text(input, 'Input') }
      : {}),
    ...(trees.inputPath ? { inputPath: read.text(trees.inputPath, 'InputPath') } : {}),
    ...(trees.inputTransformer ? { inputTransformer: readPlain(trees.inputTransformer, read) } : {}),
    place,
  };
}
