import { useFunctions } from '../../api/queries.ts';
import { TroubleNote } from '../../parts/panel.tsx';
import type { Place } from '../../state/place.ts';
import { FunctionsTable } from './functions-table.tsx';

const PAGE_SIZE = 50;

export function FunctionsPage(props: {
  place: Place;
  change: (patch: Partial<Place>, how?: 'push' | 'replace') => void;
}) {
  const query = useFunctions(props.place);
  return (
    <>
      <TroubleNote error={query.error} retry={() => void query.refetch()} />
      <FunctionsTable reply={query.data} place={props.place} pageSize={PAGE_SIZE} wholeNotes change={props.change} />
    </>
  );
}
