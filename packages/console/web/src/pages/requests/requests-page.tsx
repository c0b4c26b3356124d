import { useFacets, useRequests } from '../../api/queries.ts';
import { CursorPager } from '../../parts/cursor-pager.tsx';
import { Empty, Panel, TroubleNote } from '../../parts/panel.tsx';
import { SearchField } from '../../parts/search-field.tsx';
import { Select } from '../../parts/select.tsx';
import { type Place, spanWords } from '../../state/place.ts';
import { useCursors } from '../../state/use-cursors.ts';
import { RequestsTable } from './requests-table.tsx';

const NO_FILTERS = { q: '', function: '', errors: '' } as const;

/** Requests that functions logged about, each one line whatever number of functions it went through. */
export function RequestsPage(props: {
  place: Place;
  change: (patch: Partial<Place>, how?: 'push' | 'replace') => void;
}) {
  const { place, change } = props;
  const [cursors, setCursors] = useCursors(place);
  const query = useRequests(place, cursors);
  const facets = useFacets().data;
  const reply = query.data;
  const rows = reply?.requests ?? [];
  const filtered = place.q !== '' || place.function !== '' || place.errors !== '';
  const start = reply?.start ?? 0;
  return (
    <>
      <TroubleNote error={query.error} retry={() => void query.refetch()} />
      <Panel
        title="Requests across functions"
        flush
        aside={
          <div className="tools">
            {filtered && (
              <button type="button" className="button quiet" onClick={() => change(NO_FILTERS)}>
                Clear filters
              </button>
            )}
            <Select
              label="Outcome"
              all="All outcomes"
              value={place.errors}
              options={[{ value: '1', label: 'With errors' }]}
              onChange={(errors) => change({ errors: errors === '1' ? '1' : '' })}
            />
            <Select
              label="Function"
              all="All functions"
              value={place.function}
              options={(facets?.functions ?? []).map((name) => ({ value: name, label: name }))}
              onChange={(name) => change({ function: name })}
            />
            <SearchField
              label="Search requests"
              value={place.q}
              limit={200}
              onChange={(q) => change({ q }, 'replace')}
            />
          </div>
        }
      >
        <RequestsTable requests={reply?.requests} place={place} total={reply?.total ?? 0} start={start} />
        {reply && rows.length === 0 && (
          <Empty title={filtered ? 'No request matches these filters' : `No requests in the ${spanWords(place)}`}>
            <p>
              {filtered
                ? 'Search looks at message, error, function, request id and correlation id of every line.'
                : 'A request shows here as soon as a function logs a line of JSON with its x-correlation-id.'}
            </p>
          </Empty>
        )}
        {rows.length > 0 && (
          <CursorPager
            what="request"
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
    </>
  );
}
