import { words } from './words.ts';

/** Names that lead from an object to what all objects share. */
export const PROTO_WORDS =
  words(`__proto__ prototype constructor __definegetter__ __definesetter__ __lookupgetter__ __lookupsetter__
  __pro__proto__to__ ____proto____ constconstructorructor`);
