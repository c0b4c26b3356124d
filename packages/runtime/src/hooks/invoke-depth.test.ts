import { expect, test } from 'vitest';
import { invokedFunction, lineageDepth } from './invoke-depth.ts';

test.each<[string, string | undefined]>([
  ['/2015-03-31/functions/loop/invocations', 'loop'],
  ['/2015-03-31/functions/loop/invocations?Qualifier=1', 'loop'],
  ['/2015-03-31/functions/loop%3Alive/invocations', 'loop'],
  ['/2015-03-31/functions/arn%3Aaws%3Alambda%3Aeu-west-1%3A123456789012%3Afunction%3Aloop/invocations', 'loop'],
  ['/2015-03-31/functions/arn:aws:lambda:eu-west-1:123456789012:function:loop:7/invocations', 'loop'],
  ['/2015-03-31/functions/123456789012:function:loop/invocations', 'loop'],
  ['/2021-11-15/functions/loop/response-streaming-invocations', 'loop'],
  ['/2014-11-13/functions/loop/invoke-async/', 'loop'],
  ['/2015-03-31/functions/%E0%A4%A/invocations', '%E0%A4%A'],
  ['/2015-03-31/functions/loop/configuration', undefined],
  ['/2015-03-31/functions/', undefined],
  ['/index.html', undefined],
])('%s invokes %s', (path, name) => {
  expect(invokedFunction(path)).toBe(name);
});

const root = 'Root=1-66abd797-167a78c02dcfeb4551890716;Parent=ad075ec25766d3f9;Sampled=1';
test.each<[string | undefined, number | undefined]>([
  [`${root};Lineage=1:456f6a97:7`, 7],
  [`${root};Lineage=456f6a97:0`, 0],
  [`${root};Lineage=a87bd80c:1|68fd508a:5|c512fbe3:2`, 5],
  [`Lineage=25:e3b0c442:11;${root}`, 11],
  [root, undefined],
  [`${root};Lineage=`, undefined],
  [`${root};Lineage=;;;`, undefined],
  [`${root};Lineage=abc`, undefined],
  [undefined, undefined],
])('lineage of %s', (trace, depth) => {
  expect(lineageDepth(trace)).toBe(depth);
});
