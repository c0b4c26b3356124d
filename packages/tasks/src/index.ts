export type { TaskContext, TimeLeft } from './context.ts';
export { TASK_ERRORS, TaskError, type TaskErrorCode } from './errors.ts';
export { type IdempotentOptions, idempotent } from './idempotent.ts';
export { type Cache, type CacheOptions, createCache } from './kept/cache.ts';
export { type CachedOptions, cached } from './kept/cached.ts';
export {
  type AnyObjectInput,
  type Bytes,
  type CachedObjectOptions,
  cachedObject,
  type KeptObject,
  type ObjectInput,
} from './kept/cached-object.ts';
export { type InvokeSelfOptions, invokeSelf } from './resumable/invoke-self.ts';
export { resumable } from './resumable/resumable.ts';
export { type SendToQueueOptions, sendToQueue } from './resumable/send-to-queue.ts';
export type { Batch, HandOver, Outcome, ResumableOptions, Save, Step } from './resumable/types.ts';
export { type NotifiedObject, s3Objects } from './s3-objects.ts';
export type { CommandClass, CommandClient, SendRequest } from './sdk.ts';
export { type DynamoStoreOptions, dynamoStore } from './store/dynamo.ts';
export { memoryStore } from './store/memory.ts';
export type { Change, Claim, Claimed, KeptRecord, TaskStore } from './store/types.ts';
