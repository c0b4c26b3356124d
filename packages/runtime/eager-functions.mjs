import ts from 'typescript';

/*
 * Functions that V8 shall compile when it meets them are written as function expressions in parentheses. Inside of other
 * functions that saves most: V8 reads those three times otherwise. Arrow functions in parentheses it compiles at once since
 * Node.js 24 only, so that arrow functions become plain ones where they have no `this` of their surroundings; so do methods.
 */

/**
 * @param {string} source a built CommonJS file
 * @param {ReadonlySet<number>} called where the functions begin that were called
 * @returns {{ text: string, count: number }} the file anew; how many functions are compiled at once
 */
export function wrapCalled(source, called) {
  const tree = ts.createSourceFile('built.cjs', source, ts.ScriptTarget.ESNext, true, ts.ScriptKind.JS);
  let count = 0;

  /** The text of a node with what is inside of it written anew. */
  function textOf(node) {
    const isCalled = called.has(node.getStart());
    if (isCalled && ts.isFunctionExpression(node) && !ts.isParenthesizedExpression(node.parent))
      return wrap(inside(node));
    if (isCalled && ts.isArrowFunction(node) && !usesSurroundings(node)) return wrap(functionOf(node));
    if (isCalled && isPlainMethod(node) && !usesSurroundings(node))
      return `${node.name.text}:${wrap(functionOf(node))}`;
    return inside(node);
  }

  function wrap(text) {
    count++;
    return `(${text})`;
  }

  /** Declarations of called functions go to where declarations are hoisted to: without their names, the variables give them. */
  function inside(node) {
    const hoisted = [];
    let text = '';
    let end = node.getStart();
    const isBody = ts.isSourceFile(node) || (ts.isBlock(node) && ts.isFunctionLike(node.parent));
    ts.forEachChild(node, (child) => {
      if (child.end === child.pos) return;
      text += source.slice(end, child.getStart());
      end = child.end;
      if (isBody && ts.isFunctionDeclaration(child) && called.has(child.getStart())) {
        hoisted.push(`${child.name.text}=${wrap(functionOf(child))}`);
      } else text += textOf(child);
    });
    text += source.slice(end, node.end);
    if (hoisted.length === 0) return text;
    const [head] = ts.isSourceFile(node) ? (/^"use strict";/.exec(text) ?? ['']) : ['{'];
    return `${head}var ${hoisted.join(',')};${text.slice(head.length)}`;
  }

  function functionOf(node) {
    const isAsync = node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword);
    const parameters = node.parameters.map(textOf).join(',');
    const body = ts.isBlock(node.body) ? textOf(node.body) : `{return ${textOf(node.body)}}`;
    return `${isAsync ? 'async ' : ''}function${node.asteriskToken ? '*' : ''}(${parameters})${body}`;
  }

  return { text: inside(tree), count };
}

/** With a computed name, a method is there for its name and for not being a constructor: see hooks/look-alike.ts. */
function isPlainMethod(node) {
  return ts.isMethodDeclaration(node) && ts.isObjectLiteralExpression(node.parent) && ts.isIdentifier(node.name);
}

/** Whether a function has `super`, or an arrow function `this` and the like, of what it stands in. */
function usesSurroundings(node) {
  const isArrow = ts.isArrowFunction(node);
  const uses = (inner) => {
    const { kind } = inner;
    // These have their own.
    if (ts.isClassLike(inner) || (ts.isFunctionLike(inner) && !ts.isArrowFunction(inner))) return false;
    if (kind === ts.SyntaxKind.SuperKeyword) return true;
    if (isArrow && (kind === ts.SyntaxKind.ThisKeyword || ts.isMetaProperty(inner))) return true;
    if (isArrow && ts.isIdentifier(inner) && inner.text === 'arguments') return true;
    return ts.forEachChild(inner, uses) ?? false;
  };
  return ts.forEachChild(node, uses) ?? false;
}
