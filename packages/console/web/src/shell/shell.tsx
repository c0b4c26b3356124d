import type { ReactNode } from 'react';
import type { LiveState } from '../api/live.ts';
import { useFacets } from '../api/queries.ts';
import { Icon, type IconName } from '../parts/icon.tsx';
import { Link } from '../parts/link.tsx';
import { RangePicker } from '../parts/range-picker.tsx';
import { Select } from '../parts/select.tsx';
import { goTo, PAGES, type Page, type Place } from '../state/place.ts';
import { useTheme } from '../state/theme.ts';
import './shell.css';

export const PAGE_TITLES: Record<Page, string> = {
  dashboard: 'Dashboard',
  events: 'Events',
  requests: 'Requests',
  functions: 'Functions',
};
const PAGE_ICONS: Record<Page, IconName> = {
  dashboard: 'dashboard',
  events: 'events',
  requests: 'requests',
  functions: 'functions',
};

/** The frame of every page: navigation, filters that all pages share, whether what is shown is live. */
export function Shell(props: {
  place: Place;
  change: (patch: Partial<Place>) => void;
  live: LiveState;
  children: ReactNode;
}) {
  const { place, change, live } = props;
  const facets = useFacets().data;
  const asOptions = (values: readonly string[] = []) => values.map((value) => ({ value, label: value }));
  return (
    <div className="shell">
      <a className="skip" href="#main">
        Skip to content
      </a>
      <header className="side">
        <Link className="brand" to={goTo(place, { page: 'dashboard' })} aria-label="Bulkhead, to the dashboard">
          <img src="/favicon.svg" alt="" width="24" height="24" />
          Bulkhead
        </Link>
        <nav className="nav" aria-label="Pages of the console">
          {PAGES.map((page) => (
            <Link key={page} to={goTo(place, { page })} aria-current={place.page === page ? 'page' : undefined}>
              <Icon name={PAGE_ICONS[page]} />
              {PAGE_TITLES[page]}
            </Link>
          ))}
        </nav>
        <div className="side-foot">
          <Live state={live} />
          <ThemeButton />
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        <div className="top">
          <h1>{PAGE_TITLES[place.page]}</h1>
          {/* biome-ignore lint/a11y/useSemanticElements: a search landmark would be wrong, these filter what is shown */}
          <div className="filters" role="group" aria-label="Filters for all pages">
            <Select
              label="Account"
              all="All accounts"
              value={place.account}
              options={asOptions(facets?.accounts.filter(Boolean))}
              onChange={(account) => change({ account })}
            />
            <Select
              label="Region"
              all="All regions"
              value={place.region}
              options={asOptions(facets?.regions.filter(Boolean))}
              onChange={(region) => change({ region })}
            />
            <RangePicker place={place} onChange={change} />
          </div>
        </div>
        {props.children}
      </main>
    </div>
  );
}

const LIVE_WORDS: Record<LiveState, string> = { connecting: 'Connecting', live: 'Live', reconnecting: 'Reconnecting' };

function Live(props: { state: LiveState }) {
  return (
    <span className={`live live-${props.state}`} role="status" title="Whether new records show by themselves">
      {LIVE_WORDS[props.state]}
    </span>
  );
}

function ThemeButton() {
  const [theme, toggle] = useTheme();
  const label = theme === 'dark' ? 'Use light theme' : 'Use dark theme';
  return (
    <button type="button" className="icon-button" aria-label={label} title={label} onClick={toggle}>
      <Icon name={theme === 'dark' ? 'sun' : 'moon'} />
    </button>
  );
}
