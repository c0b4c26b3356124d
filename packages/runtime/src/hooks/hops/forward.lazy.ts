import { type CarriedFields, namesObject, writeFields } from '@bulkhead/events/carriers';
import { type HookContext, rootOf } from '../../guard.ts';
import type { Reporter } from '../../reporter.ts';
import type { Scope } from '../../scope.ts';
import { fractionOf } from '../../telemetry/correlation/sampling.ts';
import { CHAIN_NAME, type Chain, decodeChain, encodeChain, nextChain, type Sign, visits } from './chain.ts';
import { readChains } from './read.lazy.ts';
import { limitOf, tooDeep } from './too-deep.ts';

/** Lets chains of requests ride along with what a function sends; what plug-ins of clients call. */
export interface Forward {
  /**
   * The input with the chain of the invocation under way in it.
   * @param operation `dynamodb:PutItem`
   * @param besides what else rides along; gives way to what the caller has put there
   * @throws BulkheadBlockedError when the chain has come back to this function as often as the policy allows
   */
  send(operation: string, input: unknown, besides?: CarriedFields): unknown;
  /** Takes up the chain of an object that the event names, since notifications of S3 carry none. */
  received(operation: string, input: unknown, output: unknown): void;
}

const NONE: CarriedFields = {};

export interface ForwardParts {
  readonly hooks: HookContext;
  readonly reporter: Pick<Reporter, 'fault'>;
  readonly sign: Sign | undefined;
  readonly functionName: string;
}

interface State {
  chain: Chain | undefined;
  sent: number;
}

export function createForward({ hooks, reporter, sign, functionName }: ForwardParts): Forward {
  const states = new WeakMap<Scope, State>();

  function stateOf(scope: Scope): State {
    let state = states.get(scope);
    if (!state) {
      const trigger = scope.source?.id ?? 'direct';
      const carried = readChains(trigger, scope.event, scope.clientContext, sign);
      state = { chain: undefined, sent: 0 };
      for (const { chain } of carried) state.chain = deeper(state.chain, chain, functionName);
      states.set(scope, state);
    }
    return state;
  }

  return {
    send(operation, input, besides = NONE) {
      const scope = hooks.scopes()[0];
      const limit = scope && limitOf(hooks, scope);
      if (!scope || limit === undefined) {
        return writeFields(operation, input, () => ({ own: NONE, yielding: besides }))?.input ?? input;
      }
      const written = hooks.shield('recursion', () => {
        const state = stateOf(scope);
        const text = (token: string | undefined): string => {
          state.sent++;
          const nonce = (token === undefined ? Math.random() : fractionOf(token)).toString(36).slice(2, 10) || '0';
          // An invocation that tries again has a request of its own, and may have sent more before.
          const [id, sent] =
            token === undefined ? [rootOf(scope.trace) ?? scope.requestId, state.sent] : [`token-${nonce}`, 1];
          return encodeChain(nextChain(state.chain, id, functionName, sent), nonce, sign);
        };
        const load = (token?: string) => ({ own: { [CHAIN_NAME]: text(token) }, yielding: besides });
        const result = writeFields(operation, input, load);
        return result && { ...result, chain: state.chain };
      });
      if (!written) return input;
      for (const reason of written.without) reporter.fault('hops', `${operation}: ${reason}`, scope.requestId);
      if (written.messages === 0 || visits(written.chain, functionName) < limit) return written.input;
      const { hops, width } = written.chain!;
      const target = `${targetOf(input)} (${hops} functions deep, up to ${width} messages each)`;
      const stop = hooks.shield('recursion', () => tooDeep(operation, target, hooks, scope));
      if (stop) throw stop;
      return written.input;
    },
    received(operation, input, output) {
      if (operation !== 's3:GetObject' && operation !== 's3:HeadObject') return;
      hooks.shield('recursion', () => {
        const scope = hooks.scopes()[0];
        const { Metadata: metadata } = output as { Metadata?: Record<string, unknown> };
        const chain = decodeChain(metadata?.[CHAIN_NAME], sign);
        const { Bucket: bucket, Key: key } = input as { Bucket?: unknown; Key?: unknown };
        // An object that a function reads for another reason says nothing about where the event came from.
        if (!scope || !chain || !namesObject(scope.event, bucket, key)) return;
        const state = stateOf(scope);
        state.chain = deeper(state.chain, chain, functionName);
      });
    },
  };
}

/** The one that is closer to its end; a handler that takes a whole batch sends for all of it. */
function deeper(a: Chain | undefined, b: Chain | undefined, name: string): Chain | undefined {
  if (!a || !b) return a ?? b;
  const difference = visits(b, name) - visits(a, name);
  return difference > 0 || (difference === 0 && b.hops > a.hops) ? b : a;
}

const TARGETS = ['TableName', 'QueueUrl', 'TopicArn', 'FunctionName', 'StreamName', 'stateMachineArn', 'Bucket'];

function targetOf(input: unknown): string {
  for (const name of TARGETS) {
    const value = (input as Record<string, unknown>)[name];
    if (typeof value === 'string') return value.slice(0, 200);
  }
  return 'several';
}
