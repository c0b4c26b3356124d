import { describe, expect, test } from 'vitest';
import { readPython } from '../../python/testing/read.ts';

const flowsOf = async (routes: string) => {
  const { flows, problems } = await readPython(`import os
from datetime import date
from enum import Enum
from typing import Annotated, Optional
from uuid import UUID
from fastapi import APIRouter, Body, Depends, FastAPI, Header, Query, Request
from mangum import Mangum
from pydantic import BaseModel
app = FastAPI()
class Kind(str, Enum):
    a = "a"
class Item(BaseModel):
    name: str
    count: int
${routes}
handler = Mangum(app)
`);
  expect(problems).toEqual([]);
  return flows.map((flow) => `${flow.class} ${flow.source}${flow.confidence === 'medium' ? '?' : ''}`);
};

const route = (parameters: string, lines: string, path = '/x') =>
  `@app.post("${path}")\nasync def x(${parameters}):\n${lines.replace(/^/gm, '    ')}`;

describe('parameters of routes', () => {
  test.each([
    ['a text', route('q: str', 'os.system(q)'), ['cmdi queryStringParameters.q']],
    ['a text that may be left out', route('q: Optional[str] = None', 'os.system(q)'), ['cmdi queryStringParameters.q']],
    ['a header', route('q: str = Header("")', 'os.system(q)'), ['cmdi headers.q']],
    ['a field of the body', route('q: str = Body(...)', 'os.system(q)'), ['cmdi body.q']],
    ['a model of the body', route('item: Item', 'os.system(item.name)'), ['cmdi body.name']],
    ['the request', route('request: Request', 'os.system((await request.json())["n"])'), ['cmdi body.n']],
    [
      'the request by another name',
      route('r: Request', 'os.system(r.query_params["n"])'),
      ['cmdi queryStringParameters.n'],
    ],
    [
      'a dependency',
      `def page(q: str = Query("")):\n    return {"q": q}\n${route('p: dict = Depends(page)', 'os.system(p["q"])')}`,
      ['cmdi queryStringParameters.q'],
    ],
  ])('%s', async (_name, routes, expected) => expect(await flowsOf(routes)).toEqual(expected));

  test.each([
    ['a number', route('q: int', 'os.system(f"ls {q}")')],
    ['a number in the path', route('q: int', 'os.system(f"ls {q}")', '/x/{q}')],
    ['a number that may be left out', route('q: Optional[int] = None', 'os.system(f"ls {q}")')],
    ['a number or nothing', route('q: int | None = None', 'os.system(f"ls {q}")')],
    ['a number with a description', route('q: Annotated[int, Query()]', 'os.system(f"ls {q}")')],
    ['an id', route('q: UUID', 'os.system(f"ls {q}")')],
    ['one of a list', route('q: Kind', 'os.system(f"ls {q.value}")')],
    ['a number of a model', route('item: Item', 'os.system(f"ls {item.count}")')],
    [
      'what a dependency looks up',
      `def user():\n    return {"id": "me"}\n${route('u: dict = Depends(user)', 'os.system(u["id"])')}`,
    ],
  ])('harmless: %s', async (_name, routes) => expect(await flowsOf(routes)).toEqual([]));
});
