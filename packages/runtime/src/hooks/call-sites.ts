import { defineProperty } from './patch.ts';

type AnyFunction = (...args: never[]) => unknown;

const OwnError = Error;
const { captureStackTrace } = Error;
const { deleteProperty, getOwnPropertyDescriptor } = Reflect;

/**
 * What stands on the stack below a function. What code has put in the place of `Error`, or formats stacks with, is put aside
 * for the moment; where it cannot be, the stack is not known.
 * @param below one that is running
 * @param limit most frames
 */
export function callSites(below: AnyFunction, limit: number): readonly NodeJS.CallSite[] | undefined {
  // Node.js asks the global one for how to format.
  if (getOwnPropertyDescriptor(globalThis, 'Error')?.value !== OwnError) return undefined;
  let sites: readonly NodeJS.CallSite[] | undefined;
  const undo: (() => void)[] = [];
  const put = (name: string, value: unknown): boolean => {
    const before = getOwnPropertyDescriptor(OwnError, name);
    undo[undo.length] = () => (before ? defineProperty(OwnError, name, before) : deleteProperty(OwnError, name));
    return defineProperty(OwnError, name, { value, writable: true, enumerable: true, configurable: true });
  };
  const prepare = (_: unknown, given: readonly NodeJS.CallSite[]): string => {
    sites = given;
    return '';
  };
  const holder: { stack?: unknown } = {};
  if (put('prepareStackTrace', prepare) && put('stackTraceLimit', limit)) {
    captureStackTrace(holder, below);
    if (holder.stack !== '') sites = undefined;
  }
  for (let i = 0; i < undo.length; i++) undo[i]!();
  return sites;
}
