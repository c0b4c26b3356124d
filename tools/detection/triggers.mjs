const KINDS = { synchronous: 'a caller waits', asynchronous: 'nobody waits', poll: 'Lambda polls' };

/** The trigger matrix as a table. */
export function triggerTable(triggers) {
  const rows = triggers.map(
    ({ id, title, invocation, variants, cases }) =>
      `| ${title} | \`${id}\` | ${KINDS[invocation]} | ${variants.length} | ${cases} |`,
  );
  const total = triggers.reduce((sum, { cases }) => sum + cases, 0);
  return [
    '| trigger | `source` of its records | | forms | places read, each with a test |',
    '|---|---|---|---|---|',
    ...rows,
    `| **${triggers.length} triggers** | | | | **${total}** |`,
  ].join('\n');
}
