import { BulkheadError, type TemplateEdit } from '@bulkhead/core';
import { type Editor, type EditsMade, editAll, type PropertyEdit } from './edit-all.ts';
import { editHcl, openHcl, viewHcl } from './hcl-edit.ts';
import type { EditOutcome, TemplateView } from './types.ts';
import { editYaml, openYaml, viewYaml } from './yaml-edit.ts';

/**
 * Sets one property in a template's text; comments, order and layout of everything else stay. A map as value sets its keys
 * and leaves the others. The result was read back: an edit that would change anything else is refused.
 * @throws BulkheadError BULKHEAD_BAD_TEMPLATE where the text is no template
 * @example editTemplate('Resources: …', { file: 'template.yaml', path: ['Resources', 'Q', 'Properties', 'X'], value: true })
 */
export function editTemplate(text: string, { file, path, value }: TemplateEdit): EditOutcome {
  return editorOf(file).one(text, { path, value });
}

/**
 * Many edits of one text, each as by {@link editTemplate}.
 * @throws BulkheadError BULKHEAD_BAD_TEMPLATE where the text is no template
 */
export function editTemplates(text: string, file: string, edits: readonly PropertyEdit[]): EditsMade {
  return editAll(text, edits, editorOf(file));
}

function editorOf(file: string): Editor {
  return file.endsWith('.tf')
    ? { open: (text) => openHcl(text, file), one: (text, { path, value }) => editHcl(text, file, path, value) }
    : { open: (text) => openYaml(text, file), one: (text, { path, value }) => editYaml(text, file, path, value) };
}

/** @throws BulkheadError BULKHEAD_BAD_TEMPLATE where the text is no template */
export function viewTemplate(text: string, file: string): TemplateView {
  if (file.endsWith('.tf')) return viewHcl(text, file);
  if (/\.(?:ya?ml|json|template)$/i.test(file)) return viewYaml(text, file);
  throw new BulkheadError('BULKHEAD_BAD_TEMPLATE', `${file} is no template`, { place: { file, line: 1, column: 1 } });
}
