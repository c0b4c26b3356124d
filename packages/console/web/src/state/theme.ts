import { useCallback, useSyncExternalStore } from 'react';

export type Theme = 'light' | 'dark';
/** `public/theme.js` reads the same key before the first paint. */
const KEY = 'bulkhead.theme';
const CHANGED = 'bulkhead:theme';
const system = () => matchMedia('(prefers-color-scheme: dark)');

function read(): Theme {
  const chosen = document.documentElement.dataset['theme'];
  if (chosen === 'light' || chosen === 'dark') return chosen;
  return system().matches ? 'dark' : 'light';
}

function subscribe(changed: () => void): () => void {
  const query = system();
  query.addEventListener('change', changed);
  addEventListener(CHANGED, changed);
  return () => {
    query.removeEventListener('change', changed);
    removeEventListener(CHANGED, changed);
  };
}

/** The theme in force, and a switch that is remembered in this browser. */
export function useTheme(): [Theme, () => void] {
  const theme = useSyncExternalStore(subscribe, read);
  const toggle = useCallback(() => {
    const next: Theme = read() === 'dark' ? 'light' : 'dark';
    document.documentElement.dataset['theme'] = next;
    try {
      localStorage.setItem(KEY, next);
    } catch {
      // Storage is off: the choice holds for this page only.
    }
    dispatchEvent(new Event(CHANGED));
  }, []);
  return [theme, toggle];
}
