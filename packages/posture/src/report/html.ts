import { type PostureFinding, RISKS } from '@bulkhead/core';
import { LEVELS, type RiskRating, rateRisk } from '../risk.ts';
import type { ScanReport } from '../scan.ts';
import { ownerOf } from '../scanned-app.ts';
import { codeFrame } from './code-frame.ts';
import { escapeXml as e } from './escape.ts';
import { masked } from './mask.ts';
import { countBySeverity } from './order.ts';

const STYLE = `
:root{color-scheme:light dark;font:15px/1.5 system-ui,sans-serif}
body{max-width:72rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;margin:1rem 0}th,td{border:1px solid #8886;padding:.3rem .7rem;text-align:left}
article{border:1px solid #8886;border-left:.4rem solid #888;border-radius:.3rem;padding:.6rem 1rem;margin:1rem 0}
article.very-high{border-left-color:#a4133c}article.high{border-left-color:#d1495b}article.moderate{border-left-color:#d9932f}article.low{border-left-color:#3d8fb0}
h3{margin:.2rem 0;font-size:1rem}pre{background:#8881;padding:.5rem;overflow:auto;font-size:.85rem}mark{background:#d9932f44;color:inherit}
small,dt{opacity:.75}code{overflow-wrap:anywhere}dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.2rem 1rem;margin:.5rem 0}dd{margin:0;min-width:0;overflow-wrap:anywhere}
@media(max-width:600px){th,td{padding:.2rem .3rem;font-size:.8rem}ol{padding-left:1.2rem}}
`;

/** One page without scripts, fonts or pictures from elsewhere; risks rated after NIST SP 800-30, worst first. */
export function htmlReport(
  report: ScanReport,
  { version, now }: { readonly version: string; readonly now: number },
): string {
  const rated = report.findings
    .map((finding) => ({
      finding,
      rating: rateRisk(finding, ownerOf(finding, report.appOf.get(finding), report.apps)),
    }))
    .sort((a, b) => rank(b.rating) - rank(a.rating));
  const names = report.apps.map(({ name }) => name).join(', ');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Posture of ${e(names)}</title><style>${STYLE}</style></head><body>
<h1>Posture of ${e(names)}</h1>
<p>${report.findings.length} findings${report.findings.length > 0 ? ` (${countBySeverity(report.findings)})` : ''} by ${report.rules.length} rules; ${report.suppressed.length} suppressed; ${report.unknown.length} that only a deploy can tell. Bulkhead ${e(version)}, ${new Date(now).toISOString().slice(0, 16).replace('T', ' ')} UTC.</p>
${matrix(rated.map(({ rating }) => rating))}
${rated.map(({ finding, rating }) => article(report, finding, rating)).join('\n')}
${suppressedTable(report)}
<p><small>Risk is likelihood by impact after NIST SP 800-30 revision 1, table I-2: impact from the severity, likelihood from who can reach the place.</small></p>
</body></html>
`;
}

function rank({ risk, impact }: RiskRating): number {
  return LEVELS.indexOf(risk) * 10 + LEVELS.indexOf(impact);
}

function matrix(ratings: readonly RiskRating[]): string {
  const rows = [...LEVELS].reverse().map((likelihood) => {
    const cells = LEVELS.map((impact) => {
      const count = ratings.filter((rating) => rating.likelihood === likelihood && rating.impact === impact).length;
      return `<td>${count === 0 ? '' : count}</td>`;
    });
    return `<tr><th>${likelihood}</th>${cells.join('')}</tr>`;
  });
  return `<table><caption>Findings by likelihood (rows) and impact (columns)</caption><tr><th></th>${LEVELS.map((level) => `<th>${level}</th>`).join('')}</tr>${rows.join('')}</table>`;
}

function article(report: ScanReport, finding: PostureFinding, { likelihood, impact, risk }: RiskRating): string {
  const { place, message, rule, severity, fix, steps = [], subject } = finding;
  const frame = codeFrame(report.lines, place, 2).map(({ number, text, marked }) => {
    const line = `${String(number).padStart(5)} | ${e(masked(text))}`;
    return marked ? `<mark>${line}</mark>` : line;
  });
  const way =
    steps.length > 1
      ? `<ol>${steps.map((step) => `<li><code>${e(step.place.file)}:${step.place.line}</code> ${e(step.text)}</li>`).join('')}</ol>`
      : '';
  return `<article class="${risk.replace(' ', '-')}"><h3>${e(message)}</h3>
<p><code>${e(place.file)}:${place.line}:${place.column}</code> <small>${e(rule)}</small></p>
${frame.length > 0 ? `<pre>${frame.join('\n')}</pre>` : ''}${way}
<dl><dt>Risk</dt><dd>${risk} (likelihood ${likelihood}, impact ${impact})</dd><dt>Severity</dt><dd>${severity}</dd><dt>About</dt><dd>${e(subject)}</dd><dt>Kind</dt><dd>${finding.risk} ${e(RISKS[finding.risk].title)}</dd><dt>Fix</dt><dd>${e(fix)}</dd></dl></article>`;
}

function suppressedTable({ suppressed }: ScanReport): string {
  if (suppressed.length === 0) return '';
  const rows = suppressed.map(
    ({ finding, reason }) =>
      `<tr><td><code>${e(finding.place.file)}:${finding.place.line}</code></td><td>${e(finding.rule)}</td><td>${e(reason)}</td></tr>`,
  );
  return `<h2>Suppressed</h2><table><tr><th>Where</th><th>Rule</th><th>Reason</th></tr>${rows.join('')}</table>`;
}
