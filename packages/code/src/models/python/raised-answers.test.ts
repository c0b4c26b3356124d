import { describe, expect, test } from 'vitest';
import { readPython } from '../../python/testing/read.ts';
import { factsOf } from '../../testing/flows.ts';

const errorsOf = async (lines: string) => {
  const facts = factsOf(await readPython(lines));
  return facts.filter((fact) => fact.startsWith('error-in-response'));
};

const chalice = (lines: string) => `from chalice import BadRequestError, Chalice, ChaliceViewError
handler = Chalice(app_name="x")
@handler.route("/x")
def x():
    try:
        f()
    except Exception as error:
        ${lines}
`;
const fastapi = (lines: string) => `from fastapi import FastAPI, HTTPException
from mangum import Mangum
app = FastAPI()
@app.get("/x")
def x():
    try:
        f()
    except Exception as error:
        ${lines}
handler = Mangum(app)
`;
const flask = (lines: string) => `import awsgi
from flask import Flask, abort
app = Flask(__name__)
@app.route("/x")
def x():
    try:
        f()
    except Exception as error:
        ${lines}
def handler(event, context):
    return awsgi.response(app, event, context)
`;

describe('errors that become answers', () => {
  test.each([
    ['Chalice', chalice('raise ChaliceViewError("failed: {}".format(error))')],
    ['Chalice, the error itself', chalice('raise BadRequestError(error)')],
    ['FastAPI', fastapi('raise HTTPException(status_code=500, detail=f"{error}")')],
    ['Flask', flask('abort(500, str(error))')],
  ])('%s', async (_name, lines) => expect(await errorsOf(lines)).toEqual(['error-in-response message']));

  test.each([
    ['Chalice', chalice('raise BadRequestError("no such item")')],
    ['FastAPI', fastapi('raise HTTPException(500, "failed")')],
    ['Flask', flask('abort(500)')],
  ])('not a text of its own: %s', async (_name, lines) => expect(await errorsOf(lines)).toEqual([]));
});
