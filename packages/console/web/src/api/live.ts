import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { ROUTES } from './queries.ts';

export type LiveState = 'connecting' | 'live' | 'reconnecting';

/** The server speaks at most four times a second; one round of questions a half second is as fast as a person reads. */
const CALM_MS = 500;
/** After a connection that the browser gave up for good (an HTTP error), it is this page that tries again. */
const RETRY_MS = 3_000;

/**
 * Runs `task` now, and once more after it has ended and `ms` have passed if it was asked for meanwhile. Waiting for the
 * end matters: a refresh that cancels the one before would never finish while records stream in.
 */
export function throttle(task: () => Promise<unknown>, ms: number): { call: () => void; cancel: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let busy = false;
  let again = false;
  let cancelled = false;
  const rest = () => {
    if (!cancelled) timer = setTimeout(wake, ms);
  };
  const wake = () => {
    busy = false;
    if (again) run();
  };
  const run = () => {
    busy = true;
    again = false;
    task().then(rest, rest);
  };
  return {
    call: () => {
      if (cancelled) return;
      if (busy) again = true;
      else run();
    },
    cancel: () => {
      cancelled = true;
      clearTimeout(timer);
    },
  };
}

/** Opens the event stream and asks every query anew when something was stored. */
export function connectLive(client: QueryClient, onState: (state: LiveState) => void): () => void {
  const refresh = throttle(() => client.invalidateQueries(), CALM_MS);
  let source: EventSource | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let lost = false;
  const open = () => {
    source = new EventSource(ROUTES.live);
    source.addEventListener('open', () => {
      onState('live');
      // What was stored while nobody listened.
      if (lost) refresh.call();
      lost = false;
    });
    source.addEventListener('change', refresh.call);
    source.addEventListener('error', () => {
      lost = true;
      onState('reconnecting');
      if (source?.readyState === EventSource.CLOSED) retry = setTimeout(open, RETRY_MS);
    });
  };
  open();
  return () => {
    clearTimeout(retry);
    refresh.cancel();
    source?.close();
  };
}

export function useLive(): LiveState {
  const client = useQueryClient();
  const [state, setState] = useState<LiveState>('connecting');
  useEffect(() => connectLive(client, setState), [client]);
  return state;
}
