import type { App } from '@bulkhead/core';
import type { ProjectFiles } from '../engine/types.ts';
import { folderOf, joinPath } from './paths.ts';

const LAYER_TYPES = new Set(['AWS::Serverless::LayerVersion', 'AWS::Lambda::LayerVersion']);

const known = new WeakMap<App, readonly string[]>();

/** Folders of the layers that the same template makes, relative to the project root: what `/opt` holds at run time. */
export function layerFolders(app: App, files: ProjectFiles): readonly string[] {
  let folders = known.get(app);
  if (folders !== undefined) return folders;
  folders = app.resources.flatMap(({ type, properties }) => {
    const location = LAYER_TYPES.has(type) ? (properties.ContentUri ?? properties.Content) : undefined;
    if (typeof location !== 'string') return [];
    const folder = joinPath(folderOf(app.file), location);
    return folder !== undefined && files.isFolder(folder) ? [folder] : [];
  });
  known.set(app, folders);
  return folders;
}
