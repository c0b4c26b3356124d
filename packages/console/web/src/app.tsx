import { useEffect } from 'react';
import { useLive } from './api/live.ts';
import { useFacets } from './api/queries.ts';
import { DashboardPage } from './pages/dashboard/dashboard-page.tsx';
import { Welcome } from './pages/dashboard/welcome.tsx';
import { EventsPage } from './pages/events/events-page.tsx';
import { FunctionsPage } from './pages/functions/functions-page.tsx';
import { RequestPage } from './pages/requests/request-page.tsx';
import { RequestsPage } from './pages/requests/requests-page.tsx';
import { TroubleBoundary } from './parts/trouble-boundary.tsx';
import { PAGE_TITLES, Shell } from './shell/shell.tsx';
import { usePlace } from './state/use-place.ts';
import { useSlash } from './state/use-slash.ts';

export function App() {
  const [place, change] = usePlace();
  const live = useLive();
  const facets = useFacets().data;
  useSlash();
  useEffect(() => {
    document.title = `${PAGE_TITLES[place.page]} · Bulkhead`;
  }, [place.page]);
  const nothingYet = facets !== undefined && Object.values(facets).every((list) => list.length === 0);
  const Page = {
    dashboard: DashboardPage,
    events: EventsPage,
    requests: place.id === '' ? RequestsPage : RequestPage,
    functions: FunctionsPage,
  }[place.page];
  return (
    <Shell place={place} change={change} live={live}>
      <TroubleBoundary resetOn={location.href}>
        {nothingYet ? <Welcome /> : <Page place={place} change={change} />}
      </TroubleBoundary>
    </Shell>
  );
}
