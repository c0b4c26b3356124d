import { useState } from 'react';
import { useEventDetail } from '../../api/queries.ts';
import { toVisible } from '../../format/visible.ts';
import { ActionBadge, SeverityLabel } from '../../parts/badge.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { Drawer } from '../../parts/drawer.tsx';
import { IconButton } from '../../parts/icon-button.tsx';
import { Skeleton, TroubleNote } from '../../parts/panel.tsx';
import { Text } from '../../parts/text.tsx';
import { TroubleBoundary } from '../../parts/trouble-boundary.tsx';
import { goTo, HOME, type Place, placeHref } from '../../state/place.ts';
import { EventSummary } from './event-summary.tsx';
import './event-drawer.css';

const TABS = { summary: 'Summary', ocsf: 'OCSF' } as const;
type Tab = keyof typeof TABS;

/** Everything known of one event. `siblings`: ids of the list behind it, to go on with J and K. */
export function EventDrawer(props: { place: Place; siblings: readonly string[]; onOpen: (id: string) => void }) {
  const { place, siblings, onOpen } = props;
  const query = useEventDetail(place.id);
  const [tab, setTab] = useState<Tab>('summary');
  const event = query.data;
  const at = siblings.indexOf(place.id);
  const previous = at > 0 ? siblings[at - 1] : undefined;
  const next = at >= 0 ? siblings[at + 1] : undefined;
  const address = location.origin + placeHref({ ...HOME, page: 'events', id: place.id });
  return (
    <Drawer
      label={event ? `Event: ${toVisible(event.title)}` : 'Event'}
      onClose={() => onOpen('')}
      onKey={(key) => {
        if (key === 'j' && next) onOpen(next);
        if (key === 'k' && previous) onOpen(previous);
      }}
    >
      <header className="event-head">
        <div className="event-tools">
          <IconButton icon="close" label="Close" title="Close (Esc)" onClick={() => onOpen('')} />
          <span className="event-tools-gap" />
          <CopyButton text={address} what="link to this event" icon="link" className="large" />
          <IconButton
            icon="up"
            label="Previous event"
            title="Previous (K)"
            onClick={previous === undefined ? undefined : () => onOpen(previous)}
          />
          <IconButton
            icon="down"
            label="Next event"
            title="Next (J)"
            onClick={next === undefined ? undefined : () => onOpen(next)}
          />
        </div>
        {event ? (
          <>
            <div className="event-marks">
              <ActionBadge action={event.action} />
              <SeverityLabel severity={event.severity} />
            </div>
            <h2>
              <Text>{event.title}</Text>
            </h2>
            <p className="event-message">
              <Text>{event.message}</Text>
            </p>
          </>
        ) : (
          <HeadSkeleton />
        )}
        <Tabs tab={tab} onChange={setTab} />
      </header>
      <div
        key={tab}
        className="event-body"
        role="tabpanel"
        id="event-panel"
        aria-labelledby={`event-tab-${tab}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the panel scrolls, and the keyboard must reach that
        tabIndex={0}
      >
        {query.error && <TroubleNote error={query.error} retry={() => void query.refetch()} />}
        {!event && !query.error && <BodySkeleton />}
        {event && (
          <TroubleBoundary resetOn={event.id}>
            {tab === 'summary' ? (
              <EventSummary
                event={event}
                functionPlace={goTo(place, { page: 'events', function: event.function.name })}
                requestsPlace={goTo(place, { page: 'requests', q: event.requestId.slice(0, 200) })}
              />
            ) : (
              <RawDocument finding={event.finding} />
            )}
          </TroubleBoundary>
        )}
      </div>
    </Drawer>
  );
}

/** Tabs after the WAI-ARIA Authoring Practices: one is in the tab order, arrows move between them. */
function Tabs(props: { tab: Tab; onChange: (tab: Tab) => void }) {
  const { tab, onChange } = props;
  const ids = Object.keys(TABS) as Tab[];
  return (
    <div className="tabs" role="tablist" aria-label="Event">
      {ids.map((id) => (
        <button
          key={id}
          type="button"
          role="tab"
          id={`event-tab-${id}`}
          aria-selected={id === tab}
          aria-controls="event-panel"
          tabIndex={id === tab ? 0 : -1}
          onClick={() => onChange(id)}
          onKeyDown={(event) => {
            if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
            const other = ids[(ids.indexOf(id) + 1) % ids.length]!;
            onChange(other);
            document.getElementById(`event-tab-${other}`)?.focus();
          }}
        >
          {TABS[id]}
        </button>
      ))}
    </div>
  );
}

function RawDocument(props: { finding: Record<string, unknown> }) {
  const text = JSON.stringify(props.finding, null, 2);
  return (
    <div className="raw">
      <div className="raw-head">
        <span>Detection Finding, OCSF 1.6.0</span>
        <CopyButton text={text} what="OCSF document" />
      </div>
      <pre>
        {text.split('\n').map((line, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of one document never move
          <span key={i} className="raw-line">
            <Text>{line}</Text>
          </span>
        ))}
      </pre>
    </div>
  );
}

function HeadSkeleton() {
  return (
    <>
      <div className="event-marks">
        <Skeleton width={72} height={20} />
      </div>
      <h2>
        <Skeleton width={220} height={16} />
      </h2>
      <p className="event-message">
        <Skeleton width="90%" />
      </p>
    </>
  );
}

function BodySkeleton() {
  return (
    <div className="facts">
      <p className="sr-only" role="status">
        Loading the event
      </p>
      {[120, 200, 160, 220, 140, 180].map((width) => (
        <div className="fact" key={width}>
          <Skeleton width={80} />
          <Skeleton width={width} />
        </div>
      ))}
    </div>
  );
}
