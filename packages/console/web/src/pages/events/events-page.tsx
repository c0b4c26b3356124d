import { useEvents, useFacets } from '../../api/queries.ts';
import { ACTION_LABELS, type Action, classTitle } from '../../format/labels.ts';
import { CursorPager } from '../../parts/cursor-pager.tsx';
import { Empty, Panel, TroubleNote } from '../../parts/panel.tsx';
import { SearchField } from '../../parts/search-field.tsx';
import { Select } from '../../parts/select.tsx';
import { type Place, spanWords } from '../../state/place.ts';
import { useCursors } from '../../state/use-cursors.ts';
import { EventDrawer } from './event-drawer.tsx';
import { EventsTable } from './events-table.tsx';

const NO_FILTERS = { q: '', class: '', action: '', function: '' } as const;
const ACTIONS = Object.keys(ACTION_LABELS) as Action[];

/** The event viewer: search, filters, and the drawer with everything about one event. */
export function EventsPage(props: { place: Place; change: (patch: Partial<Place>, how?: 'push' | 'replace') => void }) {
  const { place, change } = props;
  const [cursors, setCursors] = useCursors(place);
  const query = useEvents(place, cursors);
  const facets = useFacets().data;
  const reply = query.data;
  const rows = reply?.events ?? [];
  const filtered = place.q !== '' || place.class !== '' || place.action !== '' || place.function !== '';
  const start = reply?.start ?? 0;
  // Opening is a step that the back button undoes; going on inside the drawer and closing it are not.
  const open = (id: string) => change({ id }, id !== '' && place.id === '' ? 'push' : 'replace');
  return (
    <>
      <TroubleNote error={query.error} retry={() => void query.refetch()} />
      <Panel
        title="Security events"
        flush
        className="events-panel"
        aside={
          <div className="tools">
            {filtered && (
              <button type="button" className="button quiet" onClick={() => change(NO_FILTERS)}>
                Clear filters
              </button>
            )}
            <Select
              label="Attack type"
              all="All types"
              value={place.class}
              options={(facets?.classes ?? []).map((id) => ({ value: id, label: classTitle(id) }))}
              onChange={(id) => change({ class: id })}
            />
            <Select
              label="Action"
              all="All actions"
              value={place.action}
              options={ACTIONS.map((id) => ({ value: id, label: ACTION_LABELS[id] }))}
              onChange={(action) => change({ action: action as Place['action'] })}
            />
            <Select
              label="Function"
              all="All functions"
              value={place.function}
              options={(facets?.functions ?? []).map((name) => ({ value: name, label: name }))}
              onChange={(name) => change({ function: name })}
            />
            <SearchField label="Search events" value={place.q} limit={200} onChange={(q) => change({ q }, 'replace')} />
          </div>
        }
      >
        <EventsTable events={reply?.events} openId={place.id} total={reply?.total ?? 0} start={start} onOpen={open} />
        {reply && rows.length === 0 && (
          <Empty title={filtered ? 'No event matches these filters' : `No attacks in the ${spanWords(place)}`}>
            <p>
              {filtered
                ? 'Search looks at message, rule, path, excerpt, function and request id.'
                : 'When a function sees one, it shows here within two seconds.'}
            </p>
          </Empty>
        )}
        {rows.length > 0 && (
          <CursorPager
            what="event"
            start={start}
            shown={rows.length}
            total={reply!.total}
            next={reply!.cursor}
            turning={query.isPlaceholderData}
            cursors={cursors}
            onTurn={setCursors}
          />
        )}
      </Panel>
      {place.id !== '' && <EventDrawer place={place} siblings={rows.map((row) => row.id)} onOpen={open} />}
    </>
  );
}
